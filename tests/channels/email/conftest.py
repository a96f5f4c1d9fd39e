from fixtures.dns import name_server
from fixtures.dovecot import dovecot
from fixtures.mail import channel, road
from fixtures.postfix import postfix

__all__ = ["channel", "dovecot", "name_server", "postfix", "road"]

from fixtures.dovecot import dovecot
from fixtures.mail import channel, road

__all__ = ["channel", "dovecot", "road"]

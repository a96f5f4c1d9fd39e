"""The new text of a reply: what the person wrote, without the mail that it answers and without a signature."""

from hamseda.channels.email.reply.splitting import Reply, split

__all__ = ["Reply", "split"]

"""What the tests of the new text share: words to compare by, and mails as mail programs build them."""

from collections import Counter
from html import escape
from textwrap import wrap

from hamseda.channels.email.reply import Reply
from hamseda.channels.email.reply.sent import words_of

OURS = (
    "سلام و وقت بخیر\n\nسفارش شما با شمارهٔ ۱۲۳۴۵۶ در انبار آماده است. لطفاً نشانی دقیق خود را بفرستید تا فردا ارسال شود."
    "\n\nبا احترام\nپشتیبانی"
)
OWN = "سلام، نشانی من تهران، خیابان ولیعصر است.\nممنون از پیگیری‌تان!"


def lost(reply: Reply, own: str) -> Counter[str]:
    """The words of the person that are missing."""
    return Counter(words_of(own)) - Counter(words_of(reply.reply))


def kept(reply: Reply, own: str) -> Counter[str]:
    """The words that are not the person's."""
    return Counter(words_of(reply.reply)) - Counter(words_of(own))


def exact(reply: Reply, own: str) -> bool:
    return not lost(reply, own) and not kept(reply, own)


def with_signs(text: str, width: int = 1_000, sign: str = "> ") -> str:
    rows = [row for line in text.split("\n") for row in (wrap(line, width) or [""])]
    return "\n".join(f"{sign}{row}".rstrip() for row in rows)


def as_html(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")

"""A mail as it came, laid out for people who look into it."""

from email import message_from_bytes
from email.policy import compat32
from typing import Final

from hamseda.channels.email.automatic import headers_of
from hamseda.channels.email.composer_views import MailSource
from hamseda.channels.email.parsing.words import decode_words

MOST_BYTES: Final = 200 * 1024


def source_of(content: bytes) -> MailSource:
    """Lay out the headers in their order, their words decoded, and the beginning of the bytes as text."""
    head = content[:MOST_BYTES]
    headers = headers_of(message_from_bytes(head, policy=compat32))
    return {
        "headers": [(name, decode_words(value)) for name, value in headers],
        # What is no UTF-8 is shown byte by byte, so that nothing is guessed.
        "source": head.decode("utf-8", errors="backslashreplace").replace("\0", "\\x00"),
        "size": len(content),
        "cut": len(content) > MOST_BYTES,
    }

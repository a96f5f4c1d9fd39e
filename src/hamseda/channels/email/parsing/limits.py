"""What one mail may cost. Past a limit a mail is still read, as far as the limit goes, and says so."""

from typing import Final

MOST_BYTES: Final = 64 * 1024 * 1024
MOST_HEAD: Final = 256 * 1024
MOST_FIELDS: Final = 1_000
MOST_FIELD: Final = 100_000
MOST_NAMED: Final = 500
MOST_NAME: Final = 200
MOST_SUBJECT: Final = 1_000
MOST_PARTS: Final = 500
MOST_NESTING: Final = 30
MOST_TEXT: Final = 500_000
MOST_HTML: Final = 2_000_000
MOST_TAGS: Final = 50_000
MOST_UNPACKED: Final = 200

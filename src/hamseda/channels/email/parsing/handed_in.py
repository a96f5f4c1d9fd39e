"""Who handed a mail in, by the topmost Received of a border that is trusted to have written it.

Pure. Only the forms in which a stranger's greeting cannot be taken for the address: Postfix and sendmail
(`from greeting (name [address])`), Exim (`from name ([address] helo=greeting)`).
"""

import re
from typing import Final

from hamseda.channels.email.parsing.judged import Seen

_WORD: Final = r"[^\s()\[\]]+|\[[^\s()\[\]]*\]"
_ADDRESS: Final = r"\[(?:IPv6:)?(?P<address>[0-9A-Fa-f.:]{2,45})\](?::\d{1,5})?"
_POSTFIX: Final = re.compile(
    rf"from\s+(?P<helo>{_WORD})\s+\((?:[^\s()\[\]]+\s+)?{_ADDRESS}(?:\s+\(may be forged\))?\)", re.IGNORECASE
)
_EXIM: Final = re.compile(rf"from\s+[^\s()\[\]]+\s+\({_ADDRESS}\s+helo=(?P<helo>{_WORD})\)", re.IGNORECASE)


def handed_in_by(trace: list[tuple[str, str]], mail_from: str) -> Seen:
    """What the topmost Received says; nobody where there is none, or its form is another."""
    value = next((text for name, text in trace if name == "received"), "").strip()
    found = _POSTFIX.match(value) or _EXIM.match(value)
    if found is None:
        return Seen()
    return Seen(found["address"], found["helo"], mail_from.strip().strip("<>").strip())

"""The typeface of server-rendered pages: the files that the chat brings along."""

from pathlib import Path
from typing import Final

WIDGET_FILES: Final = Path(__file__).parent.parent / "static" / "widget"
FACE: Final = (
    '@font-face{{font-family:"{family}";src:url("/widget/{name}") format("woff2");'
    "font-weight:100 900;font-display:swap;unicode-range:{letters}}}"
)
LETTERS: Final = {
    "arabic": "U+600-6FF,U+750-77F,U+200C-200E,U+2010-2011,U+FB50-FDFF,U+FE70-FEFC",
    "latin": "U+0-FF,U+2BB-2BC,U+2C6,U+2DA,U+2DC,U+2000-200B,U+2012-206F,U+20AC,U+2122",
}


def faces(family: str) -> str:
    """The rules of a style sheet that name the typeface; none where the chat was not built."""
    return "\n".join(
        FACE.format(family=family, name=file.name, letters=letters)
        for name, letters in LETTERS.items()
        for file in sorted(WIDGET_FILES.glob(f"vazirmatn-{name}.*.woff2"))
    )

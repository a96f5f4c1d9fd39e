"""Words that do not belong into what is written of a candidate: age, sex, marital status, looks, accent.

They are noticed, never refused: the one who writes knows what was meant, and the notice says why it does not belong.
"""

import re
from typing import Final, Literal

from msgspec import Struct

Matter = Literal["age", "sex", "marital", "looks", "accent"]
# Letters of other keyboards, each as one letter of ours, so that a word is shown as it was written.
LETTERS: Final = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "أ": "ا", "ؤ": "و"})
# Whole words of Persian (with their usual endings) and of English; what mostly means something else is left out.
ENDING: Final = r"(?:‌?(?:هایش|های|ها|ی|اش|شان|ش)|‌(?:ای|ام|است))?"
PERSIAN: Final[dict[Matter, str]] = {
    "age": (
        "سن|سن‌وسال|سن و سال|سالگی|ساله|[\\w‌]*[‌0-9۰-۹]ساله|سالش|متولد|جوان|جوان‌تر|پیر|پیرتر|مسن|مسن‌تر|میانسال|"
        "کم‌سن|بازنشسته|دهه‌?ی? ?(?:شصت|هفتاد|هشتاد)"
    ),
    "sex": "زن|مرد|خانم|آقا|دختر|پسر|مونث|مذکر|جنسیت",
    "marital": ("متاهل|مجرد|ازدواج|همسر|شوهر|بچه|بچه‌دار|فرزند|باردار|حامله|بارداری|نامزد|طلاق|مطلقه|بیوه"),
    "looks": (
        "عکس|قیافه|چهره|خوشگل|زیبا|خوش[‌ ]?(?:تیپ|چهره|قیافه)|بدقیافه|زشت|چاق|لاغر|حجاب|بی‌حجاب|"
        "چادری|آرایش|ظاهر|پوشش|قدبلند|قدکوتاه"
    ),
    "accent": "لهجه|ته‌لهجه|گویش",
}
ENGLISH: Final[dict[Matter, str]] = {
    "age": "aged?|years? old|year-old|young(?:er|est)?|elderly|middle-aged|too old|retired|born in",
    "sex": "male|female|man|woman|girl|boy|lady|gender",
    "marital": (
        "married|is single|unmarried|husband|wife|spouse|child|children|kids|pregnan(?:t|cy)|divorced?|"
        "widow(?:ed|er)?|fianc[eé]e?"
    ),
    "looks": (
        "photo|picture|pretty|handsome|beautiful|attractive|good-looking|ugly|overweight|skinny|hijab|makeup|appearance"
    ),
    "accent": "accent|dialect",
}
PATTERNS: Final[dict[Matter, re.Pattern[str]]] = {
    matter: re.compile(
        rf"(?<![\w\u200c])(?:(?:{PERSIAN[matter]}){ENDING}|{ENGLISH[matter]})(?![\w\u200c])", re.IGNORECASE
    )
    for matter in PERSIAN
}


class Notice(Struct, frozen=True):
    """A word that was noticed, and what it tells that does not belong."""

    matter: Matter
    word: str


def noticed(text: str) -> list[Notice]:
    """Find the words that tell age, sex, marital status, looks or accent; each once, in the order of the matters."""
    plain = text.translate(LETTERS)
    found = [
        Notice(matter, text[match.start() : match.end()])
        for matter, pattern in PATTERNS.items()
        for match in pattern.finditer(plain)
    ]
    return list(dict.fromkeys(found))

"""Which charset bytes are in, judged by the letters that come out: Persian first, then what the world's mail is in.

Weights are logarithms, roughly: 3 for a letter that is everywhere in its language, 0 for one that says nothing,
below 0 for what no writer would write. Letters of a word are of one script, but in East Asia.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

SAMPLE: Final = 4_096
CANDIDATES: Final = (
    "cp1256", "cp1252", "iso8859-6", "cp1251", "koi8-r", "gb18030", "cp932", "euc_jp", "cp949", "big5",
    "cp1255", "cp1253", "cp1254", "cp1250", "cp874",
)  # fmt: skip
# A product for Persian: of two readings alike, Persian.
PRIORS: Final = {"cp1256": 0.6, "cp1252": 0.3}
FAVOUR: Final = 0.6
BROKEN_SIGN: Final = -4.0
ANOTHER_SCRIPT: Final = -12.0
NOT_A_WORD: Final = -1.5

_BEYOND: Final = re.compile(rb"[^\r\n\x80-\xff]{0,80}[\x80-\xff][^\r\n]{0,400}")
_TWO_SCRIPTS: Final = re.compile(
    "[A-Za-z\u00c0-\u024f][\u0370-\u06ff\u0e00-\u0e7f]|[\u00c0-\u024f][\u3040-\ud7a3]|[\u0370-\u06ff][A-Za-z\u00c0-\u024f\u00b0-\u00b9\u00bc-\u00be]"
)
_NO_WORD: Final = re.compile(
    "[\u00a1-\u024f]{3,}|[\u00b0-\u00b9\u00bc-\u00be][\u0600-\u06ff]|[a-z\u00df-\u00ff][\u00a1-\u00bf\u00c0-\u00de](?![A-Z])"
    "|[а-я][А-Я]|[α-ώ][Α-Ω]|[\uac00-\ud7a3][\u4e00-\u9fff]|[\u4e00-\u9fff][\uac00-\ud7a3]"
)
_COMMON: Final = {
    3.0: "اینردومهelيآоеаинтсعانرهوיוהלאתרαοιετσν이다는에을의가고하지니어있로도한사인기습합",
    2.5: "لتبسشكکірвлкмдпуяыьמנשבדηυρπκμλ은를나대시자아서해그스라리일정부전상수보제들장과요만세주안녕감문",
    1.8: "ءأإةىئؤقفعحجخزگپچژطصغضثظذ،؟؛\u200c«»גזחטכסעפצקםןףךγδθβφχάέήίόύώς",
    1.5: "éèàçêâîôûëïüöäßñáíóúãõåøæœğışİčšžřěůýąęłńśźżćőű“”‘’–—…€ \xa0•°№",
    1.0: "фцщъэжшхюйгбз",
    -0.5: "ðýþÐÝÞ¤¦§¨¬¯±²³´µ¶·¸¹¼½¾×÷ªº¡¿",
}
_WEIGHTS: Final = {sign: weight for weight, signs in sorted(_COMMON.items()) for sign in signs}


def guess(content: bytes, favoured: Iterable[str] = ()) -> str:
    """Name the charset in which the bytes look most like what somebody wrote; Latin-1 at last."""
    sample = b"\n".join(found for found in _BEYOND.findall(content, 0, 64 * SAMPLE))[:SAMPLE]
    kept = [name for name in favoured if name and _can_decode(name)]
    best, most = "latin-1", float("-inf")
    for name in dict.fromkeys([*CANDIDATES, *kept]):
        points = _plausible(sample, name) + PRIORS.get(name, 0.0) + FAVOUR * kept.count(name)
        if points > most:
            best, most = name, points
    return best


def is_nearly_utf8(content: bytes) -> bool:
    """Whether a few bytes alone keep it from being UTF-8: a letter cut in two, a sign of another charset."""
    text = content[: 64 * SAMPLE].decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(map(len, _WHOLE.findall(text)))
    return whole >= 4 * broken and whole > 0


_WHOLE: Final = re.compile("[\x80-\ufffc\U00010000-\U0010ffff]+")


def _can_decode(name: str) -> bool:
    try:
        b"\xe1\xe1".decode(name, "replace")
    except (LookupError, UnicodeError):
        return False
    return True


def _plausible(sample: bytes, name: str) -> float:
    text = sample.decode(name, "replace")
    letters = Counter(sign for sign in text if sign > "\x7f")
    count = letters.total()
    if not count:
        return float("-inf")
    points = sum(_weight(sign) * times for sign, times in letters.items())
    points += ANOTHER_SCRIPT * len(_TWO_SCRIPTS.findall(text))
    points += NOT_A_WORD * sum(map(len, _NO_WORD.findall(text)))
    return points / count


@lru_cache(maxsize=20_000)
def _weight(sign: str) -> float:
    if sign in _WEIGHTS:
        return _WEIGHTS[sign]
    number = ord(sign)
    if FIRST_HANGUL <= number <= LAST_HANGUL:
        return _of_hangul(sign)
    for first, last, weight in _RANGES:
        if first <= number <= last:
            return weight
    if 0x4E00 <= number <= 0x9FFF:
        return _of_han(sign)
    return -1.0


_RANGES: Final = (
    (0x80, 0x9F, BROKEN_SIGN),
    (0xFFFD, 0xFFFD, BROKEN_SIGN),
    (0xE000, 0xF8FF, BROKEN_SIGN),
    (0xC0, 0xDE, 0.3),
    (0xDF, 0x24F, 0.8),
    (0x3B1, 0x3CE, 1.9),
    (0x370, 0x3B0, 0.5),
    (0x430, 0x44F, 1.6),
    (0x410, 0x42F, 0.4),
    (0x5D0, 0x5EA, 1.9),
    (0x64B, 0x652, 0.0),
    (0x660, 0x669, 1.0),
    (0x6F0, 0x6F9, 1.0),
    (0xE01, 0xE5B, 1.5),
    (0x3041, 0x30FC, 2.6),
    (0x3001, 0x3003, 1.5),
    (0xFF01, 0xFF5E, 1.0),
    (0xFF61, 0xFF9F, -1.0),
)
FIRST_HANGUL: Final = 0xAC00
LAST_HANGUL: Final = 0xD7A3
# The first byte of the everyday ideographs in the standards that sort them by use.
_EVERYDAY: Final = (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6), ("shift_jis", 0x88, 0x97))


def _of_hangul(sign: str) -> float:
    """The old standard holds the syllables that are in use."""
    try:
        sign.encode("euc_kr")
    except UnicodeEncodeError:
        return 0.0
    return 1.9


def _of_han(sign: str) -> float:
    everyday = 0
    for name, first, last in _EVERYDAY:
        try:
            everyday += first <= sign.encode(name)[0] <= last
        except UnicodeEncodeError:
            continue
    return (-0.5, 1.2, 1.9, 2.2)[everyday]

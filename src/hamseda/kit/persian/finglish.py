"""Finglish: Persian written in Latin letters, read back as Persian.

Short vowels are not written in Persian and several letters share a sound, so one Finglish word has many
readings. Each choice has a price (0 = what a writer nearly always means); the cheapest readings come first.
"""

import heapq
from typing import Final

MAX_WORD: Final = 24
"""Letters of a word that is read at all; longer ones are codes or noise."""
_BEAM: Final = 96

_Choices = tuple[tuple[str, float], ...]

_FIRST: Final[dict[str, _Choices]] = {
    "aa": (("آ", 0.0), ("عا", 1.2)),
    "a": (("ا", 0.2), ("آ", 0.3), ("ع", 0.9), ("عا", 1.1)),
    "e": (("ا", 0.1), ("ع", 1.2)),
    "ee": (("ای", 0.1),),
    "i": (("ای", 0.1), ("ا", 1.0), ("عی", 1.6)),
    "o": (("ا", 0.2), ("او", 0.7), ("ع", 1.2)),
    "oo": (("او", 0.1),),
    "u": (("او", 0.1), ("ی", 1.5)),
    "ou": (("او", 0.1),),
    "ei": (("عی", 0.6), ("ای", 0.4)),
}
_INSIDE: Final[dict[str, _Choices]] = {
    "aa": (("ا", 0.0), ("اع", 0.7), ("اعا", 0.9), ("عا", 0.9)),
    "a": (("ا", 0.4), ("", 0.5), ("ع", 1.5), ("عا", 1.7)),
    "e": (("", 0.1), ("ی", 1.3), ("ع", 1.6), ("ا", 2.0)),
    "ee": (("ی", 0.0),),
    "i": (("ی", 0.1), ("یی", 1.1), ("", 1.4), ("عی", 1.6)),
    "o": (("", 0.5), ("و", 0.5), ("ع", 1.7)),
    "oo": (("و", 0.0),),
    "u": (("و", 0.1), ("", 1.2)),
    "ou": (("و", 0.1),),
    "ow": (("و", 0.1),),
    "ei": (("ی", 0.2), ("عی", 1.2)),
    "ia": (("یا", 0.1), ("ی", 0.9), ("یع", 1.4)),
}
_LAST: Final[dict[str, _Choices]] = {
    "aa": (("ا", 0.0), ("اع", 1.0)),
    "a": (("ا", 0.1), ("ه", 0.9), ("ع", 1.3)),
    "e": (("ه", 0.1), ("", 0.9), ("ی", 1.5), ("ع", 1.6)),
    "ee": (("ی", 0.0),),
    "i": (("ی", 0.0), ("یی", 1.1)),
    "o": (("و", 0.1), ("", 1.3)),
    "oo": (("و", 0.0),),
    "u": (("و", 0.0),),
    "ou": (("و", 0.0),),
    "ei": (("ی", 0.1),),
}
_CONSONANTS: Final[dict[str, _Choices]] = {
    "kh": (("خ", 0.0),),
    "gh": (("ق", 0.1), ("غ", 0.5)),
    "sh": (("ش", 0.0),),
    "ch": (("چ", 0.0),),
    "zh": (("ژ", 0.0),),
    "ts": (("تس", 0.0), ("تص", 0.9)),
    "b": (("ب", 0.0),),
    "c": (("ک", 0.3), ("س", 0.6), ("چ", 0.7)),
    "d": (("د", 0.0),),
    "f": (("ف", 0.0),),
    "g": (("گ", 0.0),),
    "h": (("ه", 0.1), ("ح", 0.4)),
    "j": (("ج", 0.0), ("ژ", 1.2)),
    "k": (("ک", 0.0),),
    "l": (("ل", 0.0),),
    "m": (("م", 0.0),),
    "n": (("ن", 0.0),),
    "p": (("پ", 0.0),),
    "q": (("ق", 0.0), ("غ", 0.6)),
    "r": (("ر", 0.0),),
    "s": (("س", 0.0), ("ص", 0.7), ("ث", 1.1)),
    "t": (("ت", 0.0), ("ط", 0.8)),
    "v": (("و", 0.0),),
    "w": (("و", 0.1),),
    "x": (("خ", 0.3), ("کس", 0.4)),
    "y": (("ی", 0.0),),
    "z": (("ز", 0.0), ("ض", 0.7), ("ظ", 0.9), ("ذ", 0.9)),
    "'": (("ع", 0.1), ("", 0.5), ("ئ", 0.8)),
}


def readings(word: str, limit: int = 24) -> list[tuple[str, float]]:
    """Return the likeliest Persian readings of one Finglish word with their price, cheapest first.

    Empty when the word has a sign that is no Latin letter or apostrophe, or more than 24 letters.
    """
    word = word.casefold().replace("’", "'").replace("`", "'")
    if not word or len(word) > MAX_WORD:
        return []
    partial: dict[str, float] = {"": 0.0}
    position = 0
    while position < len(word):
        sound, choices = _sound_at(word, position)
        if not choices:
            return []
        partial = _extended(partial, choices)
        position += len(sound)
    ranked = sorted(partial.items(), key=_by_price)
    return [(text, price) for text, price in ranked if text][:limit]


def _sound_at(word: str, position: int) -> tuple[str, _Choices]:
    for length in (2, 1):
        sound = word[position : position + length]
        if len(sound) == length and (choices := _choices(word, sound, position)):
            return sound, choices
    return word[position], ()


def _choices(word: str, sound: str, position: int) -> _Choices:
    if choices := _CONSONANTS.get(sound):
        return choices
    if len(sound) == 2 and sound[0] == sound[1] and (single := _CONSONANTS.get(sound[0])):
        return single + tuple((letter * 2, price + 0.8) for letter, price in single)
    if position == 0:
        return _FIRST.get(sound, ())
    return (_LAST if position + len(sound) == len(word) else _INSIDE).get(sound, ())


def _extended(partial: dict[str, float], choices: _Choices) -> dict[str, float]:
    grown: dict[str, float] = {}
    for text, price in partial.items():
        for letters, extra in choices:
            longer = text + letters
            grown[longer] = min(price + extra, grown.get(longer, float("inf")))
    if len(grown) <= _BEAM:
        return grown
    return dict(heapq.nsmallest(_BEAM, grown.items(), key=_by_price))


def _by_price(reading: tuple[str, float]) -> tuple[float, int, str]:
    # Equal prices: a writer leaves out vowels more often than letters, so the longer reading comes first.
    return (round(reading[1], 6), -len(reading[0]), reading[0])

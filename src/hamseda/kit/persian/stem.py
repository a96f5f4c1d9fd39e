"""Light stemming of Persian words, for index keys only: no one ever reads a stem.

The word itself is always a key beside its stem, so a stem that goes too far costs a little precision, and one
that stops too early costs a hit. The rules follow the order in which Persian hangs its endings on a word:
word + تر/ترین + ها + ی + possessive. Each ending asks for a rest that can still be a word, and the words that
only look as if they had that ending are named.
"""

import re
from typing import Final

from hamseda.kit.persian.letters import ZWNJ, word_set

_POSSESSIVE: Final = "مان|تان|شان|مون|تون|شون"
_TAIL_PART: Final = re.compile(
    rf"(?=.)(?:تر(?:ین)?)?(?:ها)?(?:یی|ای|ی)?(?:ا?م|ا?ت|ا?ش|{_POSSESSIVE}|ایم|اید|اند)?",
)
_PLURAL: Final = re.compile(rf"(.{{2,}}?)ها(?:یی|ی?(?:م|ت|ش|{_POSSESSIVE})|ی)?")
_POSSESSED: Final = re.compile(rf"(.{{3,}}?)(?:{_POSSESSIVE})")
_COMPARED: Final = re.compile(r"(.{3,})تر(?:ین)?")
_VERB_END: Final = re.compile(r"(.{2,}?)(?:ند|ید|یم|م|د|ی)")
_JOINED_VERB: Final = re.compile(r"ن?می(.{2,}?(?:ند|ید|یم|م|د))")
_VERB_SIGNS: Final = frozenset({"می", "نمی"})

# Each set: words that end (or begin) like an inflected form and are none. Written in folded letters (آ → ا).
_NO_PLURAL: Final = word_set("تنها اشتها انتها منتها گرانبها پربها خونبها اجارهبها طاها")
_NO_POSSESSIVE: Final = word_set(
    """
    سازمان ساختمان قهرمان همزمان راندمان میهمان پیرامون کارتون درخشان پریشان کهکشان اتشنشان
    دوستان داستان باستان راستان گفتمان پانسمان مسلمان سلیمان پشیمان اپارتمان دپارتمان شادمان
    زایمان سیمان پیمان
    """,
)
_NO_COMPARATIVE: Final = word_set(
    """
    کیلومتر سانتیمتر میلیمتر تیاتر کاراکتر فیلتر پوستر کامپیوتر توییتر تویتر تراکتر کلانتر
    پرینتر اسکوتر خاکستر دادگستر کبوتر نیلوفر رجیستر
    """,
)
_NO_YE: Final = word_set(
    """
    مشتری نمایندگی پیگیری اینترنتی بعضی خیلی گارانتی شرکتی برای دارای سرای ورای قوی پهلوی ایرانی
    کارتی ابدی حتی یعنی وقتی کسی اقای خانگی زندگی باتری تیوری سرویسی بستری انرژی استوری کشتی
    هستی سختی راستی درستی رضوی علوی موسوی مرتضوی مصطفوی نبوی عبدی مهدی علی ولی تلفنی عمومی اصلی
    فعلی قبلی بعدی
    """,
)
_NO_PLURAL_AT: Final = word_set(
    """
    مالیات ملاقات ادبیات عملیات تجهیزات تشریفات انتخابات مختصات مقدمات خدمات جنایات اطلاعات
    امکانات
    """,
)
_NO_PLURAL_GAN: Final = word_set("رایگان بازرگان گروگان ارگان شایگان ناوگان پادگان")
_NO_VERB: Final = word_set("میلاد میعاد میلیارد مینیمم")


def stem(token: str) -> str:
    """Return the word without its endings and verb sign: «کتاب‌هایشان» → «کتاب», «می‌خواهند» → «خواه».

    Takes one token in the form of `words_apart` (half spaces kept) and returns letters without half space.
    A short word, a word of another script and a word that only looks inflected come back whole.
    """
    parts = token.split(ZWNJ)
    if len(parts) > 1 and parts[0] in _VERB_SIGNS:
        return _verb_root("".join(parts[1:]))
    while len(parts) > 1 and _TAIL_PART.fullmatch(parts[-1]):
        parts.pop()
    word = "".join(parts)
    if token.isascii() or len(word) < 4:
        return word
    if (verb := _JOINED_VERB.fullmatch(word)) and word not in _NO_VERB:
        return _verb_root(verb[1])
    return _without_ye(_without_arabic_plural(_without_comparative(_without_plural(word))))


def possessed_roots(word: str) -> tuple[str, ...]:
    """Return what the word may be a short possessive of: «سفارشم» → («سفارش»,), «گوشیمو» → («گوشی»,).

    Only texts that are searched get these keys, never queries: ساعت would else ask for «ساع», and ارزش for
    ارز.
    """
    if len(word) < 4 or word in _NO_SHORT_POSSESSIVE:
        return ()
    if word[-1] in "متش":
        return (word[:-1],)
    if len(word) > 5 and word[-1] == "و" and word[-2] in "متش":
        return (word[:-2],)
    return ()


_NO_SHORT_POSSESSIVE: Final = word_set(
    """
    خانم ارزش گردش فروش ورزش دانش روش خواهش سلام تمام پیام کدام انجام اعلام اقدام مردم ساعت قیمت
    خدمت شرکت هست نیست است گفت رفت داشت گرفت درخواست سفارش گزارش پرداخت دریافت برگشت پشت دست
    دوست راست درست کارت پست بیست هشت هفت وقت سخت تخت هستم کردم دارم نیستم گرفتم
    """,
)


def _verb_root(word: str) -> str:
    ended = _VERB_END.fullmatch(word)
    return ended[1] if ended else word


def _without_plural(word: str) -> str:
    if plural := _PLURAL.fullmatch(word):
        root = plural[1]
        return f"{root}ها" if f"{root}ها" in _NO_PLURAL else root
    if word in _NO_POSSESSIVE or word.endswith("ستان"):
        return word
    owned = _POSSESSED.fullmatch(word)
    return owned[1] if owned else word


def _without_comparative(word: str) -> str:
    compared = _COMPARED.fullmatch(word)
    return compared[1] if compared and word not in _NO_COMPARATIVE else word


def _without_arabic_plural(word: str) -> str:
    if word.endswith("گان") and len(word) > 5 and word not in _NO_PLURAL_GAN:
        return word[:-3] + "ه"  # نمایندگان → نماینده
    if word.endswith("یان") and len(word) > 6:
        return _without_linking_ye(word[:-2])  # مشتریان → مشتری, دانشجویان → دانشجو
    if word.endswith(("کاران", "گران", "بران")) and len(word) > 5:
        return word[:-2]  # همکاران → همکار
    if word.endswith("ات") and len(word) > 5 and word not in _NO_PLURAL_AT:
        return word[:-2]  # سفارشات → سفارش
    return word


def _without_ye(word: str) -> str:
    if word in _NO_YE or len(word) < 4 or not word.endswith("ی"):
        return word
    if word.endswith(("ایی", "ویی")):
        return word[:-2]
    linked = _without_linking_ye(word)
    if linked != word or word[-2] in "او":
        return linked
    return word[:-1] if len(word) > 4 else word


def _without_linking_ye(word: str) -> str:
    linked = (word.endswith("ای") and len(word) > 3) or (word.endswith("وی") and len(word) > 4)
    return word[:-1] if linked else word

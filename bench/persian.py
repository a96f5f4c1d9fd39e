"""What Persian text costs: µs per message of ~200 letters and per KB, for each step of storing and searching.

Run: python bench/persian.py
A calibration loop runs before and after; when the two differ by more than 10 % the figures are marked noisy.
"""

import random
import statistics
import time
from collections.abc import Callable

from _machine import measured

from hamseda.kit.persian import did_you_mean, direction, index_text, normalise, query_terms, sort_key
from hamseda.kit.persian.index import query_keys, text_keys
from hamseda.kit.phone import parse_phone
from hamseda.kit.sensitive import mask, mask_html

SENTENCES = [
    "سلام وقتتون بخیر، سفارشم با کد ۱۲۳۴۵۶ هنوز نرسیده و هیچ‌کس هم پاسخ نمی‌دهد.",
    "لطفاً پیگیری کنید، قرار بود دیروز تا ساعت ۱۸ به دستم برسد ولی خبری نشد.",
    "شمارهٔ تماس من 0912 345 6789 است و نشانی همان آدرس قبلی است.",
    "مبلغ ۲٬۵۰۰٬۰۰۰ تومان از حسابم کم شده اما فاکتور را در پنل کاربری نمی‌بینم.",
    "گوشی‌هایی که خریدم جعبه‌هایشان باز شده بود، می‌خواهم مرجوع کنم.",
    "ممنون از راهنمایی‌هایتان، مشکل مودم با تعویض کابل حل شد 🙏",
    "كد ملي من را براي ثبت قرارداد لازم داريد يا همان شماره اشتراك كافي است؟",
    "اینترنت از صبح قطع و وصل می‌شود، سرعتش هم خیلی پایین‌تر از بسته‌ای است که خریده‌ام.",
]
CARD = " کارت من 6037-9975-9999-9992 است."
ROUNDS = 15
MESSAGES = 400


def messages(seed: int) -> list[str]:
    """Messages of about 200 letters: three sentences each, some words unique, one in ten with a card."""
    chance = random.Random(seed)
    made = []
    for _ in range(MESSAGES):
        text = " ".join(chance.sample(SENTENCES, 3)) + f" {chance.randrange(10**6)}"
        made.append(text[:200] + (CARD if chance.random() < 0.1 else ""))
    return made


def microseconds(step: Callable[[str], object], texts: list[str]) -> float:
    """Median over the rounds of the time per text."""
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for text in texts:
            step(text)
        rounds.append((time.perf_counter() - start) / len(texts) * 1e6)
    return statistics.median(rounds)


def index_anew(text: str) -> str:
    query_keys.cache_clear()
    text_keys.cache_clear()
    return index_text(text)


def all_of_it(text: str) -> tuple[str, str]:
    return index_text(mask(text).text), direction(text)


def report(name: str, cost: float, texts: list[str]) -> None:
    kilobytes = statistics.mean(len(text.encode()) for text in texts) / 1024
    print(f"{name:<36}{cost:>9.1f} µs{cost / kilobytes:>10.1f} µs/KB")


@measured()
def main() -> None:
    texts = messages(1)
    pages = [f"<p dir='rtl'>{text.replace('. ', '.<br>&nbsp;')}</p>" for text in texts]
    print(f"{MESSAGES} messages of {statistics.mean(map(len, texts)):.0f} letters, median of {ROUNDS} rounds")
    report("normalise", microseconds(normalise, texts), texts)
    report("index_text", microseconds(index_text, texts), texts)
    report("index_text, every word new", microseconds(index_anew, texts), texts)
    report("mask", microseconds(mask, texts), texts)
    report("mask_html", microseconds(mask_html, pages), pages)
    report("direction", microseconds(direction, texts), texts)
    report(
        "all a stored message needs",
        microseconds(all_of_it, texts),
        texts,
    )
    words = ["سفارش‌هایم", "کارت ملی", "rfq", "peygiri sefaresh"] * 20
    report("query_terms", microseconds(query_terms, words), words)
    report("did_you_mean", microseconds(did_you_mean, words), words)
    names = ["علی رضایی", "شرکت مهر ۱۲", "Zahra Karimi"] * 30
    report("sort_key", microseconds(sort_key, names), names)
    phones = ["۰۹۱۲ ۳۴۵ ۶۷۸۹", "+98 21 8877 6655", "1818"] * 30
    report("parse_phone", microseconds(parse_phone, phones), phones)
    for name, hostile in (
        ("digits", "7" * 100_000),
        ("digit groups", "12 " * 33_000),
        ("tags", "<b>1" * 25_000),
    ):
        cost = microseconds(mask_html if name == "tags" else mask, [hostile])
        print(f"{'mask 100 KB of ' + name:<36}{cost / 1000:>9.1f} ms")


if __name__ == "__main__":
    main()

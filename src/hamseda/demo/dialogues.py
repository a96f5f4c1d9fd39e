"""What is said in the demonstration: templates by topic, filled with names, orders and dates."""

import tomllib
from functools import cache
from pathlib import Path
from random import Random
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from hamseda.demo.threads import Shopper, Speaker
from hamseda.kit.persian import persian_digits
from hamseda.pages.shop.catalogue import PRODUCTS

TEXTS: Final = Path(__file__).parent / "texts"
SPEAKERS: Final[dict[str, Speaker]] = {"C": "customer", "A": "agent", "N": "note"}


class Topic(msgspec.Struct, frozen=True):
    """One kind of concern: how often it comes, who deals with it, and the ways in which it is spoken of."""

    label: str
    queue: str
    disposition: str
    weight: Annotated[int, Meta(ge=1)]
    subject: str
    chats: list[str]
    mails: list[str]
    logs: list[str]


@cache
def topics() -> dict[str, Topic]:
    """Every topic by its key, which is also the key of its label."""
    return msgspec.convert(
        tomllib.loads((TEXTS / "dialogues.toml").read_text(encoding="utf-8")), dict[str, Topic]
    )


@cache
def names() -> dict[str, list[str]]:
    """Lists of names and places."""
    return tomllib.loads((TEXTS / "names.toml").read_text(encoding="utf-8"))


def turns(script: str, words: dict[str, Any]) -> list[tuple[Speaker, str]]:
    """Read a script: each line begins with its speaker, or goes on with what was said before."""
    found: list[tuple[Speaker, str]] = []
    for line in script.strip().splitlines():
        mark, _, rest = line.partition(" ")
        if mark in SPEAKERS:
            found.append((SPEAKERS[mark], rest))
        else:
            speaker, before = found[-1]
            found[-1] = (speaker, f"{before}\n{line}")
    return [(speaker, text.format_map(words)) for speaker, text in found]


def words_for(customer: Shopper, agent: str, rng: Random) -> dict[str, Any]:
    """Words in braces for one conversation; figures are written as people write them."""
    one, other = rng.sample(PRODUCTS, 2)
    order, following = f"MR-{rng.randrange(10_000, 99_999)}", f"MR-{rng.randrange(10_000, 99_999)}"
    return {
        "name": customer.name or "یک مشتری",
        "first": customer.first,
        "first_en": customer.latin.upper(),
        "agent": agent,
        "product": one.fa,
        "product2": other.fa,
        "order": order,
        "order2": following,
        "city": customer.city[0],
        "city_en": customer.city[1],
        "phone": persian_digits(customer.phone.replace("+98", "0")),
        "code": str(rng.randrange(10**9, 10**10)),
        "days": persian_digits(str(rng.randint(2, 5))),
        "small": persian_digits(str(rng.randint(3, 48))),
        "amount": persian_digits(f"{one.toman:,}".replace(",", "٬")),
        "fee": persian_digits(f"{rng.choice((49, 59, 69))}٬۰۰۰"),
        "card": card_number(rng),
        "shaba": shaba(rng),
    }


def card_number(rng: Random) -> str:
    """An invented bank card number whose check digit is right, as one would type it."""
    digits = [6, 0, 3, 7, *(rng.randrange(10) for _ in range(11))]
    total = sum(d if n % 2 else (2 * d - 9 if d > 4 else 2 * d) for n, d in enumerate(digits))
    text = "".join(map(str, [*digits, -total % 10]))
    return " ".join(text[n : n + 4] for n in range(0, 16, 4))


def shaba(rng: Random) -> str:
    """An invented account number (IBAN of Iran) whose check digits are right."""
    account = "".join(str(rng.randrange(10)) for _ in range(22))
    check = 98 - int(f"{account}182700") % 97
    return f"IR{check:02d}{account}"

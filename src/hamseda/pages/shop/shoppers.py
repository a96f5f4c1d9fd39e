"""The three customers of the demonstration shop as whom a visitor may log in there."""

from typing import Final

from msgspec import Struct


class Shopper(Struct, frozen=True, kw_only=True):
    """A customer with an account at the shop; `sub` is the account's number, phone and e-mail are proven there."""

    slug: str
    sub: str
    fa: str
    en: str
    email: str
    phone: str

    def name(self, locale: str) -> str:
        return self.fa if locale == "fa" else self.en


SHOPPERS: Final = (
    Shopper(
        slug="narges", sub="mehr-1001", fa="نرگس کریمی", en="Narges Karimi", email="narges.karimi@example.com",
        phone="+989000001001",
    ),
    Shopper(
        slug="farhad", sub="mehr-1002", fa="فرهاد زند", en="Farhad Zand", email="farhad.zand@example.com",
        phone="+989000001002",
    ),
    Shopper(
        slug="yasaman", sub="mehr-1003", fa="یاسمن گلستانی", en="Yasaman Golestani", email="yasaman.g@example.com",
        phone="+989000001003",
    ),
)  # fmt: skip


def find(slug: str) -> Shopper | None:
    """The shopper of this name in addresses."""
    return next((one for one in SHOPPERS if one.slug == slug), None)

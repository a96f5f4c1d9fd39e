"""The customers of the demonstration: whose names and addresses they are, and which of them are proven."""

from datetime import datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from hamseda.customers.addresses import address
from hamseda.customers.names import name_key, search_text
from hamseda.demo.dialogues import names
from hamseda.demo.ledger import Ledger
from hamseda.demo.threads import Shopper, instant_id
from hamseda.pages.shop.shoppers import SHOPPERS

LOGGED_IN_SHARE: Final = 0.55
MAIL_PROVEN_SHARE: Final = 0.8
NAMELESS_SHARE: Final = 0.4
VERIFIED_FOR: Final = timedelta(days=180)
FAMILY_LINE: Final = "+982100000456"


class Crowd:
    """Makes customers as they come, each with addresses of their own."""

    def __init__(self, chat_channel_id: UUID, rng: Random) -> None:
        self._channel_id = chat_channel_id
        self._rng = rng
        self._number = 0
        self.everybody: list[Shopper] = []

    def newcomer(self, kind: str, at: datetime) -> Shopper:
        """Somebody who comes for the first time by a channel of this kind."""
        person = self._person(at)
        match kind:
            case "webchat" if self._rng.random() < LOGGED_IN_SHARE:
                self._log_in(person)
            case "webchat":
                person.identities.append(("device", instant_id(at).hex, "", None))
                if self._rng.random() < NAMELESS_SHARE:
                    person.name = None
            case "email":
                proof = "authentication_results" if self._rng.random() < MAIL_PROVEN_SHARE else None
                person.identities.append(("email", person.email, person.email, proof))
            case "telegram":
                person.identities.append(
                    ("handle", f"{person.latin}_{self._number}", f"@{person.latin}_{self._number}", None)
                )
            case _:
                person.identities.append(("phone", person.phone, person.phone.replace("+98", "0"), None))
        return person

    def shopper(self, slug: str, at: datetime) -> Shopper:
        """One of those as whom the shop's page lets a visitor log in, with the account's addresses proven."""
        known = next(one for one in SHOPPERS if one.slug == slug)
        person = self._person(at)
        person.name, person.email, person.phone = known.fa, known.email, known.phone
        person.first, person.latin = known.fa.partition(" ")[0], known.slug
        self._log_in(person, known.sub)
        return person

    def named(self, name: str, latin: str, at: datetime) -> Shopper:
        """Somebody of this name without any address yet."""
        person = self._person(at)
        person.name, person.first, person.latin = name, name.partition(" ")[0], latin
        person.email = f"{latin}@example.org"
        return person

    def _log_in(self, person: Shopper, sub: str | None = None) -> None:
        account = f"{self._channel_id}:{sub or f'mehr-{2000 + self._number}'}"
        person.identities += [
            ("external", account, account, "identity_token"),
            ("email", person.email, person.email, "identity_token"),
            ("phone", person.phone, person.phone.replace("+98", "0"), "identity_token"),
        ]
        person.attributes["orders"] = self._rng.randint(1, 14)

    def _person(self, at: datetime) -> Shopper:
        self._number += 1
        lists, rng = names(), self._rng
        first_names = lists["women"] + lists["men"]
        pick, city = rng.randrange(len(first_names)), rng.randrange(len(lists["cities"]))
        latin = lists["latin"][pick]
        person = Shopper(
            id=instant_id(at - timedelta(seconds=1)), name=f"{first_names[pick]} {rng.choice(lists['families'])}",
            first=first_names[pick], latin=latin, city=(lists["cities"][city], lists["cities_latin"][city]),
            phone=f"+98900000{2000 + self._number:04d}", email=f"{latin}.{100 + self._number}@example.com",
            known_since=at, attributes={"city": lists["cities"][city]},
        )  # fmt: skip
        self.everybody.append(person)
        return person


def write(ledger: Ledger, crowd: list[Shopper], brand_id: UUID, now: datetime) -> None:
    """Put customers and identities into the ledger."""
    for one in crowd:
        known = [(kind, value) for kind, value, _, _ in one.identities]
        ledger.add(
            "customer", id=one.id, name=one.name, sort_key=name_key(one.name), search_text=search_text(one.name, known),
            brand_id=brand_id, locale=one.locale, attributes=one.attributes, created_at=one.known_since,
        )  # fmt: skip
        for n, (kind, value, raw, proof) in enumerate(one.identities):
            if address(kind, value) != value:
                raise ValueError(f"{kind} {value} is not in its normal form: {address(kind, value)}.")
            seen = max(one.known_since, now - timedelta(days=60)) + timedelta(seconds=n)
            lasts = None if proof is None or kind == "external" else seen + VERIFIED_FOR
            ledger.add(
                "identity", id=instant_id(one.known_since + timedelta(seconds=n)), customer_id=one.id, kind=kind,
                value=value, raw=raw or value, verified_at=seen if proof else None, verified_until=lasts, verified_by=proof,
                created_at=one.known_since,
            )  # fmt: skip

"""Moments, sizes and names as the reader of a printed page has chosen to read them."""

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.dates import format_date
from msgspec import Struct

from hamseda.kit.i18n import translate
from hamseda.kit.jalali import Digits, format_long, in_digits
from hamseda.organization.api import Caller

KILO: Final = 1024


class Reader(Struct, frozen=True):
    """Whoever prints: their language, calendar, digits and time zone."""

    caller: Caller

    @property
    def digits(self) -> Digits:
        return "fa" if self.caller.digits == "fa" else "latin"

    def text(self, key: str, **params: Any) -> str:
        """A text of the catalogues, its figures in the reader's digits."""
        written = {name: self.figure(one) if isinstance(one, int) else one for name, one in params.items()}
        return translate(self.caller.locale, key, **written)

    def figure(self, number: int) -> str:
        return in_digits(str(number), self.digits)

    def moment(self, at: datetime) -> str:
        """A day of the reader's calendar and the time of their zone."""
        there = at.astimezone(ZoneInfo(self.caller.time_zone))
        if self.caller.calendar == "jalali":
            day = format_long(there.date(), self.digits, self.caller.locale)
        else:
            day = in_digits(format_date(there.date(), "full", locale=self.caller.locale), self.digits)
        comma = "، " if self.caller.locale == "fa" else ", "
        return f"{day}{comma}{in_digits(f'{there:%H:%M}', self.digits)}"

    def size(self, octets: int) -> str:
        """A size of a file in whole kilobytes, at least one."""
        return self.text("print.size", kilobytes=max(1, round(octets / KILO)))

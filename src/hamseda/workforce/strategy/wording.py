"""Figures of the plan as its readers write them."""

from datetime import date
from typing import Any, Final, Literal

from babel.numbers import format_decimal
from msgspec import Struct

from hamseda.kit.i18n import translate
from hamseda.kit.jalali import Language, format_date, from_gregorian, month_name
from hamseda.kit.persian import persian_digits
from hamseda.workforce.people.months import Reckoning, month_said

Money = Literal["toman", "rial"]
RIALS: Final = {"toman": 10, "rial": 1}
STEPS: Final = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
DAY_MINUTES: Final = 1440


class Wording(Struct, frozen=True):
    """The language, the calendar and the unit of money that a document is written in."""

    language: Language
    reckoning: Reckoning
    money: Money

    def say(self, key: str, **values: Any) -> str:
        """A sentence of the catalogue under strategy."""
        return translate(self.language, f"strategy.{key}", **values)

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with so many decimals at most."""
        form = "#,##0" + ("." + "#" * decimals if decimals else "")
        written = format_decimal(value, format=form, locale=self.language, numbering_system="default")
        return persian_digits(written) if self.language == "fa" else written

    def percent(self, share: float) -> str:
        return self.say("percent", n=self.number(share * 100, 1))

    def amount(self, rial: float) -> str:
        """Money in words: ۲۵ میلیون تومان."""
        value = rial / RIALS[self.money]
        unit = self.say(f"money.{self.money}")
        for size, name in STEPS:
            if value >= size:
                return self.say(f"money.{name}", n=self.number(value / size, 2), unit=unit)
        return self.say("money.plain", n=self.number(value), unit=unit)

    def clock(self, minutes: int) -> str:
        """A time of day; midnight at its end is 24:00."""
        text = f"{minutes // 60:02}:{minutes % 60:02}"
        return persian_digits(text) if self.language == "fa" else text

    def span(self, seconds: float) -> str:
        if seconds < 90:
            return self.say("seconds", n=round(seconds))
        return self.say("minutes", n=self.number(seconds / 60, 1))

    def month(self, day: date) -> str:
        return month_said(day, self.reckoning, self.language)

    def short_month(self, day: date) -> str:
        if self.reckoning == "jalali":
            return month_name(from_gregorian(day)[1], self.language)
        name = self.month(day).split(" ")[0]
        # Twelve whole English names would run into each other below a picture.
        return name[:3] if self.language == "en" else name

    def day(self, day: date) -> str:
        if self.reckoning == "jalali":
            return format_date(day, "fa" if self.language == "fa" else "latin")
        return persian_digits(day.isoformat()) if self.language == "fa" else day.isoformat()

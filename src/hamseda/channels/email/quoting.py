"""The message that an answer answers, quoted below it: short, in its own direction, and known again when it comes back."""

from datetime import datetime
from html import escape
from typing import Final, Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from hamseda.channels.email.dressing import BAR, dress, opened
from hamseda.kit import rich_text
from hamseda.kit.i18n import language_of, translate
from hamseda.kit.jalali import format_long

MOST_LETTERS: Final = 4_000
MOST_LINES: Final = 80
QUOTE_CLASS: Final = "hamseda_quote"
ATTRIBUTION_CLASS: Final = "hamseda_attribution"
"""Classes by which the reader of answers finds what we have quoted."""
DIRECTIONS: Final = {"fa": "rtl", "en": "ltr"}


class Below(Struct, frozen=True):
    """What stands under the words of a mail, in both forms; a signature's HTML is dressed by whoever writes the page."""

    text: str
    html: str
    kind: Literal["signature", "quote", "forward"]


class Quote(Struct, frozen=True):
    """What is quoted: `attribution` is one line in the language `locale`, `text` what the person wrote, bounded."""

    attribution: str
    text: str
    direction: str
    locale: str


def quote(text: str, *, name: str, at: datetime, direction: str, locale: str, time_zone: str) -> Quote | None:
    """Quote a text of somebody, at a moment, for readers of a language; None where there is nothing to quote."""
    kept = _bounded(text)
    if not kept:
        return None
    language = language_of(locale)
    said = translate(language, "email.quote.attribution", date=day(at, language, time_zone), name=name)
    return Quote(said, kept, direction, language)


def below(quoted: Quote) -> Below:
    """The quote as a part of a mail."""
    return Below(plain(quoted), html(quoted), "quote")


def plain(quoted: Quote) -> str:
    """The quote as plain text, each line marked."""
    lines = "\n".join(f"> {line}".rstrip() for line in quoted.text.splitlines())
    return f"{quoted.attribution}\n{lines}"


def html(quoted: Quote) -> str:
    """The quote as HTML: our own marks outside, everything that people wrote escaped or harmless."""
    outer = DIRECTIONS[quoted.locale]
    side = "right" if quoted.direction == "rtl" else "left"
    bar = f"margin:0;padding:0;padding-{side}:12px;border-{side}:{BAR};color:#4b5563"
    return (
        f'<div class="{QUOTE_CLASS}" lang="{quoted.locale}" {opened(outer, "margin-top:24px")}>'
        f'<div class="{ATTRIBUTION_CLASS}" {opened(outer, "color:#6b7280")}>'
        f"{escape(quoted.attribution)}</div>"
        f'<blockquote type="cite" {opened(quoted.direction, bar)}>'
        f"{dress(rich_text.of_text(quoted.text), quoted.direction)}</blockquote></div>"
    )


def _bounded(text: str) -> str:
    lines = text.strip()[: MOST_LETTERS + 1].splitlines()
    cut = "\n".join(lines[:MOST_LINES])[:MOST_LETTERS].rstrip()
    return f"{cut}\n…" if len(cut) < len(text.strip()) else cut


def day(at: datetime, language: str, time_zone: str) -> str:
    """The day of a moment, as readers of a language write it."""
    there = at.astimezone(ZoneInfo(time_zone))
    if language == "fa":
        return format_long(there.date())
    return f"{there:%A}, {there.day} {there:%B %Y}"

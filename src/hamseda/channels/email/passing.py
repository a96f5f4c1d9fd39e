"""What a forward shows below its own words: one message as it came, or the talk so far."""

from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from hamseda.channels.email import markup, queries
from hamseda.channels.email.dressing import dress, opened
from hamseda.channels.email.quoting import DIRECTIONS, Below, day
from hamseda.kit import rich_text
from hamseda.kit.database import Row, Transaction
from hamseda.kit.i18n import language_of, translate
from hamseda.kit.jalali import in_digits
from hamseda.kit.persian import direction

MOST_MESSAGES: Final = 200
MOST_LETTERS: Final = 200_000
FORWARD_CLASS: Final = "hamseda_forward"
LINE: Final = "-----"


class PassedOn(Struct, frozen=True):
    """What is passed on; `references`: the mail of somebody outside that it answers, `pictures`: ids that it shows."""

    below: Below
    subject: str | None
    locale: str
    references: tuple[str, ...]
    pictures: frozenset[UUID]


async def choose(
    view: Transaction, conversation_id: UUID, message_id: UUID, *, with_history: bool
) -> list[UUID]:
    """Name the messages that a forward passes on: oldest first, all of one conversation."""
    if not with_history:
        return [message_id]
    rows = await view.fetch(queries.HISTORY, view.organization_id, conversation_id, message_id, MOST_MESSAGES)
    return [row["id"] for row in reversed(rows)]


def chosen(forward: Mapping[str, Any]) -> list[UUID]:
    """The messages that a stored forward passes on, as they were chosen when it was accepted."""
    return [UUID(str(one)) for one in forward.get("ids") or [forward["message_id"]]]


async def read(
    view: Transaction, ids: list[UUID], message_id: UUID, *, with_history: bool
) -> PassedOn | None:
    """Read what a forward passes on; None where nothing of it is there. Only what is stored masked."""
    rows = await view.fetch(queries.PASSED_ON, view.organization_id, ids, with_history)
    if not rows:
        return None
    found = next((row for row in rows if row["id"] == message_id), rows[-1])
    is_answer = found["author_kind"] == "third_party" and bool(found["message_id_header"])
    shown = rich_text.pictures_of(found["html"] or "") if not with_history else []
    return PassedOn(
        below=_history(rows) if with_history else _single(found),
        subject=found["subject"],
        locale=language_of(found["locale"]),
        references=(found["message_id_header"],) if is_answer else (),
        pictures=frozenset(shown),
    )


def _single(row: Row) -> Below:
    language = language_of(row["locale"])
    head = [translate(language, "email.forward.title")]
    head += [
        f"{translate(language, f'email.forward.{name}')} {value}" for name, value in _facts(row, language)
    ]
    inner = markup.sanitise(row["html"], {}, keep_ours=True).html if row["html"] else _dressed(row["text"])
    return _below(language, head, row["text"], f"<div {opened(row['text_direction'])}>{inner}</div>")


def _history(rows: list[Row]) -> Below:
    language = language_of(rows[-1]["locale"])
    texts, pages, left = [], [], MOST_LETTERS
    for row in reversed(rows):
        said = row["text"][:left]
        left -= len(said)
        who = (
            f"{_name(row, language)}، {_moment(row, language)}:"
            if language == "fa"
            else (f"{_name(row, language)}, {_moment(row, language)}:")
        )
        texts.append(f"{who}\n{said}")
        way = DIRECTIONS[language]
        pages.append(
            f"<div {opened(way, 'color:#6b7280;margin:12px 0 4px')}>{escape(who)}</div>{_dressed(said)}"
        )
        if left <= 0:
            break
    head = [translate(language, "email.forward.history")]
    return _below(language, head, "\n\n".join(reversed(texts)), "".join(reversed(pages)))


def _below(language: str, head: list[str], text: str, page: str) -> Below:
    way = DIRECTIONS[language]
    first, *rest = head
    lines = "".join(f"<div {opened(way, 'color:#6b7280')}>{escape(line)}</div>" for line in rest)
    html = (
        f'<div class="{FORWARD_CLASS}" lang="{language}" {opened(way, "margin-top:24px")}>'
        f"<div {opened(way, 'color:#374151;font-weight:bold')}>{escape(first)}</div>"
        f"{lines}<div {opened(way, 'margin-top:12px')}>{page}</div></div>"
    )
    return Below("\n".join([f"{LINE} {first} {LINE}", *rest, "", text]), html, "forward")


def _dressed(text: str) -> str:
    return dress(rich_text.of_text(text), direction(text))


def _facts(row: Row, language: str) -> list[tuple[str, str]]:
    facts = [("from", _name(row, language)), ("date", _moment(row, language))]
    return [*facts, *([("subject", row["subject"])] if row["subject"] else [])]


def _name(row: Row, language: str) -> str:
    """A name, never an address: whoever reads a forward answers by way of us."""
    names = {
        "system": [row["organization_name"]],
        "agent": [row["author_name"], row["organization_name"]],
        "customer": [row["author_name"], row["customer_name"]],
    }.get(row["author_kind"], [row["author_name"]])
    nameless = translate(language, "email.forward.nameless")
    return next((str(one) for one in names if one and "@" not in one), nameless)


def _moment(row: Row, language: str) -> str:
    at: datetime = row["created_at"]
    clock = f"{at.astimezone(ZoneInfo(row['time_zone'])):%H:%M}"
    return f"{day(at, language, row['time_zone'])} {in_digits(clock, 'fa' if language == 'fa' else 'latin')}"

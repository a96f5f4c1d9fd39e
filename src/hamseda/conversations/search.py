"""Searching messages, conversations by number, and customers: what the caller may see, best first."""

import re
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from hamseda.conversations import search_queries as sql
from hamseda.customers.api import CustomerItem, find_customers
from hamseda.kit.database import Row, Transaction
from hamseda.kit.persian import ascii_digits, did_you_mean, hits, normalise, query_terms, tokens
from hamseda.kit.persian.index import query_keys
from hamseda.organization.api import Caller

Kind = Literal["all", "messages", "customers"]

MOST_FOUND: Final = 50
MOST_ROUNDS: Final = 4
"""How often a search looks further back when the newest hits are not the caller's to see."""
ROUND: Final = {sql.WORD_HITS: 2_000, sql.PART_HITS: 500, sql.ALIKE_HITS: 500}
FEWEST_LETTERS: Final = 3
FEW_HITS: Final = 3
MOST_GUESSES: Final = 3
SNIPPET: Final = 200
LEAD: Final = 60
LARGEST_NUMBER: Final = 2**63 - 1
_NUMBER: Final = re.compile(r"#?\s*(\d{1,19})")
_WORD: Final = re.compile(r"[^\W_][\w\u200c]*")


class Segment(msgspec.Struct, frozen=True):
    """A piece of a message as it was written; `hit` pieces are what was searched for."""

    text: str
    hit: bool


class MessageHit(msgspec.Struct, frozen=True):
    """A message that was found, with its place in its conversation."""

    message_id: UUID
    conversation_id: UUID
    number: int
    customer_name: str | None
    kind: str
    position: int
    channel_kind: str | None
    created_at: datetime
    highlight: list[Segment]


class ConversationHit(msgspec.Struct, frozen=True):
    """A conversation that was named by its number."""

    id: UUID
    number: int
    customer_name: str | None
    subject: str | None
    status: str
    last_message_at: datetime | None


class Guess(msgspec.Struct, frozen=True):
    """Another reading of the query, which would find something."""

    query: str
    reason: Literal["keyboard", "finglish"]


class Found(msgspec.Struct):
    """What a search has found, best first in each list."""

    messages: list[MessageHit] = []
    conversations: list[ConversationHit] = []
    customers: list[CustomerItem] = []
    did_you_mean: list[Guess] = []


class Question(msgspec.Struct, frozen=True):
    """A query, read: its words as the index knows them."""

    text: str
    folded: str
    terms: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]

    @property
    def any_of(self) -> str:
        return either(self.terms)

    @property
    def all_of(self) -> str:
        return " & ".join(f"({either(group)})" for group in self.groups)


def read_query(text: str) -> Question:
    """Read a query: every word with the keys by which the index may know it."""
    terms = query_terms(text)
    groups = tuple(
        dict.fromkeys(keys for token in tokens(text) if (keys := query_keys(token)) and keys[0] in terms)
    )
    return Question(text, normalise(text), terms, groups)


def either(terms: tuple[str, ...]) -> str:
    """Write terms as a tsquery that is met by any of them (they hold letters and digits only)."""
    return " | ".join(f"'{term}'" for term in terms)


async def search(view: Transaction, caller: Caller, text: str, kind: Kind = "all") -> Found:
    """Find messages, conversations and customers; where little is found, offer other readings of the query."""
    question, found = read_query(text), Found()
    if kind != "messages":
        found.customers = await find_customers(view, caller, text)
    if kind != "customers":
        found.messages = await find_messages(view, caller, question)
        found.conversations = await _by_number(view, caller, text)
        if len(found.messages) < FEW_HITS:
            found.did_you_mean = await guesses(view, caller, question)
    return found


async def find_messages(view: Transaction, caller: Caller, question: Question) -> list[MessageHit]:
    """Find messages: those with the exact phrase, then with all words, then with some; else by parts of words."""
    if not question.terms:
        return []
    rows = await _rounds(view, caller, sql.WORD_HITS, question.all_of)
    rows.sort(key=lambda row: question.folded in normalise(row["text"]), reverse=True)
    if len(question.groups) > 1 and len(rows) < MOST_FOUND:
        known = {row["message_id"] for row in rows}
        more = await _rounds(view, caller, sql.WORD_HITS, question.any_of)
        rows += [row for row in more if row["message_id"] not in known]
    fragment = max(question.terms, key=len)
    if not rows and len(fragment) >= FEWEST_LETTERS:
        rows = await _rounds(view, caller, sql.PART_HITS, fragment)
        rows = rows or await _rounds(view, caller, sql.ALIKE_HITS, fragment)
    return [_shown(row, question) for row in rows[:MOST_FOUND]]


async def guesses(view: Transaction, caller: Caller, question: Question) -> list[Guess]:
    """Offer readings of a query (another keyboard layout, Finglish) that would find something."""
    candidates = [(c, read_query(c.text)) for c in did_you_mean(question.text)]
    candidates = [(c, q) for c, q in candidates if q.groups]
    if not candidates:
        return []
    rows = await view.fetch(
        sql.FRUITFUL, *_rights(view, caller), [q.all_of for _, q in candidates], MOST_GUESSES
    )
    chosen = [candidates[row["place"] - 1][0] for row in rows]
    return [Guess(one.text, one.reason) for one in chosen]


def highlighted(text: str, question: Question) -> list[Segment]:
    """Cut a message to the part around its first hit, in segments; the text is as it was written."""
    spans = hits(text, question.terms) or _parts(text, question.terms)
    start, end = _window(text, spans)
    segments: list[Segment] = []
    place = start
    if start > 0:
        segments.append(Segment("… ", False))
    for left, right in spans:
        if left < start or right > end:
            continue
        if left > place:
            segments.append(Segment(text[place:left], False))
        segments.append(Segment(text[left:right], True))
        place = right
    if place < end:
        segments.append(Segment(text[place:end], False))
    if end < len(text):
        segments.append(Segment(" …", False))
    return segments


def _window(text: str, spans: list[tuple[int, int]]) -> tuple[int, int]:
    first = spans[0][0] if spans else 0
    start = 0 if first <= LEAD else text.rfind(" ", 0, first - LEAD // 2) + 1
    end = min(len(text), start + SNIPPET)
    inside = max((right for left, right in spans if left < end), default=end)
    return start, max(end, min(inside, start + 2 * SNIPPET))


def _parts(text: str, terms: tuple[str, ...]) -> list[tuple[int, int]]:
    """Words that hold a term inside, for hits that are parts of words."""
    return [
        match.span()
        for match in _WORD.finditer(text)
        if any(len(term) >= FEWEST_LETTERS and term in normalise(match[0]) for term in terms)
    ]


async def _rounds(view: Transaction, caller: Caller, statement: str, wanted: str) -> list[Row]:
    """Look at the newest hits, and further back while too few of them are the caller's to see."""
    found: list[Row] = []
    before: datetime | None = None
    for _ in range(MOST_ROUNDS):
        rows = await view.fetch(statement, *_rights(view, caller), wanted, before, MOST_FOUND - len(found))
        found += [row for row in rows if row["message_id"] is not None]
        if len(found) >= MOST_FOUND or rows[0]["looked_at"] < ROUND[statement]:
            break
        before = rows[0]["back_to"]
    return found


def _rights(view: Transaction, caller: Caller) -> list[Any]:
    return [view.organization_id, caller.id, caller.role, caller.department_id, caller.scope]


async def _by_number(view: Transaction, caller: Caller, text: str) -> list[ConversationHit]:
    number = _NUMBER.fullmatch(ascii_digits(text).strip())
    if number is None or int(number[1]) > LARGEST_NUMBER:
        return []
    return [
        ConversationHit(**row)
        for row in await view.fetch(sql.BY_NUMBER, *_rights(view, caller), int(number[1]))
    ]


def _shown(row: Row, question: Question) -> MessageHit:
    names = " ".join(str(one.get("name", "")) for one in row["attachments"] or [])
    segments = highlighted(row["text"], question)
    if names and not any(one.hit for one in segments):
        segments += [Segment("\n", False)] if segments else []
        segments += highlighted(names, question)
    return MessageHit(**{name: row[name] for name in MessageHit.__struct_fields__[:-1]}, highlight=segments)

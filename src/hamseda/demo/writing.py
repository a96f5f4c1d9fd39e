"""Conversations of the demonstration as rows: the same rows that their messages would have left behind."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from hamseda.conversations.append import preview
from hamseda.conversations.index import searched_text
from hamseda.demo import cast
from hamseda.demo.arrangement import QUEUES, Shop
from hamseda.demo.ledger import Ledger
from hamseda.demo.threads import Line, Talk, Thread, instant_id
from hamseda.kit.ids import new_id
from hamseda.kit.keys import Keys
from hamseda.kit.persian import direction
from hamseda.kit.sensitive import Finding, mask

TABLES: Final = (
    "customer", "identity", "merge_suggestion", "conversation", "interaction", "message", "work_item", "reservation",
    "wait_promise", "conversation_label", "conversation_participant", "read_mark", "message_search", "sealed_value",
    "mail_reference", "visitor", "draft", "timer", "presence", "presence_log", "shift", "callback",
)  # fmt: skip
WEIGHTS: Final = {"webchat": 30, "email": 20}
OFFER: Final = timedelta(seconds=20)
BOOST_MS: Final = 90_000
READERS_BESIDE: Final = ("farid", "mina")
NAMES: Final = {one.key: one.name for one in cast.EVERYBODY}
Entry = tuple[Line, Talk | None, UUID | None]


class Writer:
    """Puts threads into the ledger, in the order in which they opened."""

    def __init__(self, ledger: Ledger, shop: Shop, keys: Keys, now: datetime, rng: Random) -> None:
        self.ledger = ledger
        self.shop = shop
        self.now = now
        self.rng = rng
        self.number = 1000
        self._keys = keys

    def write(self, threads: Iterable[Thread]) -> None:
        for thread in sorted(threads, key=lambda t: t.opened_at):
            self.number += 1
            self._thread(thread)

    def _thread(self, thread: Thread) -> None:
        entries: list[Entry] = []
        for talk in thread.talks:
            self._talk(thread, talk, talk.id)
            entries += [(line, talk, talk.id) for line in talk.lines]
        entries += [(line, None, None) for line in thread.after]
        entries.sort(key=lambda entry: entry[0].at)
        last = self._conversation(thread, entries)
        self._beside(thread, last)

    def _conversation(self, thread: Thread, entries: list[Entry]) -> int:
        heard: dict[str, Any] = {"waiting": None, "answered": None, "line": None, "kind": None, "text": ""}
        for position, (line, talk, interaction_id) in enumerate(entries, 1):
            text = self._message(thread, position, line, talk, interaction_id)
            _hear(heard, line, talk, text)
        line = heard["line"]
        self.ledger.add(
            "conversation", id=thread.id, number=self.number, customer_id=thread.customer.id, brand_id=self.shop.brand_id,
            queue_id=self.shop.queues[thread.queue], department_id=self.shop.department_of(thread.queue),
            assignee_id=self._user(thread.assignee), subject=thread.subject, status=thread.status,
            is_verified=thread.is_verified, mark=thread.mark, snoozed_until=thread.snoozed_until, due_at=thread.due_at,
            next_step=thread.next_step, last_position=len(entries), last_message_at=line.at,
            last_message_preview=preview(heard["text"]), last_message_channel=heard["kind"],
            last_message_inbound=line.speaker == "customer",
            waiting_since=heard["waiting"] if thread.status != "resolved" else None, first_answered_at=heard["answered"],
            opened_at=thread.opened_at, resolved_at=thread.resolved_at, resolved_by=self._user(thread.resolved_by),
        )  # fmt: skip
        return len(entries)

    def _message(
        self, thread: Thread, position: int, line: Line, talk: Talk | None, interaction_id: UUID | None
    ) -> str:
        """Write one entry, masked and indexed; answers its text as stored."""
        message_id = instant_id(line.at)
        shown = mask(line.text)
        is_logged = talk is not None and talk.state == "logged"
        by_customer = line.speaker == "customer"
        meta = {**line.meta, **self._sealed(message_id, line.at, shown.findings)}
        if is_logged:
            meta |= {
                "logged_by": self._user(line.by),
                "logged_by_name": NAMES.get(line.by or ""),
                "happened_at": line.at,
            }
        is_private = line.speaker in {"note", "notice"}
        self.ledger.add(
            "message", id=message_id, conversation_id=thread.id, interaction_id=None if is_private else interaction_id,
            position=position, kind=line.speaker if is_private else "message",
            direction="internal" if is_private else "inbound" if by_customer else "outbound",
            author_kind={"customer": "customer", "notice": "system"}.get(line.speaker, "agent"),
            author_id=thread.customer.id if by_customer else self._user(line.by),
            author_name=thread.customer.name if by_customer else NAMES.get(line.by or ""),
            channel_id=None if is_private or talk is None or talk.channel is None else self.shop.channels[talk.channel],
            channel_kind=None if is_private or talk is None else talk.kind, text=shown.text,
            text_direction=direction(shown.text) if shown.text else "rtl",
            state="sent" if by_customer or is_private else "read" if line.is_read else "delivered", meta=meta,
            created_at=line.at,
        )  # fmt: skip
        if talk is not None and talk.kind == "email" and not is_private:
            self._reference(thread, message_id, by_customer=by_customer)
        self._index(thread, message_id, line, shown.text)
        return shown.text

    def _index(self, thread: Thread, message_id: UUID, line: Line, text: str) -> None:
        found = searched_text({"text": text, "attachments": []})
        if found:
            self.ledger.add(
                "message_search", message_id=message_id, conversation_id=thread.id, is_note=line.speaker == "note",
                created_at=line.at, search_text=found,
            )  # fmt: skip

    def _sealed(self, message_id: UUID, at: datetime, findings: tuple[Finding, ...]) -> dict[str, Any]:
        """Keep originals as long as the product would: what is older is only masked."""
        if not findings or at < self.now - timedelta(days=29):
            return {}
        sealed = []
        for finding in findings:
            sealed_id = new_id()
            self.ledger.add(
                "sealed_value", id=sealed_id, kind=finding.kind, subject_kind="message", subject_id=message_id,
                masked=finding.masked, ciphertext=self._keys.seal("sealed", finding.original.encode(), sealed_id.bytes),
                created_at=at, expires_at=at + timedelta(days=30),
            )  # fmt: skip
            sealed.append({"id": sealed_id, "kind": finding.kind, "masked": finding.masked})
        return {"sealed": sealed}

    def _reference(self, thread: Thread, message_id: UUID, *, by_customer: bool) -> None:
        host = "mail.example" if by_customer else cast.DOMAIN
        self.ledger.add(
            "mail_reference", message_id_header=f"<{message_id}@{host}>", conversation_id=thread.id, message_id=message_id,
            direction="inbound" if by_customer else "outbound", address=thread.customer.email,
        )  # fmt: skip

    def _talk(self, thread: Thread, talk: Talk, interaction_id: UUID) -> None:
        self.ledger.add(
            "interaction", id=interaction_id, conversation_id=thread.id,
            channel_id=self.shop.channels[talk.channel] if talk.channel else None, channel_kind=talk.kind,
            direction="inbound", state=talk.state, agent_id=self._user(talk.agent), context=talk.context,
            address=talk.address, started_at=talk.started_at, answered_at=talk.answered_at, ended_at=talk.ended_at,
            disposition_id=self.shop.dispositions[talk.disposition] if talk.disposition and talk.ended_at else None,
            abandoned=talk.is_abandoned,
        )  # fmt: skip
        if talk.state != "logged":
            self._work(thread, talk, interaction_id)

    def _work(self, thread: Thread, talk: Talk, interaction_id: UUID) -> None:
        item_id = instant_id(talk.started_at + timedelta(milliseconds=1))
        state = "abandoned" if talk.is_abandoned else {"ended": "done"}.get(talk.state, talk.state)
        self.ledger.add(
            "work_item", id=item_id, queue_id=self.shop.queues[talk.queue], conversation_id=thread.id,
            interaction_id=interaction_id, channel_kind=talk.kind, state=state, priority=QUEUES[talk.queue].priority,
            boost_ms=BOOST_MS if thread.is_verified else 0, weight=WEIGHTS[talk.kind], agent_id=self._user(talk.agent),
            entered_at=talk.started_at, accepted_at=talk.answered_at, ended_at=talk.ended_at,
        )  # fmt: skip
        if talk.agent is not None and talk.answered_at is not None:
            self._offers(talk, item_id, talk.agent, talk.answered_at)
        if talk.promise is not None:
            ended = talk.answered_at or talk.ended_at
            # Who leaves has not waited to the end: their promise was never tested.
            actual = round((ended - talk.started_at).total_seconds()) if talk.answered_at and ended else None
            self.ledger.add(
                "wait_promise", id=instant_id(talk.started_at), work_item_id=item_id, queue_id=self.shop.queues[talk.queue],
                low_s=talk.promise.low_s, high_s=talk.promise.high_s, promised_at=talk.started_at, actual_s=actual,
            )  # fmt: skip

    def _offers(self, talk: Talk, item_id: UUID, agent: str, taken_at: datetime) -> None:
        thought = min(timedelta(seconds=self.rng.uniform(2, 14)), taken_at - talk.started_at)
        if talk.missed_by is not None and taken_at - thought - OFFER > talk.started_at:
            self._offer(item_id, talk.missed_by, "timed_out", taken_at - thought - OFFER, taken_at - thought)
        self._offer(item_id, agent, "accepted", taken_at - thought, taken_at)

    def _offer(
        self, item_id: UUID, agent: str, state: str, offered_at: datetime, decided_at: datetime
    ) -> None:
        self.ledger.add(
            "reservation", id=instant_id(offered_at), work_item_id=item_id, agent_id=self._user(agent), state=state,
            offered_at=offered_at, due_at=offered_at + OFFER, decided_at=decided_at, epoch=0,
        )  # fmt: skip

    def _beside(self, thread: Thread, last: int) -> None:
        for label in thread.labels:
            self.ledger.add("conversation_label", conversation_id=thread.id, label_id=self.shop.labels[label])
        for key, reason, by in thread.participants:
            self.ledger.add(
                "conversation_participant", conversation_id=thread.id, user_id=self._user(key), reason=reason,
                added_by=self._user(by), added_at=thread.last_at,
            )  # fmt: skip
        if thread.snoozed_until is not None:
            self.ledger.add(
                "timer",
                id=new_id(),
                kind="conversation.wake",
                subject_id=thread.id,
                due_at=thread.snoozed_until,
            )
        readers: dict[str | None, None] = dict.fromkeys((thread.assignee, *READERS_BESIDE))
        for reader in readers:
            seen = last - thread.unread_by_assignee if reader == thread.assignee else last
            if reader is not None and seen > 0 and (thread.status == "resolved" or reader == thread.assignee):
                self.ledger.add(
                    "read_mark", conversation_id=thread.id, reader_id=self._user(reader), position=seen,
                    read_at=thread.last_at,
                )  # fmt: skip

    def _user(self, key: str | None) -> UUID | None:
        return self.shop.users[key] if key is not None else None


def _hear(heard: dict[str, Any], line: Line, talk: Talk | None, text: str) -> None:
    """Follow what the conversation's head would say after this entry."""
    if line.speaker in {"note", "notice"}:
        return
    heard["line"], heard["text"], heard["kind"] = line, text, talk.kind if talk else None
    if line.speaker == "customer":
        heard["waiting"] = heard["waiting"] or line.at
    else:
        heard["waiting"] = None
        heard["answered"] = heard["answered"] or line.at

"""A contact comes in: who it is, which conversation it continues, which queue waits for it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from hamseda.conversations import asides, intake_queries, queries, rules
from hamseda.conversations.append import NewMessage, append_within
from hamseda.conversations.arriving import Arrival, Received
from hamseda.conversations.masking import mask_and_seal
from hamseda.conversations.notices import conversation_audience, opened_event
from hamseda.conversations.ports import Work, WorkRequest
from hamseda.conversations.reading import conversation_row
from hamseda.customers.api import Recognition, recognise
from hamseda.events import ConversationChanged, ConversationOpened
from hamseda.kit.database import Row, Transaction
from hamseda.kit.ids import new_id
from hamseda.kit.keys import Keys
from hamseda.kit.persian import direction
from hamseda.kit.problem import NotFound
from hamseda.organization.api import Terms, overridden


class Intake:
    """Places arrivals; every call is one transaction of its caller."""

    def __init__(self, queue: Work, keys: Keys, terms: Terms) -> None:
        self._queue = queue
        self._keys = keys
        self._terms = terms

    async def receive(self, work: Transaction, arrival: Arrival, now: datetime) -> Received:
        """Store an arrival with its customer, conversation, interaction and place in the queue.

        `arrival.thread_id` is a conversation that the channel has proof of (a valid reply token, the device's own
        thread); the same `external_id` twice answers the first result. Raises NotFound for an unknown channel.
        """
        channel = await work.row(
            intake_queries.OPEN_ARRIVAL, work.organization_id, arrival.channel_id, arrival.external_id
        )
        if channel is None:
            raise NotFound("The channel is not there.")
        known = await self._known(work, channel)
        if known is not None:
            return known
        terms = overridden(self._terms, channel["organization_settings"])
        who = await self._recognise(work, arrival, channel, terms)
        conversation = await self._place(work, arrival, channel, who, now, terms.rejoin)
        interaction_id = await self._engage(work, arrival, channel, conversation, now)
        message = _message(arrival, channel, conversation["id"], interaction_id, who)
        await mask_and_seal(work, self._keys, message, terms)
        appended = await append_within(work, message, is_locked=True)
        return Received(
            conversation["id"],
            interaction_id,
            conversation["customer_id"],
            appended.message,
            conversation["is_verified"],
            appended.repeated,
        )

    async def receive_beside(self, work: Transaction, arrival: Arrival, now: datetime) -> Received:
        """Store what somebody outside answered to what was passed on to them: beside the talk, for an agent to read.

        It proves nothing, adds no identity and makes no road of reply; its conversation wakes, or the one that its
        customer has open instead. The same `external_id` twice answers the first result.
        """
        channel = await work.row(
            intake_queries.OPEN_ARRIVAL, work.organization_id, arrival.channel_id, arrival.external_id
        )
        if channel is None:
            raise NotFound("The channel is not there.")
        known = await self._known(work, channel)
        if known is not None:
            return known
        conversation = await asides.awaken(work, arrival.thread_id)
        interaction_id = await asides.engage(work, self._queue, conversation, arrival.address, now)
        message = asides.message(arrival, channel, conversation["id"], interaction_id)
        await mask_and_seal(
            work, self._keys, message, overridden(self._terms, channel["organization_settings"])
        )
        appended = await append_within(work, message, is_locked=True)
        return Received(
            conversation["id"],
            interaction_id,
            conversation["customer_id"],
            appended.message,
            is_verified=False,
            repeated=appended.repeated,
        )

    async def _known(self, work: Transaction, channel: Row) -> Received | None:
        """What became of the first delivery of the same thing."""
        if channel["message_id"] is None:
            return None
        message = await work.row(queries.MESSAGE, work.organization_id, channel["message_id"])
        if message is None:
            return None
        conversation = await conversation_row(work, message["conversation_id"])
        return Received(
            conversation["id"],
            message["interaction_id"],
            conversation["customer_id"],
            msgspec.to_builtins(dict(message)),
            conversation["is_verified"],
            True,
        )

    async def _recognise(
        self, work: Transaction, arrival: Arrival, channel: Row, terms: Terms
    ) -> Recognition:
        return await recognise(
            work,
            claims=arrival.claims,
            name=arrival.name,
            brand_id=channel["brand_id"],
            locale=arrival.locale,
            is_simulated=arrival.is_simulated,
            settings_days=terms.verification_days,
        )

    async def _place(
        self,
        work: Transaction,
        arrival: Arrival,
        channel: Row,
        who: Recognition,
        now: datetime,
        rejoin: timedelta,
    ) -> Row:
        joining = await self._join(work, arrival, channel, who, now, rejoin)
        if joining.conversation_id is None:
            return await self._open(work, arrival, channel, who)
        if joining.reopens:
            await work.execute(queries.REOPEN, work.organization_id, joining.conversation_id)
        conversation = await work.row(
            intake_queries.JOIN_THREAD,
            work.organization_id,
            joining.conversation_id,
            channel["id"],
            arrival.context,
            arrival.address,
        )
        if conversation is None:
            raise NotFound("The conversation is not there.")
        if joining.reopens:
            work.emit(
                ConversationChanged(
                    id=conversation["id"],
                    changes={"status": "open", "resolved_at": None, "snoozed_until": None},
                ),
                conversation_id=conversation["id"],
                audience=conversation_audience(conversation),
            )
        return conversation

    async def _join(
        self,
        work: Transaction,
        arrival: Arrival,
        channel: Row,
        who: Recognition,
        now: datetime,
        rejoin: timedelta,
    ) -> rules.Joining:
        if who.is_new and arrival.thread_id is None:
            return rules.Joining(None, False, "new")
        found = await work.fetch(
            intake_queries.OPEN_THREADS,
            work.organization_id,
            who.customer_id,
            channel["brand_id"],
            arrival.thread_id,
            who.is_verified,
        )
        own = _candidates(row for row in found if not row["is_named"])
        thread = next((row for row in found if row["is_named"]), None)
        if thread is not None and thread["status"] != "resolved":
            return rules.Joining(thread["id"], False, "thread")
        is_recent = thread is not None and rules.join(_candidates([thread]), now, rejoin).conversation_id
        if thread is not None and is_recent and all(one.status == "resolved" for one in own):
            return rules.Joining(thread["id"], True, "thread")
        if not who.is_verified:
            return rules.Joining(None, False, "new")
        return rules.join(own, now, rejoin)

    async def _open(self, work: Transaction, arrival: Arrival, channel: Row, who: Recognition) -> Row:
        conversation_id = new_id()
        conversation = await work.row(
            intake_queries.OPEN_CONVERSATION,
            work.organization_id,
            conversation_id,
            channel["queue_id"],
            who.customer_id,
            channel["brand_id"],
            arrival.subject,
            who.is_verified,
            "simulated" if arrival.is_simulated and arrival.mark is None else arrival.mark,
            channel["kind"],
            None,
            False,
        )
        if conversation is None:
            raise NotFound("The queue of the channel is not there.")
        work.emit(
            ConversationOpened(conversation=await opened_event(work, conversation_id)),
            conversation_id=conversation_id,
            audience=conversation_audience(conversation),
        )
        return conversation

    async def _engage(
        self, work: Transaction, arrival: Arrival, channel: Row, conversation: Row, now: datetime
    ) -> UUID:
        if conversation["interaction_id"] is not None:
            return UUID(str(conversation["interaction_id"]))
        interaction_id = new_id()
        await work.execute(
            queries.OPEN_INTERACTION,
            work.organization_id,
            interaction_id,
            conversation["id"],
            channel["id"],
            channel["kind"],
            "inbound",
            "waiting",
            None,
            arrival.context,
            arrival.address,
            now,
            None,
            None,
        )
        await self._queue.enqueue(
            work,
            WorkRequest(
                conversation_id=conversation["id"],
                interaction_id=interaction_id,
                queue_id=conversation["queue_id"],
                channel_kind=channel["kind"],
                is_identified=conversation["is_verified"],
                preferred_agent_id=conversation["assignee_id"],
                context=arrival.context,
            ),
        )
        return interaction_id


def _candidates(rows: Iterable[Row]) -> list[rules.Candidate]:
    return [rules.Candidate(r["id"], r["status"], r["resolved_at"]) for r in rows]


def _message(
    arrival: Arrival, channel: Row, conversation_id: UUID, interaction_id: UUID, who: Recognition
) -> NewMessage:
    return NewMessage(
        id=arrival.id,
        conversation_id=conversation_id,
        interaction_id=interaction_id,
        kind="message",
        direction="inbound",
        author_kind="customer",
        author_id=who.customer_id,
        author_name=arrival.name,
        channel_id=channel["id"],
        channel_kind=channel["kind"],
        text=arrival.text,
        html=arrival.html,
        text_direction=direction(arrival.text),
        attachments=arrival.attachments,
        meta=arrival.meta,
        external=arrival.external_id,
        caller=arrival.caller,
        key=arrival.key,
        reopen=True,
    )

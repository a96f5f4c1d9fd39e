"""From a sending server over a real socket to a message that an agent sees."""

import asyncio
import smtplib
from email.mime.text import MIMEText
from uuid import uuid4

import asyncpg
import pytest

from fixtures.mail import MailChannel, hand_in, proved, written
from fixtures.people import Organization
from hamseda.channels.email.inbound import MailIntake


async def deliver(road: MailIntake, content: bytes, to: str | list[str], sender: str = "negar@example.com") -> None:
    await asyncio.to_thread(hand_in, road.port, content, to, sender)
    await road.placer.parse_waiting()


async def stored(owner: asyncpg.Connection, organization: Organization) -> list[asyncpg.Record]:
    return await owner.fetch(
        """SELECT m.*, c.mark, c.subject, c.is_verified, c.queue_id FROM message m
           JOIN conversation c ON c.organization_id = m.organization_id AND c.id = m.conversation_id
           WHERE m.organization_id = $1 AND m.channel_kind = 'email' ORDER BY m.id""", organization.id,
    )


async def test_a_mail_becomes_a_message_that_waits_in_the_queue(road, channel, organization, owner):
    await deliver(road, proved(written(channel.address, text="سفارشم نرسیده است")), channel.address)
    (message,) = await stored(owner, organization)
    assert (message["text"], message["author_name"], message["subject"]) == ("سفارشم نرسیده است", "نگار", "سفارش من")
    assert message["is_verified"]
    assert await owner.fetchval(
        "SELECT queue_id FROM work_item WHERE conversation_id = $1 AND state = 'waiting'", message["conversation_id"]
    ) == organization.sales_queue_id
    raw = await owner.fetchrow("SELECT * FROM raw_mail WHERE organization_id = $1", organization.id)
    assert (raw["state"], raw["message_id"]) == ("stored", message["id"])

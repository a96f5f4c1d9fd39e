"""What administrators and leaders set up for conversations: queues, labels, canned replies, dispositions."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from hamseda.conversations.mail_fields import harmless
from hamseda.conversations.rules import unknown_variables
from hamseda.events import MembershipChanged
from hamseda.kit import rich_text
from hamseda.kit.clock import Instant
from hamseda.kit.database import Row, Transaction
from hamseda.kit.problem import Conflict, Invalid
from hamseda.kit.sensitive import mask, mask_html
from hamseda.organization.api import Caller, rows, shelves

STAFF: Final = {"staff": True}
MASKED: Final = frozenset({"name", "title", "text", "shortcut", "signature_text"})
# Rich text and its plain twin, which is made from it where nobody wrote one.
RICH: Final = {"html": "text", "signature_html": "signature_text"}
Name = Annotated[str, Meta(min_length=1, max_length=120, pattern=r"\S")]
Color = Annotated[str, Meta(pattern="^#[0-9a-fA-F]{6}$")]
Seconds = Annotated[int, Meta(ge=0, le=86_400)]


class Ring(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A step of relaxation after a time in line: levels taken off every skill, queues whose agents serve too."""

    after_s: Seconds
    drop_levels: Annotated[int, Meta(ge=0, le=4)] = 0
    add_queue_ids: list[UUID] = []


class QueueSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a queue moves its work; a queue that says nothing has these values.

    `offer_timeout_s`: how long an agent may think about an offer. `wrap_up_s`: time for after-contact work.
    `sticky_limit_s`: how long a contact waits for the agent it knows. `fairness`: what is made equal among agents,
    occupied time or number of contacts. `rings`: relaxation by time. `overflow_queue_id`: whose agents help last.
    `boost_max_min`: most virtual minutes that context may put somebody ahead. `target_s`: the wait that counts as
    good service. `weights`: units of capacity that a contact of a channel kind takes. `barred_s`: how long who
    declined or did not answer is not asked for the same contact. `unanswered_limit`: so many offers in a row
    without an answer begin a break. `overflow_after_s`: when the overflow queue's agents are asked too.
    """

    offer_timeout_s: Annotated[int, Meta(ge=5, le=600)] = 20
    wrap_up_s: Annotated[int, Meta(ge=0, le=3_600)] = 30
    sticky_limit_s: Seconds = 120
    fairness: Literal["occupancy", "count"] = "occupancy"
    rings: Annotated[list[Ring], Meta(max_length=20)] = []
    overflow_queue_id: UUID | None = None
    boost_max_min: Annotated[float, Meta(ge=0, le=60)] = 3
    target_s: Annotated[int, Meta(ge=1, le=86_400)] = 60
    weights: dict[str, Annotated[int, Meta(ge=1, le=1_000)]] = {}
    barred_s: Annotated[int, Meta(ge=0, le=86_400)] = 120
    unanswered_limit: Annotated[int, Meta(ge=1, le=100)] = 2
    overflow_after_s: Seconds = 120


class QueueSkill(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A skill that a queue asks for; `optional_after_s` in line it is asked for no more."""

    skill_id: UUID
    level: Annotated[int, Meta(ge=1, le=5)]
    optional_after_s: Seconds | None = None


class QueueView(msgspec.Struct):
    id: UUID
    name: str
    department_id: UUID
    brand_id: UUID | None
    calendar_id: UUID | None
    priority: int
    settings: QueueSettings
    signature_html: str | None
    signature_text: str | None
    skills: list[QueueSkill]
    member_ids: list[UUID]
    archived_at: datetime | None


class QueuePage(msgspec.Struct):
    items: list[QueueView]
    next: UUID | None


SignatureHtml = Annotated[str, Meta(max_length=20_000)]
SignatureText = Annotated[str, Meta(max_length=4_000)]


class NewQueue(msgspec.Struct, forbid_unknown_fields=True):
    name: Name
    department_id: UUID
    brand_id: UUID | None = None
    calendar_id: UUID | None = None
    priority: Annotated[int, Meta(ge=-60, le=60)] = 0
    settings: QueueSettings = msgspec.field(default_factory=QueueSettings)
    signature_html: SignatureHtml | None = None
    signature_text: SignatureText | None = None
    skills: Annotated[list[QueueSkill], Meta(max_length=50)] = []
    member_ids: Annotated[list[UUID], Meta(max_length=5_000)] = []


class QueueChanges(msgspec.Struct, forbid_unknown_fields=True):
    """`settings` replaces the settings as a whole, as do `skills` and `member_ids`.

    The signature stands below the queue's mails; {{variables}} in it are filled. Its plain twin is made from the
    HTML where only that is given.
    """

    name: Name | UnsetType = UNSET
    department_id: UUID | UnsetType = UNSET
    brand_id: UUID | None | UnsetType = UNSET
    calendar_id: UUID | None | UnsetType = UNSET
    priority: Annotated[int, Meta(ge=-60, le=60)] | UnsetType = UNSET
    settings: QueueSettings | UnsetType = UNSET
    signature_html: SignatureHtml | None | UnsetType = UNSET
    signature_text: SignatureText | None | UnsetType = UNSET
    skills: Annotated[list[QueueSkill], Meta(max_length=50)] | UnsetType = UNSET
    member_ids: Annotated[list[UUID], Meta(max_length=5_000)] | UnsetType = UNSET
    archived_at: Instant | None | UnsetType = UNSET


class LabelView(msgspec.Struct):
    id: UUID
    name: str
    color: str


class LabelPage(msgspec.Struct):
    items: list[LabelView]
    next: UUID | None


class NewLabel(msgspec.Struct, forbid_unknown_fields=True):
    name: Name
    color: Color = "#64748b"


class LabelChanges(msgspec.Struct, forbid_unknown_fields=True):
    name: Name | UnsetType = UNSET
    color: Color | UnsetType = UNSET


class CannedReplyView(msgspec.Struct):
    id: UUID
    shortcut: str
    title: str
    text: str
    html: str | None
    department_id: UUID | None
    updated_at: datetime


class CannedReplyPage(msgspec.Struct):
    items: list[CannedReplyView]
    next: UUID | None


Shortcut = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^\S+$")]
Text = Annotated[str, Meta(min_length=1, max_length=20_000)]
Html = Annotated[str, Meta(max_length=100_000)]


class NewCannedReply(msgspec.Struct, forbid_unknown_fields=True):
    """A text to answer with; {{variables}} in it are filled when it is used. `html` is for mails."""

    shortcut: Shortcut
    title: Name
    text: Text
    html: Html | None = None
    department_id: UUID | None = None


class CannedReplyChanges(msgspec.Struct, forbid_unknown_fields=True):
    shortcut: Shortcut | UnsetType = UNSET
    title: Name | UnsetType = UNSET
    text: Text | UnsetType = UNSET
    html: Html | None | UnsetType = UNSET
    department_id: UUID | None | UnsetType = UNSET


class DispositionView(msgspec.Struct):
    id: UUID
    code: str
    name: str
    archived_at: datetime | None


class DispositionPage(msgspec.Struct):
    items: list[DispositionView]
    next: UUID | None


Code = Annotated[str, Meta(pattern="^[a-z0-9_.-]{1,40}$")]


class NewDisposition(msgspec.Struct, forbid_unknown_fields=True):
    code: Code
    name: Name


class DispositionChanges(msgspec.Struct, forbid_unknown_fields=True):
    code: Code | UnsetType = UNSET
    name: Name | UnsetType = UNSET
    archived_at: Instant | None | UnsetType = UNSET


QUEUES: Final = shelves.Shelf(
    "queue",
    "queues",
    "id, name, department_id, brand_id, calendar_id, priority, settings, signature_html, signature_text, archived_at,"
    " coalesce((SELECT jsonb_agg(jsonb_build_object('skill_id', s.skill_id, 'level', s.level,"
    " 'optional_after_s', s.optional_after_s) ORDER BY s.skill_id) FROM queue_skill s"
    " WHERE s.organization_id = queue.organization_id AND s.queue_id = queue.id), '[]') AS skills,"
    " ARRAY(SELECT m.user_id FROM queue_member m"
    " WHERE m.organization_id = queue.organization_id AND m.queue_id = queue.id ORDER BY 1) AS member_ids",
)
LABELS: Final = shelves.Shelf("label", "labels", "id, name, color")
CANNED_REPLIES: Final = shelves.Shelf(
    "canned_reply", "canned_replies", "id, shortcut, title, text, html, department_id, updated_at"
)
DISPOSITIONS: Final = shelves.Shelf("disposition", "dispositions", "id, code, name, archived_at")

ROAD_INTO: Final = """
SELECT name FROM channel WHERE organization_id = $1 AND queue_id = $2 AND enabled ORDER BY name LIMIT 1
"""
CLEAR_SKILLS: Final = "DELETE FROM queue_skill WHERE organization_id = $1 AND queue_id = $2"
ADD_SKILLS: Final = """
INSERT INTO queue_skill (organization_id, queue_id, skill_id, level, optional_after_s)
SELECT $1, $2, * FROM unnest($3::uuid[], $4::int[], $5::int[])
"""
MEMBERS: Final = "SELECT user_id FROM queue_member WHERE organization_id = $1 AND queue_id = $2"
REMOVE_MEMBERS: Final = """
DELETE FROM queue_member WHERE organization_id = $1 AND queue_id = $2 AND user_id = ANY ($3)
"""
# Their live connections end at once and begin again with the new rights.
BUMP_MEMBERS: Final = """
UPDATE membership SET version = version + 1 WHERE organization_id = $1 AND user_id = ANY ($2)
"""
ADD_MEMBERS: Final = """
INSERT INTO queue_member (organization_id, queue_id, user_id) SELECT $1, $2, m FROM unnest($3::uuid[]) m
"""


def queue_settings(stored: dict[str, Any]) -> QueueSettings:
    """Read the settings of a queue's row; what it does not say has its default."""
    known = QueueSettings.__struct_fields__
    return msgspec.convert({key: stored[key] for key in stored if key in known}, QueueSettings)


def queue_view(row: Row) -> QueueView:
    """Show a queue as clients see it."""
    return QueueView(
        **{
            **dict(row),
            "settings": queue_settings(row["settings"]),
            "skills": msgspec.convert(row["skills"], list[QueueSkill]),
        }
    )


async def add(work: Transaction, caller: Caller, shelf: shelves.Shelf, new: msgspec.Struct) -> Row:
    """Add a row and answer it as it stands. Raises Invalid, Conflict."""
    row_id = await rows.add(work, shelf.table, _masked(rows.given(new)))
    await shelves.tell(work, caller, shelf, row_id, "added")
    return await shelves.read(work, shelf, row_id)


async def change(
    work: Transaction, caller: Caller, shelf: shelves.Shelf, row_id: UUID, changes: msgspec.Struct
) -> Row:
    """Change a row and answer it as it stands. Raises NotFound, Invalid, Conflict."""
    values = _masked(rows.given(changes))
    if shelf is CANNED_REPLIES and values:
        values["updated_at"] = await work.value("SELECT now()")
    await rows.change(work, shelf.table, row_id, values)
    await shelves.tell(work, caller, shelf, row_id, "changed")
    return await shelves.read(work, shelf, row_id)


async def archive_queue(work: Transaction, caller: Caller, queue_id: UUID) -> None:
    """Put a queue out of use; its history keeps its name. Raises NotFound, Conflict (in_use)."""
    await _check_unused(work, queue_id)
    await shelves.archive(work, caller, QUEUES, queue_id)


async def add_queue(work: Transaction, caller: Caller, new: NewQueue) -> Row:
    """Open a queue with its skills and members. Raises Invalid."""
    values = _masked(rows.given(new))
    _check_signature(values)
    skills, members = values.pop("skills"), values.pop("member_ids")
    await _check_settings(work, new.settings, None)
    queue_id = await rows.add(work, "queue", values)
    await _set_skills(work, queue_id, skills)
    await _set_members(work, queue_id, members)
    await shelves.tell(work, caller, QUEUES, queue_id, "added")
    return await shelves.read(work, QUEUES, queue_id)


async def change_queue(work: Transaction, caller: Caller, queue_id: UUID, changes: QueueChanges) -> Row:
    """Change a queue. Raises NotFound, Invalid."""
    values = _masked(rows.given(changes))
    _check_signature(values)
    skills, members = values.pop("skills", None), values.pop("member_ids", None)
    if isinstance(changes.settings, QueueSettings):
        await _check_settings(work, changes.settings, queue_id)
    if values.get("archived_at") is not None:
        await _check_unused(work, queue_id)
    await rows.change(work, "queue", queue_id, values)
    if skills is not None:
        await _set_skills(work, queue_id, skills)
    if members is not None:
        await _set_members(work, queue_id, members)
    await shelves.tell(work, caller, QUEUES, queue_id, "changed")
    return await shelves.read(work, QUEUES, queue_id)


async def _check_settings(work: Transaction, settings: QueueSettings, queue_id: UUID | None) -> None:
    helpers = [one for ring in settings.rings for one in ring.add_queue_ids]
    if settings.overflow_queue_id is not None:
        helpers.append(settings.overflow_queue_id)
    if queue_id is not None and queue_id in helpers:
        raise Invalid.field(
            "settings", "own_queue", "A queue cannot overflow into itself: choose another one."
        )
    if helpers:
        await rows.check_all_there(work, "queue", "settings", helpers)
    times = [ring.after_s for ring in settings.rings]
    if times != sorted(set(times)):
        raise Invalid.field(
            "settings.rings", "order", "Rings come one after another: give each a later time."
        )


async def _check_unused(work: Transaction, queue_id: UUID) -> None:
    road = await work.value(ROAD_INTO, work.organization_id, queue_id)
    if road is not None:
        raise Conflict(f"The channel {road} leads into this queue: lead it elsewhere first.", code="in_use")


async def _set_skills(work: Transaction, queue_id: UUID, skills: list[QueueSkill]) -> None:
    if len({skill.skill_id for skill in skills}) != len(skills):
        raise Invalid.field("skills", "twice", "A skill is named twice.")
    await work.execute(CLEAR_SKILLS, work.organization_id, queue_id)
    with rows.refusals():
        await work.execute(
            ADD_SKILLS,
            work.organization_id,
            queue_id,
            [s.skill_id for s in skills],
            [s.level for s in skills],
            [s.optional_after_s for s in skills],
        )


async def _set_members(work: Transaction, queue_id: UUID, members: list[UUID]) -> None:
    before = {row["user_id"] for row in await work.fetch(MEMBERS, work.organization_id, queue_id)}
    gone, new = sorted(before - set(members)), sorted(set(members) - before)
    await work.execute(REMOVE_MEMBERS, work.organization_id, queue_id, gone)
    with rows.refusals():
        await work.execute(ADD_MEMBERS, work.organization_id, queue_id, new)
    await work.execute(BUMP_MEMBERS, work.organization_id, [*gone, *new])
    for user_id in [*gone, *new]:  # what they may see has changed
        work.emit(MembershipChanged(user_id=user_id), audience=STAFF)


def _check_signature(values: dict[str, Any]) -> None:
    for field in ("signature_html", "signature_text"):
        unknown = unknown_variables(values.get(field) or "")
        if unknown:
            raise Invalid.field(field, "unknown_variable", f"Nothing fills {unknown[0]}: remove it.")


def _masked(values: dict[str, Any]) -> dict[str, Any]:
    """What was typed, as it may be kept: numbers masked, rich text harmless and with its plain twin."""
    kept = dict(values)
    for field, twin in RICH.items():
        html = harmless(kept.get(field) or "", field, pictures=False)
        if field in kept:
            kept[field] = mask_html(html).text or None
        if html and not (kept.get(twin) or "").strip():
            kept[twin] = rich_text.plain(html)
    return {
        key: mask(value).text if key in MASKED and isinstance(value, str) else value
        for key, value in kept.items()
    }

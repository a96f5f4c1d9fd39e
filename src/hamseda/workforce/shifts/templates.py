"""Shift templates as people keep them: when a shift may begin, how long it is, which breaks it has."""

from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from hamseda.kit.database import Row, Transaction
from hamseda.kit.i18n import translate
from hamseda.kit.problem import Conflict, FieldError, Invalid
from hamseda.organization.api import Caller, rows, shelves
from hamseda.workforce.shifts.led import check_led, led_by
from hamseda.workforce.shifts.words import Clock, Minutes, Name, Weekday, length_between, minute_of

SHELF: Final = shelves.Shelf(
    "shift_template",
    "shift-templates",
    "id, name, length_m, earliest, latest, step_m, on_days, breaks, department_id",
)
LIST: Final = f"""
SELECT {SHELF.columns} FROM shift_template
WHERE organization_id = $1 AND ($2::uuid IS NULL OR id > $2)
  AND ($4::uuid IS NULL OR department_id IS NULL OR department_id = $4)
ORDER BY id LIMIT $3
"""
# Of one department or of all: no schedule has room for two of one name.
NAMESAKE: Final = """
SELECT EXISTS (SELECT FROM shift_template
    WHERE organization_id = $1 AND name = $2 AND id IS DISTINCT FROM $4
      AND ($3::uuid IS NULL OR department_id IS NULL OR department_id = $3))
"""
ALONE: Final = "SELECT pg_advisory_xact_lock(hashtextextended('shift_template' || ($1::uuid)::text, 0))"
LEAST_M: Final = 15
MOST_M: Final = 960
Length = Annotated[int, Meta(ge=LEAST_M, le=MOST_M)]
WORKDAYS: Final[tuple[Weekday, ...]] = ("sat", "sun", "mon", "tue", "wed")


class ShiftBreak(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A break: so long after the begin of the shift, or within hours of the day, or both."""

    name: Name
    length_m: Annotated[int, Meta(ge=5, le=240)]
    after_m: Annotated[Minutes, Meta(description="It begins no sooner than this after the shift.")] | None = (
        None
    )
    before_m: Annotated[Minutes, Meta(description="It begins no later than this after the shift.")] | None = (
        None
    )
    within: (
        Annotated[
            tuple[Clock, Clock],
            Meta(
                description="Hours of the day; it belongs to the shifts that are at work during all of them."
            ),
        ]
        | None
    ) = None
    paid: bool = True


class ShiftTemplateView(msgspec.Struct):
    """A kind of shift; `on` empty: every day; `department_id` null: for all."""

    id: UUID
    name: str
    length_m: int
    earliest: str
    latest: str
    step_m: int
    on: list[Weekday]
    breaks: list[ShiftBreak]
    department_id: UUID | None


class NewShiftTemplate(msgspec.Struct, forbid_unknown_fields=True):
    name: Name
    length_m: Length
    earliest: Clock
    latest: Clock
    step_m: Annotated[int, Meta(ge=5, le=720)] = 30
    on: Annotated[list[Weekday], Meta(max_length=7)] = []
    breaks: Annotated[list[ShiftBreak], Meta(max_length=8)] = []
    department_id: UUID | None = None


class ShiftTemplateChanges(msgspec.Struct, forbid_unknown_fields=True):
    name: Name | UnsetType = UNSET
    length_m: Length | UnsetType = UNSET
    earliest: Clock | UnsetType = UNSET
    latest: Clock | UnsetType = UNSET
    step_m: Annotated[int, Meta(ge=5, le=720)] | UnsetType = UNSET
    on: Annotated[list[Weekday], Meta(max_length=7)] | UnsetType = UNSET
    breaks: Annotated[list[ShiftBreak], Meta(max_length=8)] | UnsetType = UNSET
    department_id: UUID | UnsetType | None = UNSET


async def list_templates(
    work: Transaction, caller: Caller, after: UUID | None = None, most: int | None = None
) -> list[ShiftTemplateView]:
    """Read what the caller may plan with; an organization that has none gets ours first."""
    led = led_by(caller)
    found = await work.fetch(LIST, work.organization_id, after, most, led)
    if not found and after is None:
        found = await _begin(work, caller, led)
    return [view_of(row) for row in found]


async def known_templates(view: Transaction, caller: Caller) -> list[ShiftTemplateView]:
    """Read what the caller may plan with, as it is."""
    found = await view.fetch(LIST, view.organization_id, None, None, led_by(caller))
    return [view_of(row) for row in found]


async def add_template(work: Transaction, caller: Caller, new: NewShiftTemplate) -> ShiftTemplateView:
    values = _columns(rows.given(new))
    _check(values)
    check_led(caller, values["department_id"])
    await _refuse_namesake(work, values["name"], values["department_id"])
    row_id = await rows.add(work, SHELF.table, values)
    await shelves.tell(work, caller, SHELF, row_id, "added", {"name": values["name"]})
    return view_of(await shelves.read(work, SHELF, row_id))


async def change_template(
    work: Transaction, caller: Caller, row_id: UUID, changes: ShiftTemplateChanges
) -> ShiftTemplateView:
    """Change a template; schedules that are there keep what they were made from."""
    before = await _own(work, caller, row_id)
    values = _columns(rows.given(changes))
    _check({**before, **values})
    place = values.get("department_id", before["department_id"])
    check_led(caller, place)
    if values.keys() & {"name", "department_id"}:
        await _refuse_namesake(work, values.get("name", before["name"]), place, row_id)
    await rows.change(work, SHELF.table, row_id, values)
    await shelves.tell(
        work, caller, SHELF, row_id, "changed", {"name": before["name"], "fields": sorted(values)}
    )
    return view_of(await shelves.read(work, SHELF, row_id))


async def remove_template(work: Transaction, caller: Caller, row_id: UUID) -> None:
    before = await _own(work, caller, row_id)
    await rows.remove(work, SHELF.table, row_id)
    await shelves.tell(work, caller, SHELF, row_id, "removed", {"name": before["name"]})


def view_of(row: Row | dict[str, Any]) -> ShiftTemplateView:
    """A row as it is shown."""
    values = dict(row)
    values["on"] = values.pop("on_days")
    return msgspec.convert(values, ShiftTemplateView)


def defaults(language: str) -> list[dict[str, Any]]:
    """The three shifts that a centre begins with: a day, an evening, a half day."""
    lunch, dinner, prayer, rest = (
        translate(language, f"shifts.break.{name}") for name in ("lunch", "dinner", "prayer", "rest")
    )
    noon = ShiftBreak(prayer, 15, within=("12:00", "13:30"))
    return [
        {
            "name": translate(language, "shifts.template.day"), "length_m": 510, "earliest": "07:30", "latest": "09:00",
            "on_days": list(WORKDAYS),
            "breaks": [noon, ShiftBreak(lunch, 30, after_m=240, before_m=360, paid=False)],
        },
        {
            "name": translate(language, "shifts.template.evening"), "length_m": 480, "earliest": "12:30",
            "latest": "14:00", "on_days": list(WORKDAYS),
            "breaks": [
                ShiftBreak(rest, 15, after_m=105, before_m=165),
                ShiftBreak(dinner, 30, after_m=240, before_m=360, paid=False),
            ],
        },
        {
            "name": translate(language, "shifts.template.half"), "length_m": 300, "earliest": "08:00", "latest": "13:00",
            "on_days": [], "breaks": [ShiftBreak(rest, 15, after_m=120, before_m=180)],
        },
    ]  # fmt: skip


async def _begin(work: Transaction, caller: Caller, led: UUID | None) -> list[Row]:
    await work.execute(ALONE, work.organization_id)
    if not await work.value(
        "SELECT EXISTS (SELECT FROM shift_template WHERE organization_id = $1)", work.organization_id
    ):
        for one in defaults(caller.locale):
            values = {**one, "step_m": 30, "breaks": msgspec.to_builtins(one["breaks"])}
            await rows.add(work, SHELF.table, values)
    return await work.fetch(LIST, work.organization_id, None, None, led)


async def _refuse_namesake(
    work: Transaction, name: str, department_id: UUID | None, row_id: UUID | None = None
) -> None:
    await work.execute(ALONE, work.organization_id)
    if await work.value(NAMESAKE, work.organization_id, name, department_id, row_id):
        code, said = (
            "template_name_taken",
            "There is a shift template of this name already: give it another one.",
        )
        raise Conflict(said, code=code, errors=(FieldError("name", code, said),))


async def _own(work: Transaction, caller: Caller, row_id: UUID) -> Row:
    found = await shelves.lock(work, SHELF, row_id)
    check_led(caller, found["department_id"], hide=True)
    return found


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    if "on" in values:
        values["on_days"] = list(values.pop("on"))
    if "breaks" in values:
        values["breaks"] = msgspec.to_builtins(values["breaks"])
    return values


def _check(values: Any) -> None:
    """Refuse what no shift could keep: a begin window turned round, a break outside of the shift."""
    if minute_of(values["latest"]) < minute_of(values["earliest"]):
        raise Invalid.field("latest", "latest_before_earliest", "The latest begin lies before the earliest.")
    names = set()
    for at, one in enumerate(values["breaks"]):
        field = f"breaks.{at}"
        if one["name"] in names:
            raise Invalid.field(
                f"{field}.name", "break_twice", "Two breaks have this name: name one differently."
            )
        names.add(one["name"])
        after, before = one["after_m"] or 0, one["before_m"]
        if max(after, before or 0) + one["length_m"] >= values["length_m"]:
            raise Invalid.field(
                field, "break_outside", "The break does not end before the shift: begin it sooner."
            )
        if before is not None and before < after:
            raise Invalid.field(
                f"{field}.before_m", "break_turned", "Its latest begin lies before its earliest."
            )
        within = one["within"]
        if within is not None and length_between(minute_of(within[0]), within[1]) < one["length_m"]:
            raise Invalid.field(
                f"{field}.within", "break_window", "These hours are shorter than the break: widen them."
            )

"""The staffing and crisis plan as a document: assumptions with their sources, figures, steps, and what it does not know."""

from collections.abc import Collection
from datetime import date
from typing import Final

from msgspec import Struct

from hamseda.kit.document import Block, Bullets, Chart, Document, Heading, Paragraph, Table, isolated
from hamseda.workforce.people.equipment import EquipmentTotal
from hamseda.workforce.people.telling import months_of, sentences
from hamseda.workforce.strategy.answers import OUTBOUND, Answers
from hamseda.workforce.strategy.outcome import Outcome, StrategyService
from hamseda.workforce.strategy.plan_assumptions import assumptions
from hamseda.workforce.strategy.wish import wish_of
from hamseda.workforce.strategy.wording import Wording

TICKS: Final = 4
RISKS: Final = ("forecast", "hiring", "attrition", "systems", "one_team")
UNKNOWN: Final = ("shifts", "seasons", "crisis_kind", "retries", "pay", "quality")


class Source(Struct, frozen=True):
    """What a plan is written from: answers, which of them somebody gave, and what follows."""

    organization: str
    today: date
    answers: Answers
    given: Collection[str]
    outcome: Outcome
    equipment: EquipmentTotal


def plan_of(source: Source, words: Wording) -> Document:
    """Write the plan."""
    blocks: list[Block] = []
    for part in (_summary, _assumed, _kind, _day, _growth, _high, _crisis, _hiring, _equipment, _doubts):
        blocks += part(source, words)
    return Document(
        language=words.language,
        title=words.say("title"),
        subtitle=words.say(
            "subtitle", organization=isolated(source.organization), day=words.day(source.today)
        ),
        foot=words.say("foot", organization=isolated(source.organization)),
        blocks=blocks,
    )


def _summary(source: Source, words: Wording) -> list[Block]:
    outcome = source.outcome
    months = outcome.growth.groups[0].months
    crisis = outcome.crisis
    items = [
        words.say(
            "summary.today",
            people=words.number(outcome.people, 1),
            peak=outcome.peak,
            staff=source.answers.staff,
        ),
        words.say(
            "summary.hire", n=sum(month.start for month in months), end=words.number(months[-1].required.p50)
        ),
        words.say("summary.high", n=outcome.high.needed.agents - outcome.high.usual.agents),
        words.say(
            "summary.crisis",
            needed=crisis.needed.agents,
            usual=crisis.usual.agents,
            less=crisis.announced_needed.agents,
        ),
    ]
    if source.answers.salary_month:
        items.append(
            words.say("summary.cost", cost=words.amount(sum(one.total for one in outcome.growth.costs)))
        )
    return [Heading(words.say("summary")), Bullets(items)]


def _assumed(source: Source, words: Wording) -> list[Block]:
    rows = assumptions(source.answers, source.given, words)
    head = [words.say(f"assumption.{name}") for name in ("what", "value", "source")]
    return [
        Heading(words.say("assumptions")),
        Table(head, rows),
        Paragraph(words.say("assumptions.note"), is_note=True),
    ]


def _kind(source: Source, words: Wording) -> list[Block]:
    answers, outcome = source.answers, source.outcome
    blocks: list[Block] = [Heading(words.say("kind")), Paragraph(words.say(f"kind.{answers.service}"))]
    if answers.contacts:
        blocks.append(
            Bullets(
                [
                    words.say(f"contact.{contact}")
                    + words.say("kind.out" if contact in OUTBOUND else "kind.in")
                    for contact in answers.contacts
                ]
            )
        )
    if answers.outbound_day:
        blocks.append(
            Paragraph(
                words.say(
                    "kind.outbound",
                    n=round(answers.outbound_day),
                    people=words.number(outcome.outbound_people, 1),
                )
            )
        )
    pooling = outcome.pooling
    if answers.service == "both":
        blocks.append(Paragraph(words.say("kind.pooling", apart=pooling.apart, together=pooling.together)))
    return blocks


def _day(source: Source, words: Wording) -> list[Block]:
    periods = source.outcome.periods
    hours = [periods[at : at + 2] for at in range(0, len(periods), 2)]
    rows = [
        (
            words.say(
                "span", first=words.clock(hour[0].start_min), last=words.clock(hour[-1].start_min + 30)
            ),
            words.number(sum(one.volume for one in hour)),
            words.number(max(one.agents for one in hour)),
        )
        for hour in hours
    ]
    most = max(one.agents for one in periods)
    chart = Chart(
        said=words.say("day.said", n=source.outcome.peak),
        labels=[words.clock(one.start_min) for one in periods],
        bars=[float(one.agents) for one in periods],
        ticks=_ticks(most, words),
        bars_name=words.say("day.agents"),
    )
    head = [words.say(f"day.{name}") for name in ("hour", "contacts", "agents")]
    return [Heading(words.say("day")), Paragraph(words.say("day.text")), chart, Table(head, rows)]


def _growth(source: Source, words: Wording) -> list[Block]:
    months = source.outcome.growth.groups[0].months
    days = months_of(wish_of(source.answers, source.today, words.reckoning))
    chart = Chart(
        said=words.say(
            "growth.said",
            first=words.number(months[0].required.p50),
            last=words.number(months[-1].required.p50),
        ),
        labels=[words.short_month(day) for day in days],
        bars=[month.productive.p50 for month in months],
        ticks=_ticks(max(max(month.required.p90, month.productive.p50) for month in months), words),
        bars_name=words.say("growth.have"),
        line=[month.required.p50 for month in months],
        line_name=words.say("growth.need"),
        low=[month.required.p10 for month in months],
        high=[month.required.p90 for month in months],
        band_name=words.say("growth.band"),
    )
    rows = [
        (
            words.month(day),
            words.say(
                "band",
                middle=words.number(month.required.p50),
                low=words.number(month.required.p10),
                high=words.number(month.required.p90),
            ),
            words.number(month.productive.p50),
            words.number(month.start) if month.start else "–",
            words.percent(month.short),
        )
        for day, month in zip(days, months, strict=True)
    ]
    head = [words.say(f"growth.{name}") for name in ("month", "need", "have", "start", "short")]
    return [
        Heading(words.say("growth")),
        Paragraph(words.say("growth.text", n=words.percent(source.answers.growth_year))),
        chart,
        Table(head, rows),
    ]


def _high(source: Source, words: Wording) -> list[Block]:
    high = source.outcome.high
    usual, needed = high.usual, high.needed
    text = words.say(
        "high.text", factor=words.number(source.answers.peak_factor, 1), volume=words.number(high.volume),
        lost=words.percent(usual.abandon), wait=words.span(usual.wait_s), more=needed.agents - usual.agents,
    )  # fmt: skip
    steps = [words.say(f"measure.{name}") for name in source.answers.measures]
    return [Heading(words.say("high")), Paragraph(text), *([Bullets(steps)] if steps else [])]


def _crisis(source: Source, words: Wording) -> list[Block]:
    answers, crisis = source.answers, source.outcome.crisis
    text = words.say(
        "crisis.text", factor=words.number(answers.crisis_factor, 1), hours=words.number(answers.crisis_hours, 1),
        lost=words.number(crisis.lost), needed=crisis.needed.agents,
    )  # fmt: skip
    clear = (
        words.say("crisis.never")
        if crisis.clear_h is None
        else words.say("crisis.clear", hours=words.number(crisis.clear_h, 1))
    )
    steps = [
        words.say("crisis.announce", share=words.percent(answers.announced_share)),
        words.say("crisis.callback", share=words.percent(answers.callback_share), n=crisis.callbacks)
        + " "
        + clear,
        words.say("crisis.call_in", n=max(0, crisis.announced_needed.agents - crisis.usual.agents)),
        words.say("crisis.stop"),
        words.say("crisis.after"),
    ]
    head = [words.say(f"crisis.{name}") for name in ("case", "agents", "level", "wait", "abandon")]
    cases = [
        ("usual", crisis.usual),
        ("announced", crisis.announced),
        ("announced_needed", crisis.announced_needed),
        ("needed", crisis.needed),
    ]
    rows = [_case(words.say(f"crisis.{name}"), one, words) for name, one in cases]
    return [
        Heading(words.say("crisis")), Paragraph(text), Heading(words.say("crisis.steps"), 2), Bullets(steps),
        Heading(words.say("crisis.words"), 2), Paragraph(words.say("crisis.announcement")),
        Heading(words.say("crisis.figures"), 2), Table(head, rows),
        Paragraph(words.say("crisis.note", lost=words.number(crisis.lost_announced)), is_note=True),
    ]  # fmt: skip


def _case(name: str, one: StrategyService, words: Wording) -> tuple[str, ...]:
    return (
        name,
        words.number(one.agents),
        words.percent(one.service_level),
        words.span(one.wait_s),
        words.percent(one.abandon),
    )


def _hiring(source: Source, words: Wording) -> list[Block]:
    said = sentences(
        wish_of(source.answers, source.today, words.reckoning), source.outcome.growth, words.language
    )
    return [Heading(words.say("hiring")), Paragraph(words.say("hiring.text")), Bullets(said)]


def _equipment(source: Source, words: Wording) -> list[Block]:
    total = source.equipment
    blocks: list[Block] = [Heading(words.say("equipment"))]
    if not total.lines:
        return [*blocks, Paragraph(words.say("equipment.none"))]
    rows = [
        (
            line.name,
            words.number(line.units),
            "?" if line.first is None else words.amount(line.first),
            words.amount(line.month) if line.month else "–",
        )
        for line in total.lines
    ]
    head = [words.say(f"equipment.{name}") for name in ("name", "units", "first", "month")]
    text, *notes = equipment_said(source, words)
    return [*blocks, Paragraph(text), Table(head, rows), *(Paragraph(one, is_note=True) for one in notes)]


def equipment_said(source: Source, words: Wording) -> list[str]:
    """What the seats need comes to, and of how many things the price is not known; nothing without a list."""
    total = source.equipment
    if not total.lines:
        return []
    first, year = words.amount(total.first), words.amount(total.year)
    said = [words.say("equipment.text", seats=source.outcome.seats, first=first, year=year)]
    return [*said, *([words.say("equipment.unpriced", n=total.unpriced)] if total.unpriced else [])]


def _doubts(_: Source, words: Wording) -> list[Block]:
    return [
        Heading(words.say("risks")), Bullets([words.say(f"risk.{name}") for name in RISKS]),
        Heading(words.say("unknown")), Bullets([words.say(f"unknown.{name}") for name in UNKNOWN]),
    ]  # fmt: skip


def _ticks(most: float, words: Wording) -> list[tuple[float, str]]:
    """Round steps from 0 that reach the most."""
    step = next(
        size for size in (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 10_000) if size * TICKS >= most
    )
    count = max(1, -(-int(most) // step) if most == int(most) else int(most // step) + 1)
    return [(float(step * at), words.number(step * at)) for at in range(count + 1)]

"""Stage 1, cover: how many shifts of each kind a group works each day, with their breaks, so that least is paid and missed.

Shifts and breaks are counted, not listed: for each group, day and family of shifts one running count of shifts begun, and
one of each break begun. Taken first come, first served, the i-th break belongs to the i-th shift, so windows, the order of
breaks and the work between them are bounds on differences of two counts, and nothing is lost by not naming who rests when
(after Bechtold and Jacobs 1990 and Aykin 1996). Matrices of that kind are totally unimodular: the linear relaxation is
nearly whole, and rounding all counts of a family at one threshold keeps every one of these rows.

Whatever is demanded of groups here (people there, hours, rest from day to day) follows from the rules of their members, so
no schedule of the same problem costs less than the bound of this stage.
"""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct, field

from hamseda.workforce.schedule.crew import Crew, fixed, pinned_counts
from hamseda.workforce.schedule.linear import Ints, Linear, Terms, added
from hamseda.workforce.schedule.pauses import Family
from hamseda.workforce.schedule.plan import Duty, Plan
from hamseda.workforce.schedule.supply import Alike, demand_exactly, demand_supply


class Part(Struct):
    """The counts of one group, day and family: shifts begun by each kind, and each break begun by each slot of the day."""

    group: int
    day: int
    family: int
    begun: list[int]
    resting: list[tuple[int, list[int]]]  # first slot, counts from there on


class Cover(Struct):
    """The model and what its variables mean; `staffed[group][slot]` are terms of people at work."""

    plan: Plan
    crew: Crew
    linear: Linear
    parts: list[Part] = field(default_factory=list)
    staffed: list[list[Terms]] = field(default_factory=list)
    on_break: list[Terms] = field(default_factory=list)
    present: list[Terms] = field(default_factory=list)
    given: dict[int, dict[tuple[int, int], int]] = field(
        default_factory=dict
    )  # slot -> (group, skill) -> variable
    missed: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    mixes: list[list[int]] = field(default_factory=list)
    alike: list[Alike] = field(default_factory=list)


def free_on(cover: Cover, day: int) -> list[int]:
    """The variables of a day: its shifts and breaks, and whatever follows from them."""
    found: list[int] = []
    for part in cover.parts:
        if part.day == day:
            found += [*part.begun, *(one for _, counts in part.resting for one in counts[:-1])]
    slots = range(day * cover.plan.per_day, (day + 2) * cover.plan.per_day)
    found += [one for slot in slots for one in cover.given.get(slot, {}).values()]
    found += [one for (_, slot), pair in cover.missed.items() if slot in slots for one in pair]
    return found


Counts = dict[tuple[int, int, int], int]  # (group, day, choice) -> shifts


def cover_of(plan: Plan, crew: Crew, counts: Counts | None = None, *, may_drop: bool = False) -> Cover:
    """Build the model; with `counts` the shifts are given and only their breaks are sought.

    Where the breaks of all of them may not fit (too many at once), `may_drop` leaves out as few as it must.
    """
    found = Cover(plan, crew, Linear())
    found.linear.offset = sum(
        plan.shift_cost(lock.day, lock.template or 0, lock.start) for lock in fixed(plan)
    )
    slots = plan.slots
    found.staffed = [[{} for _ in range(slots)] for _ in crew.groups]
    found.on_break = [{} for _ in range(slots)]
    found.present = [{} for _ in range(slots)]
    for group in range(len(crew.groups)):
        for day in range(plan.days):
            for family in range(len(crew.families)):
                _add_part(found, group, day, family, counts, may_drop=may_drop)
    if counts is None:
        begun = {(part.group, part.day, part.family): part.begun for part in found.parts}
        open_days = {part.day for part in found.parts}
        if len(open_days) == 1:
            found.alike = demand_exactly(plan, crew, found.linear, begun, open_days.pop())
        else:
            found.mixes = demand_supply(plan, crew, found.linear, begun)
    _demand_cover(found)
    _limit_breaks(found)
    return found


def counts_of(cover: Cover, chosen: Ints) -> Counts:
    """How many shifts of each kind were chosen."""
    first = _first_choices(cover.crew)
    found: Counts = {}
    for part in cover.parts:
        before = 0
        for at, variable in enumerate(part.begun):
            now = int(chosen[variable])
            if now > before:
                found[part.group, part.day, first[part.family] + at] = now - before
            before = now
    return found


def pauses_of(cover: Cover, chosen: Ints) -> dict[tuple[int, int, int], list[tuple[tuple[int, int], ...]]]:
    """The breaks of the shifts of each kind, as (number, slot of the day): first come, first served."""
    first = _first_choices(cover.crew)
    found: dict[tuple[int, int, int], list[tuple[tuple[int, int], ...]]] = {}
    for part in cover.parts:
        family = cover.crew.families[part.family]
        begun = [int(chosen[variable]) for variable in part.begun]
        queues = [_times(begin, [int(chosen[one]) for one in counts]) for begin, counts in part.resting]
        taken = 0
        for at, total in enumerate(begun):
            key = (part.group, part.day, first[part.family] + at)
            for number in range(taken, total):
                found.setdefault(key, []).append(
                    tuple((pause, queue[number]) for pause, queue in zip(family.order, queues, strict=True))
                )
            taken = total
    return found


def rounded(cover: Cover, relaxed: Sequence[float], threshold: float) -> Ints:
    """Round the counts of a relaxation at one threshold that runs on through families and days of a group.

    So each day and the whole plan keep to their totals, each family to its windows; what is given to skills and missed is
    left at nothing.
    """
    values = np.asarray(relaxed, float)
    chosen = np.asarray(cover.linear.lower, np.int64).copy()
    base = dict.fromkeys(range(len(cover.crew.groups)), threshold)
    for part in cover.parts:
        start = base[part.group]
        floor = np.floor(start + 1e-7)
        for variables in (part.begun, *(counts for _, counts in part.resting)):
            chosen[variables] = np.floor(values[variables] + start + 1e-7) - floor
        base[part.group] = start + (float(values[part.begun[-1]]) if part.begun else 0.0)
    for mixes in cover.mixes:
        chosen[mixes] = np.diff(np.floor(np.cumsum([threshold, *values[mixes]]) + 1e-7))
    return chosen


def _first_choices(crew: Crew) -> list[int]:
    sizes = [len(family.kinds) for family in crew.families]
    return [sum(sizes[:number]) for number in range(len(sizes))]


def _times(first: int, counts: list[int]) -> list[int]:
    steps = np.diff(np.array([0, *counts]))
    return [int(slot) for slot in np.repeat(np.arange(first, first + len(counts)), steps)]


def _add_part(
    cover: Cover, group: int, day: int, family: int, counts: Counts | None, *, may_drop: bool
) -> None:
    crew, linear, one = cover.crew, cover.linear, cover.crew.families[family]
    first = _first_choices(crew)[family]
    members = list(crew.groups[group].members)
    able = crew.may[members, day, first : first + len(one.kinds)]
    room = able.sum(axis=0).tolist()
    if counts is None:
        most = np.minimum(np.cumsum(able.sum(axis=0)), int(able.any(axis=1).sum()))
        least = np.zeros(len(one.kinds), np.int64)
    else:
        room = [counts.get((group, day, first + at), 0) for at in range(len(one.kinds))]
        most = np.cumsum(room)
        least = most * (not may_drop)
    if not most[-1]:
        return
    locked = pinned_counts(cover.plan, crew)
    begun = [linear.variable(int(low), int(high)) for low, high in zip(least, most, strict=True)]
    kept = cover.plan.paid_minutes(one.template) * cover.plan.costs.short_minute if may_drop else 0
    costs = [cover.plan.shift_cost(day, one.template, kind.start) - kept for kind in one.kinds]
    for at, variable in enumerate(begun):
        linear.cost[variable] = costs[at] - (costs[at + 1] if at + 1 < len(costs) else 0)
        low = locked.get((group, day, first + at), 0)
        linear.row({variable: 1, begun[at - 1]: -1} if at else {variable: 1}, low, room[at])
    part = Part(group, day, family, begun, [])
    top = int(most[-1])
    for place in range(len(one.order)):
        part.resting.append(_add_break(cover, part, one, place, top))
    cover.parts.append(part)
    _count_people(cover, part, one)


def _add_break(cover: Cover, part: Part, family: Family, place: int, top: int) -> tuple[int, list[int]]:
    """Count a break as it begins: when shifts may take it, by when they must, apart from the one before."""
    linear = cover.linear
    opens = [kind.due[place].first for kind in family.kinds]
    closes = [kind.due[place].last for kind in family.kinds]
    first, last = opens[0], closes[-1]
    # By the last slot every break has begun: that count is the count of shifts itself.
    counts = [*(linear.variable(0, top) for _ in range(first, last)), part.begun[-1]]
    may = [int(at) - 1 for at in np.searchsorted(opens, range(first, last + 2), "right")]
    must = [int(at) - 1 for at in np.searchsorted(closes, range(first - 1, last + 1), "right")]
    for offset, variable in enumerate(counts[:-1]):
        linear.row({counts[offset + 1]: 1, variable: -1}, 0)
        if may[offset] < may[offset + 1]:  # counts rise, so the last slot of a step speaks for those before
            linear.row({variable: 1, part.begun[may[offset]]: -1}, high=0)
        if must[offset] < must[offset + 1]:
            linear.row({variable: 1, part.begun[must[offset + 1]]: -1}, 0)
    if place:
        _keep_apart(cover, part, family, place, (first, counts))
    return first, counts


def _keep_apart(cover: Cover, part: Part, family: Family, place: int, later: tuple[int, list[int]]) -> None:
    """Leave work between a break and the one before it, and not too much; rows that windows already keep are left out."""
    rules, linear = cover.plan.rules, cover.linear
    length = cover.plan.templates[family.template].pauses[family.order[place - 1]].length
    earlier, (first, counts) = part.resting[place - 1], later
    before, after = ([kind.due[at] for kind in family.kinds] for at in (place - 1, place))
    if any(one.last + length + rules.gap > two.first for one, two in zip(before, after, strict=True)):
        for offset, variable in enumerate(counts):
            linear.row(added([(variable, 1)], _by(earlier, first + offset - length - rules.gap, -1)), high=0)
    stretch = rules.stretch
    if stretch is not None and any(
        one.first + length + stretch < two.last for one, two in zip(before, after, strict=True)
    ):
        for offset, variable in enumerate(counts):
            linear.row(added([(variable, 1)], _by(earlier, first + offset - length - stretch, -1)), 0)


def _by(count: tuple[int, list[int]], slot: int, factor: int) -> list[tuple[int, int]]:
    """The term of a running count by a slot; nothing before its first."""
    first, variables = count
    if slot < first:
        return []
    return [(variables[min(slot - first, len(variables) - 1)], factor)]


def _count_people(cover: Cover, part: Part, family: Family) -> None:
    template = cover.plan.templates[family.template]
    starts = [kind.start for kind in family.kinds]
    shift = part.day * cover.plan.per_day
    for slot in range(starts[0], min(starts[-1] + template.length, cover.plan.slots - shift)):
        here: list[tuple[int, int]] = []
        for at, factor in ((slot, 1), (slot - template.length, -1)):
            begun = int(np.searchsorted(starts, at, "right"))
            here += [(part.begun[begun - 1], factor)] if begun else []
        resting: list[tuple[int, int]] = []
        for pause, count in zip(family.order, part.resting, strict=True):
            resting += _by(count, slot, 1) + _by(count, slot - template.pauses[pause].length, -1)
        _add(cover.staffed[part.group][shift + slot], here, 1)
        _add(cover.staffed[part.group][shift + slot], resting, -1)
        _add(cover.present[shift + slot], here, 1)
        _add(cover.on_break[shift + slot], resting, 1)


def _add(terms: Terms, more: list[tuple[int, int]], factor: int) -> None:
    for variable, count in more:
        terms[variable] = terms.get(variable, 0) + factor * count


def settled(plan: Plan, crew: Crew) -> tuple[list[list[int]], list[int], list[int]]:
    """People at work by group and slot, present and on break by slot, from locked shifts with their breaks."""
    group_of = {member: number for number, group in enumerate(crew.groups) for member in group.members}
    staffed = [[0] * plan.slots for _ in crew.groups]
    present, resting = [0] * plan.slots, [0] * plan.slots
    for lock in fixed(plan):
        begin, end = plan.span(lock)
        away = away_slots(
            plan, Duty(lock.worker, lock.day, lock.template or 0, lock.start, lock.pauses or ())
        )
        for slot in range(begin, min(end, plan.slots)):
            present[slot] += 1
            resting[slot] += slot in away
            if slot not in away and lock.worker in group_of:
                staffed[group_of[lock.worker]][slot] += 1
    return staffed, present, resting


def away_slots(plan: Plan, duty: Duty) -> set[int]:
    """The slots of the plan at which somebody is on a break of a shift."""
    pauses, shift = plan.templates[duty.template].pauses, duty.day * plan.per_day
    return {
        shift + slot for number, start in duty.pauses for slot in range(start, start + pauses[number].length)
    }


def _demand_cover(cover: Cover) -> None:
    plan, linear = cover.plan, cover.linear
    staffed, _, _ = settled(plan, cover.crew)
    for slot in range(plan.slots):
        wanted = [skill for skill in range(len(plan.skills)) if plan.required[skill, slot]]
        rows: dict[int, Terms] = {skill: {} for skill in wanted}
        there = dict.fromkeys(wanted, 0)
        for number, group in enumerate(cover.crew.groups):
            able = [skill for skill in wanted if skill in group.skills]
            terms, known = cover.staffed[number][slot], staffed[number][slot]
            if len(able) == 1:
                _add(rows[able[0]], list(terms.items()), 1)
                there[able[0]] += known
            elif able and (terms or known):
                shared = {
                    linear.variable(0, min(len(group.members), int(plan.required[skill, slot]))): skill
                    for skill in able
                }
                linear.row(
                    added([(one, 1) for one in shared], [(k, -f) for k, f in terms.items()]), high=known
                )
                for one, skill in shared.items():
                    rows[skill][one] = 1
                    cover.given.setdefault(slot, {})[number, skill] = one
        for skill in wanted:
            required = int(plan.required[skill, slot])
            shallow = plan.shallow(required)
            few = linear.variable(0, shallow, plan.costs.missing)
            many = linear.variable(0, required - shallow, plan.costs.missing_deep)
            cover.missed[skill, slot] = (few, many)
            linear.row({**rows[skill], few: 1, many: 1}, required - there[skill])


def _limit_breaks(cover: Cover) -> None:
    plan, rules = cover.plan, cover.plan.rules
    _, present, resting = settled(plan, cover.crew)
    for slot in range(plan.slots):
        terms, known = cover.on_break[slot], resting[slot]
        if terms and rules.most_on_break is not None:
            cover.linear.row(terms, high=max(0, rules.most_on_break - known))
        if terms and rules.break_percent is not None:
            share = rules.break_percent
            scaled = {key: 100 * factor for key, factor in terms.items()}
            _add(scaled, list(cover.present[slot].items()), -share)
            cover.linear.row(scaled, high=99 + share * present[slot] - 100 * known)

"""What no schedule could keep: contracts that cannot be met, and locked parts that break a rule."""

from collections.abc import Iterable

from msgspec.structs import replace

from hamseda.workforce.schedule.asking import Asking
from hamseda.workforce.schedule.crew import crew_of
from hamseda.workforce.schedule.plan import Duty, Lock, Plan
from hamseda.workforce.schedule.rules import Breach, of_duty, of_worker
from hamseda.workforce.why import Why

OPEN_PAUSES = {
    "breaks_differ",
    "break_outside_shift",
    "break_outside_window",
    "breaks_out_of_order",
    "breaks_too_close",
    "stretch_too_long",
}


def check(plan: Plan, asking: Asking) -> None:
    """Name every locked part that breaks a rule and, where there is none, every contract that cannot be met."""
    broken = len(asking.faults)
    _check_locks(plan, asking)
    if len(asking.faults) == broken:
        _check_contracts(plan, asking)


def _check_locks(plan: Plan, asking: Asking) -> None:
    seen: dict[tuple[int, int], int] = {}
    by_worker: dict[int, list[tuple[int, Duty]]] = {}
    for at, lock in enumerate(plan.locks):
        if (lock.worker, lock.day) in seen:
            asking.refuse(
                f"locked.{at}",
                Why("problem.locked_already", {"other": f"locked.{seen[lock.worker, lock.day]}"}),
            )
            continue
        seen[lock.worker, lock.day] = at
        if lock.template is None:
            continue
        duty = Duty(lock.worker, lock.day, lock.template, lock.start, lock.pauses or ())
        by_worker.setdefault(lock.worker, []).append((at, duty))
        _refuse(asking, f"locked.{at}", of_duty(plan, duty), lock)
    for worker, own in by_worker.items():
        for breach in of_worker(plan, worker, [duty for _, duty in own]):
            at = next((at for at, duty in own if duty.day == breach.day), own[0][0])
            _refuse(asking, f"locked.{at}", [breach], None)


def _refuse(asking: Asking, field: str, found: Iterable[Breach], lock: Lock | None) -> None:
    for breach in found:
        if lock is not None and lock.pauses is None and breach.code in OPEN_PAUSES:
            continue
        asking.refuse(field, Why(f"problem.locked.{breach.code}"))


def _check_contracts(plan: Plan, asking: Asking) -> None:
    """Refuse a week in which no choice of shifts lies between the least and the most that a contract says.

    What other schedules take of a week is no mistake of this one: a promise that falls short by it has its price.
    """
    plan = _by_itself(plan)
    crew = crew_of(plan)
    paid = [plan.paid_minutes(crew.template(choice)) for choice in range(len(crew.choices))]
    locked = {(lock.worker, lock.day): lock for lock in plan.locks if lock.template is not None}
    for number, worker in enumerate(plan.workers):
        for week, days in enumerate(plan.weeks()):
            least = plan.least(number, week)
            if not least or not worker.skills:
                continue
            sums, count = {0}, 0
            by_days: list[set[int]] = [{0}]
            for day in days:
                lengths = {paid[choice] for choice in crew.may[number, day].nonzero()[0]}
                if (lock := locked.get((number, day))) is not None:
                    lengths = {plan.paid_minutes(lock.template or 0)}
                count += bool(lengths)
                by_days = _one_more(by_days, lengths, worker.most)
            sums = set().union(*by_days[: worker.most_days + 1])
            if not any(least <= total <= worker.most for total in sums):
                _refuse_contract(asking, plan, number, (least, max(sums), count))


def _by_itself(plan: Plan) -> Plan:
    """The plan as if its people worked nothing around it."""
    alone = [
        replace(one, days_before=0, ended_before=None, days_after=0, begins_after=None, elsewhere=())
        for one in plan.workers
    ]
    return replace(plan, workers=tuple(alone))


def _one_more(by_days: list[set[int]], lengths: set[int], most: int) -> list[set[int]]:
    """The sums of minutes by the number of days worked, with one more day to work or not."""
    longer = [*by_days, set()]
    for worked, sums in enumerate(by_days):
        longer[worked + 1] = longer[worked + 1] | {
            total + length for total in sums for length in lengths if total + length <= most
        }
    return longer


def _refuse_contract(asking: Asking, plan: Plan, number: int, figures: tuple[int, int, int]) -> None:
    least, reached, days = figures
    worker = plan.workers[number]
    asking.refuse(
        f"people.{number}.contract",
        Why(
            "problem.contract",
            {
                "name": worker.name,
                "least": _hours(least),
                "most": _hours(worker.most),
                "days": min(days, worker.most_days),
                "reached": _hours(reached),
            },
        ),
    )


def _hours(minutes: int) -> float:
    return round(minutes / 60, 2)

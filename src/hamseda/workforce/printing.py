"""What the commands print: JSON for programs, lines for people in the words of the catalogues."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec

from hamseda.kit.i18n import translate
from hamseda.workforce.back_office import TOLD, CarriedOn, Followed
from hamseda.workforce.backlog import Course
from hamseda.workforce.forecast.backtest import Backtest, Score
from hamseda.workforce.forecast.cold import Guess
from hamseda.workforce.forecast.history import Group
from hamseda.workforce.lines import NOTHING, aligned, figure, listed, percent
from hamseda.workforce.staffing import Ask, Estimate, Terms, WaitPoint
from hamseda.workforce.table_json import rows_as_json

TENTH: Final = 1.2816  # standard deviations beyond which a tenth of a normal distribution lies
PLAIN: Final = ",.10g"  # a number as it was given
BRIEF_BELOW: Final = 100


def as_json(estimate: Estimate, language: str) -> str:
    """The answer with the keys of the table; the quick estimate beside them where a month was given."""
    found: dict[str, Any] = dict(estimate.answer)
    if estimate.is_monthly:
        warning = translate(language, "staff.misleads")
        found["quick_estimate"] = {"contacts_per_agent_day": estimate.quick, "warning": warning}
    if estimate.waits:
        found["waits"] = estimate.waits
    return msgspec.json.encode(found).decode()


def course_as_json(followed: Followed) -> str:
    """The share in time of what fell due, what is left at the end, what solving took for granted, and the intervals."""
    table, course = followed.table, followed.course
    last = course.intervals[-1]
    found = {
        "fell_due": course.fell_due,
        "in_time": course.in_time,
        "agents": max(table.columns["agents"]),
        "backlog": last.backlog,
        "carried_on": followed.carried_on,
    }
    rows = msgspec.Raw(rows_as_json(table, TOLD).encode())
    return msgspec.json.encode({**found, "intervals": rows}).decode()


def followed_in_words(followed: Followed, language: str) -> str:
    """What solving took for granted, what of the table was done in time, and what is open when it ends."""
    return "\n".join(
        course_said(followed.table.columns["agents"], followed.course, followed.carried_on, language)
    )


def course_said(
    agents: Sequence[float], course: Course, carried: CarriedOn | None, language: str
) -> list[str]:
    """The same, sentence by sentence."""
    lines = [] if carried is None else _carried_in_words(carried, int(max(agents)), language)
    return [*lines, _course_in_words(course, language)]


def _carried_in_words(carried: CarriedOn, agents: int, language: str) -> list[str]:
    """Nothing where nothing came."""
    if carried.in_time is None:
        return []
    share = percent(carried.in_time, language)
    said = [translate(language, "backlog.solved", agents=agents, share=share, intervals=carried.intervals)]
    if carried.agents_if_repeated > agents:
        said.append(translate(language, "backlog.repeated", agents=carried.agents_if_repeated))
    return said


def _course_in_words(course: Course, language: str) -> str:
    last = course.intervals[-1]
    left, overdue, due = (_items(many, language) for many in (last.backlog, last.overdue, course.fell_due))
    if course.in_time is None:
        said = translate(language, "backlog.due_none")
    else:
        said = translate(language, "backlog.due", due=due, share=percent(course.in_time, language))
    return f"{said} {translate(language, 'backlog.open', left=left, overdue=overdue)}"


def _items(many: float, language: str) -> str:
    return figure(round(many, 1), language, PLAIN)


def named(labels: Mapping[str, str]) -> str:
    """The queue before what is said of it; nothing where there is only one."""
    return f"{' / '.join(labels.values())}: " if labels else ""


def backtests_as_json(found: list[tuple[Group, Backtest]]) -> str:
    """A list, one for each queue; weeks_ahead 0 is all weeks together."""
    return msgspec.json.encode(
        [{**group.labels, **msgspec.to_builtins(one)} for group, one in found]
    ).decode()


def backtests_in_words(found: list[tuple[Group, Backtest]], language: str) -> str:
    """A small table for each queue."""
    titles = ("weeks_ahead", "", "plain", "", "coverage", "intervals")
    names = ["", "WAPE", "", "MASE", "", ""]  # measures keep their names
    head = [
        translate(language, f"backtest.{title}") if title else name
        for title, name in zip(titles, names, strict=True)
    ]
    lines = []
    for group, one in found:
        lines.append(_backtest_in_words(group, one, language))
        lines += aligned([head, *(_score_in_words(score, language) for score in one.scores)])
    return "\n".join(lines)


def _backtest_in_words(group: Group, one: Backtest, language: str) -> str:
    models = [
        translate(language, "backtest.model", name=name, count=count) for name, count in one.models.items()
    ]
    return translate(
        language,
        "backtest.head",
        queue=named(group.labels),
        origins=one.origins,
        models=listed(models, language),
        clock=round(one.fit_ms),
        processor=round(one.fit_cpu_ms),
    )


def _score_in_words(score: Score, language: str) -> list[str]:
    week = figure(score.weeks_ahead, language) if score.weeks_ahead else translate(language, "backtest.all")
    shares = (score.wape, score.wape_same_weekdays, score.mase, score.coverage)
    return [
        week,
        *(figure(share, language, ".3f") for share in shares),
        figure(score.intervals, language, ","),
    ]


def guess_in_words(found: Guess, language: str) -> str:
    """What the proxies said, and how little is known."""
    proxies = [
        translate(language, f"first_forecast.{name}", count=round(value))
        for name, value in found.proxies.items()
        if value > 0
    ]
    return translate(
        language,
        "first_forecast.guess",
        proxies=listed(proxies, language),
        month=round(found.month),
        low=round(found.quantile(-TENTH)),
        high=round(found.quantile(TENTH)),
    )


def in_words(ask: Ask, terms: Terms, estimate: Estimate, language: str) -> str:
    """What was asked, a row for each figure, and what to mind; what is undefined is a dash."""
    answer = estimate.answer
    asked = translate(
        language,
        "staff.asked",
        volume=figure(ask.volume, language, PLAIN),
        minutes=figure(ask.interval_s / 60, language, ",.4g"),
        aht=figure(ask.aht_s, language, PLAIN),
        load=_brief(float(answer["load_erlang"] or 0), language),
    )
    rows = (_figures_of_lines if terms.model == "b" else _figures)(ask, terms, answer, language)
    lines = [asked, *(f"  {line}" for line in aligned(rows, texts=3))]
    lines += [_wait_said(one, ask, language) for one in estimate.waits]
    if answer["unstable"]:
        lines.append(translate(language, "staff.unstable"))
    if estimate.quick is not None and terms.model != "b":
        code = "staff.quick.month" if estimate.is_monthly else "staff.quick.interval"
        quick = translate(language, code, quick=_brief(estimate.quick, language))
        lines.append(f"{quick} {translate(language, 'staff.misleads')}")
    return "\n".join(lines)


def _figures(ask: Ask, terms: Terms, answer: Mapping[str, Any], language: str) -> list[tuple[str, str, str]]:
    """Each figure: its name, its value, and what it was held to."""
    promised = translate(
        language,
        "staff.promised",
        share=percent(ask.share, language, PLAIN),
        within=figure(ask.within_s, language, PLAIN),
        definition=translate(language, f"staff.definition.{terms.definition}"),
    )
    held_to = {"scheduled": _shrinkage(ask, language), "service_level": promised}
    written = {
        **{name: figure(answer[name], language, ",") for name in ("agents", "scheduled")},
        **{name: percent(answer[name], language) for name in ("service_level", "p_wait")},
        **{name: _seconds(answer[name], language) for name in ("asa_s", "wait_mean_s")},
        **{name: percent(answer[name], language) for name in ("abandon", "occupancy")},
    }
    return [
        (translate(language, f"staff.{name}"), value, held_to.get(name, ""))
        for name, value in written.items()
    ]


def _wait_said(point: WaitPoint, ask: Ask, language: str) -> str:
    shares = {name: percent(getattr(point, name), language) for name in ("answered", "gave_up", "waiting")}
    code = "staff.wait" if ask.patience_s is None else "staff.wait_impatient"
    return translate(language, code, within=figure(point.within_s, language, PLAIN), **shares)


def _figures_of_lines(
    ask: Ask, _terms: Terms, answer: Mapping[str, Any], language: str
) -> list[tuple[str, str, str]]:
    """The same of lines without a queue: nobody waits, so there is nothing to say of waiting."""
    most = translate(language, "staff.at_most", share=percent(ask.blocked, language, PLAIN))
    scheduled = (translate(language, "staff.scheduled"), figure(answer["scheduled"], language, ","))
    return [
        (translate(language, "staff.lines"), figure(answer["agents"], language, ","), ""),
        *([(*scheduled, _shrinkage(ask, language))] if ask.shrinkage else []),
        (
            translate(language, "staff.blocking"),
            percent(answer["blocking"], language, ".2f"),
            most if ask.agents is None else "",
        ),
        (translate(language, "staff.occupancy_lines"), percent(answer["occupancy"], language), ""),
    ]


def _shrinkage(ask: Ask, language: str) -> str:
    return translate(language, "staff.shrinkage", share=percent(ask.shrinkage, language, PLAIN))


def _seconds(value: float | None, language: str) -> str:
    if value is None:
        return NOTHING
    return translate(language, "staff.seconds", seconds=figure(value, language, ",.1f"))


def _brief(value: float, language: str) -> str:
    """Whole from a hundred on, else three digits that count."""
    if value >= BRIEF_BELOW:
        return figure(value, language, ",.0f")
    return figure(Decimal(f"{value:.3g}"), language, "f")

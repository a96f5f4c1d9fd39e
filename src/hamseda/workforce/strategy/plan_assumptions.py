"""What a plan takes for granted, each with where it comes from: an answer that was given, or what is usual."""

from collections.abc import Callable, Collection
from typing import Any, Final

from hamseda.workforce.people.plans import TeamTerms
from hamseda.workforce.strategy.answers import Answers
from hamseda.workforce.strategy.wording import Wording

Row = tuple[str, str, str]
FIGURES: Final[dict[str, Callable[[Wording, Any], str]]] = {
    "month": lambda words, value: words.number(value),
    "growth_year": lambda words, value: words.percent(value),
    "peak_factor": lambda words, value: words.number(value, 2),
    "crisis_factor": lambda words, value: words.number(value, 2),
    "crisis_hours": lambda words, value: words.number(value, 1),
    "callback_share": lambda words, value: words.percent(value),
    "announced_share": lambda words, value: words.percent(value),
    "outbound_day": lambda words, value: words.number(value),
    "aht_s": lambda words, value: words.span(value),
    "patience_s": lambda words, value: words.span(value),
    "shrinkage": lambda words, value: words.percent(value),
    "staff": lambda words, value: words.number(value),
    "attrition": lambda words, value: words.percent(value),
}


def assumptions(answers: Answers, given: Collection[str], words: Wording) -> list[Row]:
    """Every assumption: what, its value, its source."""

    def source(*names: str) -> str:
        return words.say("from.answer" if set(names) & set(given) else "from.usual")

    rows = [
        (words.say(f"answer.{name}"), written(words, getattr(answers, name)), source(name))
        for name, written in FIGURES.items()
    ]
    promise = words.say("promise", share=words.percent(answers.share), within=words.span(answers.within_s))
    hours = words.say("span", first=words.clock(answers.opens_min), last=words.clock(answers.closes_min))
    rows += [
        (words.say("answer.promise"), promise, source("share", "within_s")),
        (words.say("answer.hours"), hours, source("opens_min", "closes_min")),
    ]
    if answers.salary_month:
        rows.append(
            (words.say("answer.salary_month"), words.amount(answers.salary_month), source("salary_month"))
        )
    return rows + _usual(words)


def _usual(words: Wording) -> list[Row]:
    """What nobody is asked: how people are found and trained."""
    team = TeamTerms()
    figures = [
        ("recruiting", words.say("weeks", n=round(team.recruit_weeks))),
        ("training", words.say("weeks", n=round(team.training_weeks))),
        ("pace", words.say("pace", first=words.percent(team.ramp[0]), second=words.percent(team.ramp[1]))),
        ("passing", words.percent(team.passing)),
        ("days", words.say("days")),
    ]
    return [(words.say(f"usual.{name}"), value, words.say("from.usual")) for name, value in figures]

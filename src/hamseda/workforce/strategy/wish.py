"""The headcount plan of the answers: twelve months that grow evenly, and how people come and go."""

from datetime import date
from typing import Final

import msgspec

from hamseda.workforce.people.months import Reckoning, month_starts
from hamseda.workforce.people.plans import (
    HeadcountGroup,
    HeadcountPrices,
    HeadcountWish,
    MonthNeed,
    TeamTerms,
    WorkTerms,
)
from hamseda.workforce.strategy.answers import Answers

MONTHS: Final = 12


def wish_of(answers: Answers, first: date, reckoning: Reckoning, seat_cost: float = 0.0) -> HeadcountWish:
    """Ask for the months after that of `first`; seats are there for who is there."""
    next_month = month_starts(first, 2, reckoning)[1]
    step = (1 + answers.growth_year) ** (1 / MONTHS)
    work = WorkTerms(
        aht_s=answers.aht_s,
        share=answers.share,
        within_s=answers.within_s,
        patience_s=answers.patience_s,
        shrinkage=answers.shrinkage,
        opens_min=answers.opens_min,
        closes_min=answers.closes_min,
    )
    months = [MonthNeed(volume=answers.month * step**at) for at in range(MONTHS)]
    prices = HeadcountPrices(salary_month=answers.salary_month, seat=seat_cost, seats=answers.staff)
    team = msgspec.structs.replace(TeamTerms(), attrition=answers.attrition)
    group = HeadcountGroup(name="all", staff=answers.staff, months=months)
    return HeadcountWish(
        first=next_month, reckoning=reckoning, groups=[group], work=work, team=team, prices=prices
    )

"""Forecast: errors, coverage and time of a fit on a history of yours, on origins that were not used for tuning.

Run: python bench/workforce_forecast.py HISTORY.csv [--interval 30m] [--country US] [--from 2003-07-21]
HISTORY has columns start and volume. The figures of docs/performance.md are those of bank_calls (Weinberg, Brown and
Stroud, JASA 2007; data set of the R package fpp3), which is not part of this project; its origins before
21 July 2003 were used for tuning.
"""

import argparse
from datetime import date
from pathlib import Path

from _machine import measured

from hamseda.workforce.forecast.backtest import Score, backtest, origins_of
from hamseda.workforce.forecast.calendars import calendar_of
from hamseda.workforce.forecast.history import read_history
from hamseda.workforce.quantities import seconds
from hamseda.workforce.table_files import read_table

TUNED_BEFORE = "2003-07-21"


def show(name: str, score: Score) -> None:
    print(
        f"  {name:10} WAPE {score.wape:.4f}, median of the last 8 same weekdays {score.wape_same_weekdays:.4f}:"
        f" x {score.wape / score.wape_same_weekdays:.3f} (at most 1.00); MASE {score.mase:.3f};"
        f" within p10-p90 {score.coverage:.3f} (0.75 to 0.85); {score.intervals} intervals"
    )


@measured()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("history", type=Path)
    parser.add_argument("--interval", default="30m")
    parser.add_argument("--country", default="US")
    parser.add_argument("--from", dest="first", default=TUNED_BEFORE, help="the first origin that counts")
    wanted = parser.parse_args()
    for group in read_history(read_table(wanted.history), seconds(wanted.interval, unit=True)):
        days = group.series.days
        origins = [
            day for day in origins_of(group.series) if day >= date.fromisoformat(wanted.first).toordinal()
        ]
        for country in dict.fromkeys((wanted.country, "")):
            calendar = calendar_of(date.fromordinal(int(days[0])), date.fromordinal(int(days[-1])), country)
            found = backtest(group.series, calendar, origins)
            print(
                f"{found.origins} origins from {date.fromordinal(origins[0])}, holidays of {country or 'nowhere'},"
                f" models {found.models}: {found.fit_ms:.0f} ms a fit, its contest included, CPU {found.fit_cpu_ms:.0f} (at most 100)"
            )
            for score in found.scores:
                show(f"week {score.weeks_ahead}" if score.weeks_ahead else "all weeks", score)


if __name__ == "__main__":
    main()

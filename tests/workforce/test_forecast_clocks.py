"""Clocks of a history: steps that change within every day, half an hour that clocks skip, and starts in UTC."""

import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from fixtures.people import Organization
from hamseda.workforce.forecast.history import read_history
from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.tables import read_csv

HEAD, JUNE = "start,volume\n", date(2026, 6, 1)
LORD_HOWE, TEHRAN = ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Tehran")


def rows_at(days, minutes):
    return HEAD + "".join(
        f"{JUNE + timedelta(days=day)}T{at // 60:02}:{at % 60:02},5\n"
        for day in range(days)
        for at in minutes
    )


def refused(text, interval=1800, gaps="refuse", language="en"):
    with pytest.raises(FaultyError) as found:
        read_history(read_csv(text, "h.csv"), interval, gaps)
    return found.value.said(language).splitlines()


NIGHT = [*range(0, 360, 60), *range(360, 1440, 30)]


@pytest.mark.parametrize("gaps", ["refuse", "unknown", "zero"])
def test_hours_at_night_among_half_hours_are_named(gaps):
    (said,) = refused(rows_at(28, NIGHT), gaps=gaps)
    assert said.startswith(
        "h.csv, line 2, column start: the rows of every day go by steps of 30 min, but not"
    )
    assert "(00:00 to 05:00 by 60 min)" in said
    assert "give an interval of 60 min" in said
    assert "There are 27 more like it, in lines 44, 86" in said
    (persian,) = refused(rows_at(28, NIGHT), language="fa")
    assert "۰۰:۰۰ تا ۰۵:۰۰: ۶۰ دقیقه" in persian


def test_an_interval_that_holds_both_steps_is_right():
    (group,) = read_history(read_csv(rows_at(28, NIGHT)), 3600)
    assert group.series.volume[0].tolist() == [5] * 6 + [10] * 18


def test_hours_that_cross_the_interval_are_named():
    crossing = [30, 90, 150, 210, 270, *range(330, 1440, 30)]
    assert "00:30 to 04:30 by 60 min" in refused(rows_at(28, crossing), interval=3600)[0]


def test_two_stretches_are_both_named():
    both = [*range(0, 360, 60), *range(360, 1200, 15), *range(1200, 1440, 60)]
    (said,) = refused(rows_at(14, both), interval=900)
    assert "(00:00 to 05:00 by 60 min, 20:00 to 22:00 by 60 min)" in said


@pytest.mark.parametrize("minutes", [
    [*range(480, 720, 30), *range(840, 1200, 30)],  # a pause at noon
    [480, 600, *range(720, 1200, 30)],  # two lone rows in the morning
])  # fmt: skip
def test_pauses_are_no_steps(minutes):
    (group,) = read_history(read_csv(rows_at(28, minutes)), 1800)
    assert group.series.starts.tolist() == minutes


@pytest.mark.parametrize("seed", range(5))
def test_where_little_comes_at_night_no_step_is_seen(seed):
    rng = np.random.default_rng(seed)
    text = HEAD + "".join(
        f"{JUNE + timedelta(days=day)}T{at // 60:02}:{at % 60:02},1\n"
        for day in range(60)
        for at in range(0, 1440, 30)
        if rng.random() < (0.3 if at < 360 else 0.95)
    )
    read_history(read_csv(text), 1800, "zero")


def of_zone(zone, first, days, step=30, offset=True):
    begin = datetime(first.year, first.month, first.day, tzinfo=zone).astimezone(UTC)
    starts = [begin + timedelta(minutes=step * at) for at in range(days * 1440 // step)]
    instants = [at.astimezone(zone) for at in starts]
    walls = {at.replace(tzinfo=None): at for at in instants if (at.date() - first).days < days}
    return HEAD + "".join(
        f"{(own if offset else wall).isoformat(timespec='minutes')},5\n" for wall, own in walls.items()
    )


@pytest.mark.parametrize("step", [15, 30])
@pytest.mark.parametrize("offset", [True, False])
def test_the_half_hour_that_lord_howe_skips_is_no_gap(step, offset):
    text = of_zone(LORD_HOWE, date(2026, 9, 14), 40, step, offset)
    assert "2026-10-04T02:15" not in text
    (group,) = read_history(read_csv(text), 1800)
    assert np.isnan(group.series.volume[20]).sum() == 1
    told = [note.said("en") for note in group.notes]
    assert told == (
        []
        if offset
        else ["At 2026-10-04 02:00 an hour (or half of one) lacks: taken for what the clocks skipped."]
    )


@pytest.mark.parametrize(
    ("day", "lost"), [("2026-10-04", "03:00"), ("2026-10-05", "02:00"), ("2026-10-11", "02:00")]
)
def test_half_an_hour_elsewhere_is_a_gap(day, lost):
    rows = of_zone(ZoneInfo("UTC"), date(2026, 9, 14), 40, 30, offset=False).splitlines(keepends=True)
    text = "".join(row for row in rows if not row.startswith(f"{day}T{lost}"))
    assert len(text.splitlines()) == len(rows) - 1
    assert f"{day}: 1 of 48 usual intervals are missing" in refused(text)[0]


def in_utc(days=28):
    """Half hours from 08:00 to 20:00 in Tehran."""
    begin = datetime(2026, 6, 1, 8, tzinfo=TEHRAN)
    return [
        begin.astimezone(UTC) + timedelta(days=day, minutes=30 * at)
        for day in range(days)
        for at in range(24)
    ]


@pytest.fixture
def parquet(tmp_path):
    pyarrow, files = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")

    def write(starts, zone):
        kind = pyarrow.timestamp("us", tz=zone)
        columns = {
            "start": pyarrow.array(starts, kind),
            "volume": [5.0 + at % 24 for at in range(len(starts))],
        }
        files.write_table(pyarrow.table(columns), tmp_path / "h.parquet")
        return tmp_path / "h.parquet"

    return write


def test_utc_timestamps_of_parquet_are_not_taken_for_wall_time(workforce, parquet, tmp_path):
    file = parquet(in_utc(), "UTC")
    done = workforce("forecast", file)
    assert done.exit_code == 2
    assert "h.parquet, row 1, column start: 2026-06-01 04:30:00+00:00 is in UTC" in done.stderr
    assert "--zone Asia/Tehran" in done.stderr
    starts = {}
    for zone in ("Asia/Tehran", "UTC"):
        out = tmp_path / "o.json"
        done = workforce("forecast", file, "--zone", zone, "--horizon", "1d", "--out", out)
        assert done.exit_code == 0, done.stderr
        starts[zone] = [row["start"] for row in json.loads(out.read_text(encoding="utf-8"))]
    assert (starts["Asia/Tehran"][0], starts["UTC"][0]) == ("2026-06-29T08:00", "2026-06-29T04:30")
    assert len(starts["Asia/Tehran"]) == 24


def test_timestamps_with_a_zone_of_their_own_are_wall_times(workforce, parquet):
    done = workforce("forecast", parquet(in_utc(), "Asia/Tehran"), "--horizon", "1d")
    assert done.exit_code == 0, done.stderr
    assert "2026-06-29T08:00" in done.stdout


def as_text(written, mark="Z"):
    return HEAD + "".join(f"{one:%Y-%m-%dT%H:%M}{mark},5\n" for one in written)


def test_z_in_csv_is_utc_and_offsets_are_read_by_the_zone_that_is_asked(workforce, tmp_path):
    (tmp_path / "z.csv").write_text(as_text(in_utc()), encoding="utf-8")
    (tmp_path / "o.csv").write_text(as_text(in_utc(), "+00:00"), encoding="utf-8")
    (tmp_path / "w.csv").write_text(as_text(in_utc(), ""), encoding="utf-8")
    assert "is in UTC" in workforce("backtest", tmp_path / "z.csv").stderr
    for name, zone, first in (
        ("z.csv", ("--zone", "Asia/Tehran"), "T08:00"),
        ("o.csv", ("--zone", "Asia/Tehran"), "T08:00"),
        ("o.csv", (), "T04:30"),
    ):
        done = workforce("forecast", tmp_path / name, *zone, "--horizon", "1d")
        assert done.exit_code == 0, done.stderr
        assert f"2026-06-29{first}" in done.stdout.splitlines()[1]
    idle = workforce("forecast", tmp_path / "w.csv", "--zone", "Asia/Tehran")
    assert (idle.exit_code, idle.stdout) == (2, "")
    assert "--zone: changes nothing" in idle.stderr
    unknown = workforce("forecast", tmp_path / "z.csv", "--zone", "Asia/Teheran")
    assert "--zone: Asia/Teheran is no time zone" in unknown.stderr
    assert "Asia/Tehran" in unknown.stderr


async def test_utc_by_the_api_is_read_by_the_readers_clock(organization: Organization, sign_in):
    answer = await sign_in(organization.supervisor).post(
        "/api/v1/workforce/forecast", json={"csv": as_text(in_utc()), "horizon_days": 1}
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["items"][0]["points"][0]["start"] == "2026-06-29T08:00"

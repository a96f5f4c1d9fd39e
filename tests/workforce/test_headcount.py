"""Whom to hire when: the plan against chance played out by hand, and what cannot be meant."""

import json
from datetime import date

import numpy as np
import pytest

from hamseda.workforce.forecast.cold import Opening
from hamseda.workforce.people.headcount import Needs, Team, Wish, pace, plan
from hamseda.workforce.people.months import month_said, month_starts
from hamseda.workforce.people.workload import Terms, people_for
from hamseda.workforce.rules import Goal

WEEKS_A_MONTH = 365.2425 / 12 / 7
SURE = {"attrition": 0.0, "passing": 1.0, "ramp": ()}


def sure(*people: float) -> Needs:
    each = np.array(people, float)
    return Needs(low=each, middle=each, high=each)


def test_the_pace_of_a_trainee_is_that_of_the_days_of_the_month():
    team = Team(training_weeks=WEEKS_A_MONTH / 2, ramp=(0.5,))
    assert pace(team, 4) == pytest.approx([0.25, 0.75, 1, 1], abs=0.005)


@pytest.mark.parametrize("training", [0, 1, 2, 3])
def test_without_chance_it_hires_exactly_who_is_missing_so_much_before(training):
    """Nobody leaves, everybody passes: twelve are needed from month 6 on, ten are there."""
    team = Team(**SURE, training_weeks=training * WEEKS_A_MONTH, recruit_weeks=0)
    course = plan(team, sure(*[10] * 6, *[12] * 4), Wish(staff=10))
    assert course.start.tolist() == [2 if month == 6 - training else 0 for month in range(10)]
    assert course.short.max() == 0
    assert course.productive[1].tolist() == [10] * 6 + [12] * 4


def test_what_nobody_can_reach_in_time_is_told_and_not_hired_for_late():
    team = Team(**SURE, training_weeks=2 * WEEKS_A_MONTH, recruit_weeks=WEEKS_A_MONTH)
    course = plan(team, sure(14, 14, 14, 10, 10, 10), Wish(staff=10))
    assert course.beyond_help.tolist() == [4, 4, 4, 0, 0, 0]
    assert course.start.sum() == 0
    assert course.short.tolist() == [1, 1, 1, 0, 0, 0]


def test_where_a_class_is_full_the_one_before_takes_the_rest():
    team = Team(**SURE, training_weeks=WEEKS_A_MONTH, recruit_weeks=0, class_most=3)
    course = plan(team, sure(0, 0, 0, 0, 8), Wish(staff=0))
    assert course.start.tolist() == [0, 2, 3, 3, 0]
    assert not course.beyond_help.any()


def test_a_class_has_its_least_size():
    team = Team(**SURE, training_weeks=0, recruit_weeks=0, class_least=5)
    assert plan(team, sure(0, 1, 1), Wish(staff=0)).start.tolist() == [0, 5, 0]


def test_who_starts_already_is_counted():
    team = Team(**SURE, training_weeks=WEEKS_A_MONTH, recruit_weeks=0)
    course = plan(team, sure(5, 8, 8), Wish(staff=5, starting=(3,)))
    assert course.start.sum() == 0
    assert course.productive[1].tolist() == [5, 8, 8]


def test_leavers_are_binomial():
    """By the end of n months (1 - a)^n of the people are there, as widely spread as n·p·(1 - p)."""
    team = Team(attrition=0.05)
    course = plan(team, sure(*[0] * 12), Wish(staff=200))
    stays = 0.95**11 * (1 + 0.95) / 2
    low, middle, high = course.heads[:, 11]
    assert middle == pytest.approx(200 * stays, rel=0.01)
    spread = (200 * stays * (1 - stays)) ** 0.5
    assert (high - low) / 2 == pytest.approx(1.2816 * spread, rel=0.15)


def test_the_plan_is_as_sure_as_it_was_wished():
    needs = np.linspace(30, 45, 12)
    band = Needs(low=needs * 0.9, middle=needs, high=needs * 1.15)
    middle, sure_ = (plan(Team(), band, Wish(staff=32, cover=cover)) for cover in (0.5, 0.85))
    assert middle.short[4:].max() <= 0.53
    assert sure_.short[4:].max() <= 0.18
    assert sure_.start.sum() > middle.start.sum()
    assert plan(Team(), band, Wish(staff=32)).start.tolist() == middle.start.tolist()  # the same seed


def test_the_need_of_each_month_keeps_its_p10_and_p90():
    band = Needs(low=np.array([8.0, 0.0]), middle=np.array([10.0, 4.0]), high=np.array([15.0, 6.0]))
    required = plan(Team(), band, Wish(staff=10)).required
    assert required[:, 0] == pytest.approx([8, 10, 15], rel=0.005)
    assert required[2, 1] == pytest.approx(6, rel=0.005)


def test_people_of_a_month_are_its_hours_in_the_formula():
    """One half hour a week, 10 erlangs in it: 14 at work for half an hour, 7 hours ÷ 0.7 ÷ 40."""
    opening = Opening(first=600, end=630, weekdays=frozenset({0}))
    month = 100 * 30.4375 / 7
    terms = Terms(
        aht_s=180, goal=Goal(share=0.8, within_s=20), opening=opening, shrinkage=0.3, paid_hours_week=40
    )
    (load,) = people_for([month], terms)
    assert (load.peak, load.hours_week) == (14, 7)
    assert load.people == pytest.approx(7 / 0.7 / 40)
    assert people_for([0], terms)[0].people == 0


def test_months_follow_one_another_in_both_calendars():
    assert [str(day) for day in month_starts(date(2026, 2, 25), 3, "jalali")] == [
        "2026-02-20",
        "2026-03-21",
        "2026-04-21",
    ]
    assert [str(day) for day in month_starts(date(2026, 11, 30), 3, "gregorian")] == [
        "2026-11-01",
        "2026-12-01",
        "2027-01-01",
    ]
    assert month_said(date(2026, 12, 22), "jalali", "fa") == "دی ۱۴۰۵"
    assert month_said(date(2026, 12, 1), "gregorian", "en") == "December 2026"


def table(tmp_path, text: str):
    file = tmp_path / "months.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_command_plans_a_table(workforce, tmp_path):
    file = table(
        tmp_path,
        "month,required,group\n۱۴۰۵/۱۰,10,فروش\n1405/11,10,فروش\n1405/12,14,فروش\n1405/10,5,پشتیبانی\n1405/11,5,پشتیبانی\n1405/12,5,پشتیبانی\n",
    )
    words = (
        "--staff",
        "فروش=10,پشتیبانی=5",
        "--attrition",
        "0",
        "--passing",
        "100%",
        "--ramp",
        "",
        "--recruiting",
        "0",
    )
    done = workforce("headcount", file, *words, "--salary", "1000", "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    assert found["months"] == ["2026-12-22", "2027-01-21", "2027-02-20"]
    assert [[month["start"] for month in group["months"]] for group in found["groups"]] == [
        [0, 4, 0],
        [0, 0, 0],
    ]
    assert found["costs"][0]["total"] == 15_000
    assert found["costs"][2]["salaries"] == 19_000
    assert (
        "فروش، بهمن ۱۴۰۵: آموزش ۴ نفر را آغاز کنید؛ جستجویشان را حداکثر ۱۴۰۵/۱۱/۰۱ شروع کنید."
        in found["said"]["fa"]
    )
    assert "پشتیبانی، تا پایان این برنامه نیازی به استخدام نیست." in found["said"]["fa"]


def test_less_than_an_hour_a_week_is_no_contract(workforce, tmp_path):
    (tmp_path / "months.csv").write_text("month,volume,aht\n1405/10,20000,180\n")
    done = workforce("headcount", tmp_path / "months.csv", "--paid-hours", "0.0000001")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--paid-hours: Write at least 1" in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("month,required\n9999/12,4\n", "line 2, column month: 9999/12 lies beyond the years"),
        ("month,required\n1405/13,4\n", "line 2, column month: 1405/13 is not a month"),
        ("month,required\n1405/10,4\n1405/12,4\n", "line 3, column month: 1405/12 does not follow"),
        ("month,required\n1405/10,4\n1405/10,4\n", "line 3, column month: 1405/10 does not follow"),
        ("month,required\n1405/10,4\n2027-01,4\n", "line 3, column month: is of another calendar"),
        ("month,required\n1405/10,-4\n", "line 2, column required: -4 must be at least 0"),
        ("month,people\n1405/10,4\n", "line 1, column required: is missing"),
        ("month,required,low\n1405/10,4,3\n", "line 2, column low: Low and high belong together"),
        ("month,required,volume\n1405/10,4,30\n", "line 2, column required: Give people or contacts"),
        ("month,required,low,high\n1405/10,4,5,6\n", "line 2, column low: Low is at most the middle"),
        ("month,volume\n1405/10,4000\n", "--aht is missing"),
        ("month,required\n", "no month: write a row for each"),
        ("month,required\n1405/10,4\n1405/11,2e9\n", "line 3, column required: Write at most 1,000,000,000"),
        ("month,volume,aht\n1405/10,40,2d\n", "line 2, column aht: Write at most 86,400"),
    ],
)
def test_what_cannot_be_meant_is_named_with_its_cure(workforce, tmp_path, text, said):
    done = workforce("headcount", table(tmp_path, text))
    assert done.exit_code == 2
    assert said in done.output


def test_options_that_cannot_be_meant_are_named(workforce, tmp_path):
    file = table(tmp_path, "month,required\n1405/10,4\n")
    for words, said in (
        (("--class", "9-4"), "--class: 9-4 is no size of a class"),
        (("--attrition", "3"), "--attrition: 3 is not a share below 1"),
        (("--attrition", "60%"), "attrition"),
        (("--attrition", "100%"), "--attrition: 100% must be less than 100%"),
        (("--attrition", ""), "--attrition: is empty: write a share such as 30%"),
        (("--staff", "sales=3"), "sales of --staff is no group of the table"),
        (("--ramp", "120%"), "--ramp: 120% is more than the whole: write 100% at most"),
        (("--ramp", "60%,۱۲۰٪"), "--ramp: ۱۲۰٪ is more than the whole"),
        (("--ramp", "60"), "--ramp: 60 is not a share below 1: write, for instance, 60% or 0.6"),
        (("--ramp", "0%"), "--ramp: Write more than 0"),
        (("--passing", "101%"), "--passing: 101% is more than the whole"),
        (("--aht", "4m"), "--aht turns contacts into people, and the table has people (required)"),
        (("--target", "80/20"), "--target turns contacts into people"),
        (("--hours", "08:00-20:00"), "--hours turns contacts into people"),
        (("--paid-hours", "90"), "--paid-hours turns contacts into people"),
        (("--cover", "99%"), "--cover: Write at most 0.95"),
    ):
        done = workforce("headcount", file, *words)
        assert (done.exit_code, said in done.output) == (2, True), done.output


def test_every_faulty_month_is_named_and_in_persian_too(workforce, tmp_path, monkeypatch):
    file = table(tmp_path, "month,required,low\n1405/10,4,3\n1405/11,4\n1405/12,,9\n1406/01,x,\n")
    said = workforce("headcount", file).stderr.splitlines()
    assert [line.split(": ")[0].split(", ", 1)[1] for line in said] == ["line 3", "line 5, column required"]
    monkeypatch.setenv("LC_ALL", "fa_IR.UTF-8")
    said = workforce("headcount", file).stderr.splitlines()
    assert said[0].endswith("ردیف ۳: ۲ خانه دارد و سرستون ۳.")
    file = table(tmp_path, "month,required,low,group\n1405/10,4,,فروش\n1405/12,4,,فروش\n1405/10,4,3,فنی\n")
    said = workforce("headcount", file, "--staff", "فرش=3").stderr.splitlines()
    assert [line.partition("ردیف ")[2] for line in said] == [
        "۱، ستون group: فرش در ‎--staff گروهی از این جدول نیست؛ نام‌ها را یکی کنید. شاید «فروش» منظور بوده است؟",
        "۳، ستون month: 1405/12 در پی ماه پیش نیست؛ هر ماه را یک بار و به‌ترتیب بنویسید.",
        "۴، ستون low: low و high با هم می‌آیند؛ هر دو را بنویسید یا هیچ‌کدام را.",
    ]
    done = workforce("headcount", table(tmp_path, "month,required\n1405/10,4\n"), "--ramp", "120%")
    assert "--ramp: 120% بیشتر از کل است؛ حداکثر ۱۰۰٪ بنویسید." in done.stderr


TEAMS = "month,required,group\n1405/10,10,a\n1405/11,10,a\n1405/10,5,b\n1405/11,5,b\n"


@pytest.mark.parametrize(
    ("staff", "said"),
    [
        ("20", "several groups (a, b), and --staff does not say whose the 20 are"),
        ("20", "give each its own, --staff a=…,b=…"),
        ("a=20", "b has no figure in --staff: give every group one, 0 where nobody is: --staff a=20,b=…"),
        ("a=20,b=5,a=3", "--staff: a stands twice in --staff"),
        ("a=20,=5", "several groups (a, b), and --staff does not say whose the 5 are"),
    ],
)
def test_nobody_is_shared_out_over_groups_in_silence(workforce, tmp_path, staff, said):
    done = workforce("headcount", table(tmp_path, TEAMS), "--staff", staff)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_people_of_groups_are_given_or_nobody_is_there(workforce, tmp_path):
    file = table(tmp_path, TEAMS)
    for words in (("--staff", "a=20,b=0"), ("--staff", "0"), ()):
        done = workforce("headcount", file, *words, "--json")
        assert done.exit_code == 0, done.stderr
        middle = [group["months"][0]["heads"]["p50"] for group in json.loads(done.stdout)["groups"]]
        assert (middle[0] > 15) is bool(words and words[1] != "0"), middle
        assert middle[1] < 5


def test_rows_without_a_group_are_a_group_that_can_be_named(workforce, tmp_path):
    file = table(tmp_path, "month,required,group\n1405/10,10,\n1405/10,5,b\n")
    assert "all has no figure" in workforce("headcount", file, "--staff", "b=5").stderr
    assert workforce("headcount", file, "--staff", "all=10,b=5").exit_code == 0


def test_options_beside_contacts(workforce, tmp_path):
    file = table(tmp_path, "month,volume\n1405/10,4000\n")
    words = ("--aht", "4m", "--target", "90/20", "--hours", "09:00-17:00", "--weekdays", "sat-wed")
    assert workforce("headcount", file, *words, "--shrinkage", "20%").exit_code == 0
    assert (
        "--paid-hours: Write at most 80" in workforce("headcount", file, *words, "--paid-hours", "90").stderr
    )
    file = table(tmp_path, "month,volume,aht\n1405/10,4000,200\n1405/11,4000,200\n")
    assert "--aht changes nothing: the table has a column aht" in workforce("headcount", file, *words).stderr
    file = table(tmp_path, "month,volume,aht\n1405/10,4000,200\n1405/11,4000,\n")
    assert workforce("headcount", file, *words).exit_code == 0


def test_seats_without_their_price_are_refused_where_nothing_tells_them(workforce, tmp_path):
    (tmp_path / "m.csv").write_text("month,required\n1405/10,10\n1405/11,14\n", encoding="utf-8")
    words = ("headcount", tmp_path / "m.csv", "--staff", "8", "--seats", "9")
    done = workforce(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--seats needs --seat-cost: give it too, or neither" in done.stderr
    assert workforce(*words, "--seat-cost", "100").exit_code == 0
    new = [json.loads(workforce(*words[:4], *more, "--json").stdout)["costs"] for more in ((), words[4:])]
    assert [sum(one["new_seats"] for one in costs) for costs in new] == [8, 0]

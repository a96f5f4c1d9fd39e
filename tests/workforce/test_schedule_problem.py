"""Schedule problems as people write them: digits of three scripts, both calendars, and everything that cannot be meant."""

import json
from copy import deepcopy
from pathlib import Path

import jsonschema
import pytest

from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.schedule.doubts import doubts
from hamseda.workforce.schedule.pauses import due
from hamseda.workforce.schedule.problem import schema
from hamseda.workforce.schedule.reading import parse_problem
from workforce.schedules import SMALL, problem, text


def read(given):
    return parse_problem(text(given))[1]


def changed(path, value):
    found = deepcopy(SMALL)
    *steps, last = path.split(".")
    place = found
    for step in steps:
        place = place[int(step)] if isinstance(place, list) else place.setdefault(step, {})
    if isinstance(place, list):
        last = int(last)
    place[last] = value
    return found


def refused(given):
    with pytest.raises(FaultyError) as found:
        read(given)
    return str(found.value)


def test_a_small_problem():
    plan = read(SMALL)
    assert (plan.days, plan.minutes, plan.skills) == (7, 30, ("sales", "help"))
    assert plan.required[:, 16].tolist() == [2, 1]
    assert plan.required[:, 5 * 48 + 16].tolist() == [0, 0]  # Thursday at eight
    assert plan.templates[0].starts == (16, 17, 18)
    assert plan.weekend[5 * 48 + 25] is not plan.weekend[5 * 48 + 26]  # Thursday from 13:00
    assert plan.weekend[6 * 48 : 7 * 48].all()


def test_digits_of_three_scripts_and_both_calendars():
    found = text(SMALL)
    for latin, persian in zip("0123456789", "۰۱۲۳۴۵۶۷۸۹", strict=True):
        found = found.replace(f'"{latin}', f'"{persian}').replace(f":{latin}", f":{persian}")
    found = found.replace("۲026-12-05", "۱۴۰۵/۰۹/۱۴").replace('"sat"', '"شنبه"').replace('"thu"', '"پنج‌شنبه"')
    found = found.replace('"agents": 2', '"agents": "۲"').replace('"agents": 1', '"agents": "١"')
    assert '"۷h"' in found
    assert parse_problem(found)[1].required.tolist() == read(SMALL).required.tolist()


def test_the_example_of_the_page_is_a_problem():
    page = (Path(__file__).parents[2] / "docs/workforce.md").read_text(encoding="utf-8")
    example = page.partition("## Schedules")[2].partition("```json\n")[2].partition("```")[0]
    _, plan = parse_problem(example)
    assert plan.required[0, 5 * 96 + 32 : 5 * 96 + 48].tolist() == [2] * 4 + [3] * 8 + [2] * 4
    assert plan.rules.break_percent == 20
    assert plan.workers[0].ended_before == 120
    jsonschema.validate(json.loads(example), json.loads(schema()))


def test_the_schema_accepts_what_is_accepted():
    jsonschema.validate(SMALL, json.loads(schema()))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(changed("people.0.skill", "x"), json.loads(schema()))


def test_numbers_by_interval():
    plan = read(
        changed(
            "required.0",
            {
                "skill": "sales",
                "agents": [1, "۲", 3, 4],
                "from": "08:00",
                "to": "12:00",
                "step": "1h",
                "on": ["sat"],
            },
        )
    )
    assert plan.required[0, 15:25].tolist() == [0, 1, 1, 2, 2, 3, 3, 4, 4, 0]


def test_availability_over_midnight_and_leave():
    free = [{"from": "20:00", "to": "06:00"}, {"on": ["fri"], "from": "06:00", "to": "12:00"}]
    given = changed("people.0.available", free)
    given["people"][0]["contract"]["least"] = "0h"
    plan = read(given)
    assert plan.workers[0].free[0] == (40, 60)
    assert plan.workers[0].free[-1] == (6 * 48 + 40, 7 * 48 + 12)
    plan = read(changed("people.0.leave", [{"first": "2026-12-01", "last": "۱۴۰۵/۰۹/۱۵"}]))
    assert plan.workers[0].leave == {0, 1}


def test_iranian_holidays():
    given = changed("calendar", {"country": "IR", "holidays": [{"day": "2026-12-07", "name": "آلودگی هوا"}]})
    given["rules"] = {"closed_on_holidays": True}
    given["first_day"] = "2027-03-20"
    plan = read({**given, "calendar": {"country": "IR"}})
    assert plan.holidays == {0, 1, 2, 3, 4}
    assert plan.rules.closed == plan.holidays
    given["first_day"] = "2026-12-05"
    assert read(given).holidays == {2}


def test_costs_follow_weekend_and_night():
    plan = read(changed("costs", {"hour": "۲۰۰", "weekend": "140%", "night": 1.35, "missing_hour": 500}))
    assert plan.costs.slot[16] == 500
    assert plan.costs.slot[0] == 675
    assert plan.costs.slot[6 * 48 + 16] == 700
    assert (plan.costs.missing, plan.costs.missing_deep) == (1250, 2500)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("first_day", "1405/13/01", "first_day: 1405/13/01 is not a day: write 2026-12-05 or 1405/09/14."),
        ("days", 0, "days: "),
        ("interval", "7m", "interval: 7m does not divide an hour"),
        ("interval", "30", "interval: 30 has no unit"),
        ("required.0.agents", -1, "required.0.agents: -1 must be at least 0"),
        ("required.0.agents", 1.5, "1.5 is not a whole number of people"),
        ("required.0.agents", [1, 2], "2 numbers for 24 steps"),
        ("required.0.skill", "slaes", "nobody has the skill slaes"),
        ("required.1.on", ["wed", "thu"], "required.1: sales is said twice"),
        ("required.0.on", ["satyrday"], "satyrday is not a day"),
        ("required.0.on", ["yesterday"], "yesterday is not a day: write sat, شنبه, 2026-12-05"),
        ("required.0.from", "8:10", "8:10 is no multiple of 30 min: change it, or write a smaller interval"),
        ("required.0.from", "25:00", "25:00 lies beyond the day"),
        ("required.0.from", "8am", "8am is not a time of the day"),
        ("templates.0.length", "17h", "longer than 16 hours"),
        ("templates.0.length", "0h", "must be at least 30 min"),
        ("templates.0.latest", "07:00", "07:00 is before 08:00"),
        ("templates.1.name", "early", "templates.1.name: early stands twice"),
        ("templates.0.breaks.0.length", "20m", "20m is no multiple of 30 min"),
        ("templates.0.breaks.0.before", "1h", "1h is less than after, 3h"),
        ("templates.0.breaks.0.after", "7h", "is less than after"),
        (
            "templates.0.breaks",
            [{"name": "a", "length": "6h30m"}],
            "no start of early leaves room for its breaks",
        ),
        ("templates.0.breaks.0.within", ["12:00", "12:30"], None),
        (
            "templates.0.breaks.0.within",
            ["12:00", "12:00"],
            "12:00 to 12:00 goes over midnight, and no shift of early",
        ),
        ("templates.0.breaks.0.within", ["13:30", "12:00"], "within: 13:30 to 12:00 goes over midnight"),
        (
            "templates.0.breaks.0.within",
            ["05:00", "06:00"],
            "no shift of early is at work from 05:00 to 06:00",
        ),
        (
            "required.0.agents",
            10**20,
            "agents: 100000000000000000000 is more than 10,000: write 10,000 at most",
        ),
        ("required.0.agents", 10**400, "is not a finite number"),
        ("required.0.agents", [0] * 23 + [10**20], "required.0.agents.23: 100000000000000000000 is more"),
        ("first_day", "9999-12-31", "first_day: 9999-12-31 is too far away"),
        ("people.0.contract.days", 9, "people.0.contract.days: 9 is more than the days of a week"),
        ("people.0.contract.most", "169h", "people.0.contract.most: 169h is more than a week"),
        (
            "people.0.before",
            {"ended": "2026-12-06 10:00"},
            "before.ended: 2026-12-06 10:00 lies within the plan",
        ),
        (
            "people.0.before",
            {"ended": "2026-12-05 16:30"},
            "before.ended: 2026-12-05 16:30 lies within the plan",
        ),
        ("people.0.before", {"ended": "2026-12-05 07:00"}, None),
        (
            "people.0.after",
            {"begins": "2026-12-11 23:00"},
            "after.begins: 2026-12-11 23:00 lies within the plan",
        ),
        ("people.0.after", {"begins": "2026-12-12 07:00"}, None),
        ("rules.between_breaks", "25h", "between_breaks: 25h is more than a day"),
        ("rules.days_in_row", 10**9, "rules.days_in_row: 1000000000 is more than 10,000"),
        ("fairness", {"night": 1e300}, "fairness.night: 1e+300 is more than 100"),
        ("costs", {"night": 1e300}, "costs.night: 1e+300 is more than 100"),
        (
            "costs",
            {"hour": 200, "missing_hour": 1e9},
            "costs.missing_hour: 1000000000.0 is more than 2,000,000",
        ),
        ("costs", {"hour": 1e-300}, "costs.hour: 1e-300 is no price of an hour"),
        ("templates.0.breaks.0.within", ["12:00", "12:30", "13:00"], "within: "),
        ("people.1.id", "ali", "people.1.id: ali stands twice"),
        ("people.0.contract.least", "50h", "people.0.contract.least: 50h is more than most, 39h"),
        ("people.0.contract.most", "-3h", "negative time"),
        ("people.0.contract.dasy", 3, "people.0.contract.dasy"),
        ("people.0.wishes", [{"on": ["sat"], "template": "nite"}], "there is no template nite"),
        ("people.0.leave", [{"first": "2026-12-07", "last": "2026-12-06"}], "2026-12-06 is before"),
        ("people.0.before", {"ended": "yesterday"}, "people.0.before.ended: yesterday is not"),
        ("rules.rest", "30h", "30h is more than a day"),
        ("rules.days_in_row", 0, "0 lets nobody work"),
        ("rules.most_on_break", "200%", "200% must be less than 100%"),
        ("rules.most_on_break", "0%", "0 lets nobody take"),
        ("rules.most_on_break", 0, "0 lets nobody take"),
        ("rules.longest_stretch", "1h", "no start of early leaves room"),
        ("costs.hour", 0, "costs.hour: 0 must be more than 0"),
        ("costs.missing_deep_hour", 1, "must not be less than missing_hour"),
        ("calendar.country", "XX", "no official holidays are known for XX"),
        ("calendar.weekend", ["holiday"], "holiday is no weekday"),
        ("locked", [{"person": "zz", "day": "2026-12-05", "off": True}], "there is no person zz"),
        ("locked", [{"person": "ali", "day": "2027-12-05", "off": True}], "is not in the plan"),
        ("locked", [{"person": "ali", "day": "2026-12-05"}], "there is no template –"),
        (
            "locked",
            [{"person": "ali", "day": "2026-12-05", "template": "early", "start": "08:00", "breaks": []}],
            "the breaks are not those of the template",
        ),
        (
            "locked",
            [{"person": "ali", "day": "2026-12-05", "template": "early", "start": "10:00"}],
            "early does not begin at 10:00",
        ),
        (
            "locked",
            [
                {"person": "ali", "day": "2026-12-05", "template": "late", "start": "13:00"},
                {"person": "ali", "day": "2026-12-05", "off": True},
            ],
            "locked.1: this day is locked by locked.0 already",
        ),
    ],
)
def test_what_cannot_be_meant_is_named(path, value, said):
    given = changed(path, value)
    if said is None:
        read(given)
    else:
        assert said in refused(given)


def test_a_window_over_midnight_or_of_some_starts_alone_stays():
    given = changed("templates.1", {
        "name": "late", "length": "8h", "earliest": "16:00", "latest": "20:00",
        "breaks": [{"name": "meal", "length": "30m", "within": ["23:30", "00:30"]}],
    })  # fmt: skip
    plan = read(given)
    assert [bool(due(plan.templates[1], start, plan.per_day)) for start in (32, 33, 34, 40)] == [
        False,
        True,
        True,
        True,
    ]


@pytest.mark.parametrize(("interval", "slots"), [("1h", 1), ("20m", 2), ("15m", 2), ("12m", 3)])
def test_what_nobody_wrote_fits_any_interval(interval, slots):
    given = {**deepcopy(SMALL), "interval": interval}
    for one in given["templates"]:
        one["breaks"] = []
    plan = read(given)
    assert plan.rules.gap == slots
    assert plan.templates[0].starts[1] - plan.templates[0].starts[0] == slots
    given["rules"] = {"between_breaks": "50m"}
    assert "rules.between_breaks: 50m is no multiple" in refused(given)


def test_impossible_contracts_are_named():
    said = refused(changed("people.2.contract", {"least": "40h", "most": "41h"}))
    assert "people.2.contract: dara is promised 40 to 41 hours a week" in said
    assert "come to 39 hours at most" in said
    given = changed("people.0.leave", [{"first": "2026-12-05", "last": "2026-12-06"}])
    given["people"][0]["available"] = [{"on": ["sun", "wed"]}]
    assert "ali is promised" in refused(given)


def test_locked_parts_that_break_a_rule_are_named():
    locked = [
        {"person": "ali", "day": "2026-12-05", "template": "late", "start": "13:00"},
        {"person": "ali", "day": "2026-12-06", "template": "early", "start": "08:00"},
    ]
    given = problem(locked=locked, rules={"rest": "13h"})
    assert "locked.1: the rest before it is too short: unlock it" in refused(given)
    assert len(read(problem(locked=locked)).locks) == 2


def test_everything_is_named_at_once_with_its_line():
    given = changed("people.3.contract.most", "12 bananas")
    given["required"][0]["agents"] = "many"
    said = refused(given).splitlines()
    assert len(said) == 2
    where = {line: number for number, line in enumerate(text(given).splitlines(), 1)}
    many, bananas = (next(n for line, n in where.items() if word in line) for word in ("many", "bananas"))
    assert f"problem, line {many}, required.0.agents: many is not a number" in said[0]
    assert f"problem, line {bananas}, people.3.contract.most: 12 bananas is not a time" in said[1]


def test_what_does_not_fit_its_type_is_named_at_once_too():
    given = changed("people.3.skills", "sales")
    given["templates"][0]["lenght"] = given["templates"][0].pop("length")
    given["days"] = 99
    said = refused(given).splitlines()
    fields = [line.split(": ")[0].split(", ")[2] for line in said]
    assert sorted(fields) == ["days", "people.3.skills", "templates.0.lenght", "templates.0.length"]
    lines = [int(line.split(", ")[1].removeprefix("line ")) for line in said]
    assert lines == sorted(lines)
    assert any("Is “length” meant?" in line for line in said)
    twice = text(SMALL).replace('"people": [', '"people": [], "people": [', 1)
    with pytest.raises(FaultyError, match="people: This field stands twice"):
        parse_problem(twice)


def test_a_fault_of_every_person_is_told_once():
    given = deepcopy(SMALL)
    for person in given["people"]:
        person["contract"] = {"most": "44"}
    (said,) = refused(given).splitlines()
    assert "people.0.contract.most: 44 has no unit" in said
    assert f"There are {len(given['people']) - 1} more like it, in lines" in said


@pytest.mark.parametrize("broken", ["", "{", "[]", "3", '{"first_day": 7}'])
def test_what_is_no_document(broken):
    with pytest.raises(FaultyError):
        parse_problem(broken)


def doubted(given, language="en"):
    return [(field, why.said(language)) for field, why in doubts(parse_problem(text(given))[0])]


def test_a_skill_that_nothing_requires_is_told_with_who_has_it():
    assert doubted(SMALL) == []
    assert doubted(changed("people.0.skills", ["sales", "french"])) == []  # a skill more, and ali has work
    given = changed("people.0.skills", ["slaes"])
    given["people"][4]["skills"] = ["french", "slaes"]
    given["people"][5]["skills"] = []
    spell = "spell it as in required, or leave it out."
    assert doubted(given) == [
        ("people.0.skills.0", f"nothing requires the skill slaes of ali, fari: {spell} Is “sales” meant?"),
        ("people.4.skills.0", f"nothing requires the skill french of fari: {spell}"),
        ("people.5.skills", "giti has no skill, so nobody can give them a shift: write what they can do."),
    ]  # fmt: skip
    assert "شاید «sales» منظور بوده است؟" in doubted(given, "fa")[0][1]


def test_days_of_needs_and_shifts_that_are_not_in_the_plan_are_told():
    given = changed("required.0.on", ["sat", "2026-12-06", "2027-12-06", "1405/09/13"])
    given["templates"][0]["on"] = ["1405/09/20", "1405/09/21", "پنج‌شنبه"]
    why = "is not in the plan (2026-12-05 to 2026-12-11), so it changes nothing: correct it, or leave it for later."
    assert doubted(given) == [
        ("required.0.on.2", f"2027-12-06 {why}"),
        ("required.0.on.3", f"1405/09/13 {why}"),
        ("templates.0.on.1", f"1405/09/21 {why}"),
    ]
    assert "(۱۴۰۵/۰۹/۱۴ تا ۱۴۰۵/۰۹/۲۰)" in doubted(given, "fa")[0][1]


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ([], "planned on 2026-12-05 before 08:00, nor after the end of 2026-12-11."),
        (["fri"], "planned on 2026-12-05 before 08:00, nor after the end of 2026-12-11."),
        (["2026-12-11"], "nothing of it is planned after the end of 2026-12-11."),
        (["2026-12-04", "sat"], "nothing of it is planned on 2026-12-05 before 08:00."),
        (["sat", "thu"], None),
    ],
)
def test_what_falls_away_of_needs_over_midnight_is_told(on, said):
    need = {"skill": "help", "agents": 1, "from": "20:00", "to": "08:00", "on": on}
    given = {**deepcopy(SMALL), "required": [SMALL["required"][0], need]}
    told = [sentence for field, sentence in doubted(given) if field == "required.1"]
    assert len(told) == bool(said)
    assert all(said in sentence for sentence in told)
    if said:
        assert "از نیمه‌شب می‌گذرد" in dict(doubted(given, "fa"))["required.1"]
    to_the_end = changed("required.1", {**need, "to": "00:00"})
    assert [field for field, _ in doubted(to_the_end) if field == "required.1"] == []


def test_many_people_of_one_misspelt_skill_are_told_once():
    given = deepcopy(SMALL)
    given["people"] += [{"id": f"p{at}", "skills": ["Sales"]} for at in range(9)]
    ((field, said),) = doubted(given)
    assert field == "people.7.skills.0"
    assert "the skill Sales of p0, p1, p2, p3, p4, p5, …: " in said


def test_the_name_that_may_be_meant_is_said():
    assert "nobody has the skill slaes: give it to somebody, or leave it out. Is “sales” meant?" in refused(
        changed("required.0.skill", "slaes")
    )
    locked = [{"person": "alli", "day": "2026-12-05", "off": True}]
    assert "Is “ali” meant?" in refused(problem(locked=locked))

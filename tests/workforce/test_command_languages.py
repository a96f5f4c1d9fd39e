"""Every command of workforce says what it says in one language: Persian through and through, or English."""

import re

import pytest

from workforce.schedules import problem, text
from workforce.worlds import as_csv, world

ENGLISH = re.compile(
    r"[a-z]{2,} [a-z]{2,}", re.IGNORECASE
)  # two words on end: no name of an option or a column
PERSIAN = re.compile(r"[آ-ی]")


@pytest.fixture
def files(tmp_path):
    (tmp_path / "history.csv").write_text(as_csv(world(weeks=16, busyness=0.05)), encoding="utf-8")
    (tmp_path / "quiet.csv").write_text(as_csv(world(weeks=10, scale=0.4)), encoding="utf-8")
    (tmp_path / "short.csv").write_text(as_csv(world(weeks=1)), encoding="utf-8")
    (tmp_path / "months.csv").write_text("month,required\n1405/10,10\n1405/11,14\n", encoding="utf-8")
    (tmp_path / "contacts.csv").write_text("month,volume\n1405/10,4000\n1405/12,4000\n", encoding="utf-8")
    (tmp_path / "things.csv").write_text(
        "name,kind,cost\nهدست,headset,1250\nنمایشگر,monitor,\n", encoding="utf-8"
    )
    (tmp_path / "odd.csv").write_text("name,kind\n,phone\n", encoding="utf-8")
    (tmp_path / "mails.csv").write_text("volume\n60\n60\n", encoding="utf-8")
    (tmp_path / "problem.json").write_text(text(problem()), encoding="utf-8")
    (tmp_path / "wrong.json").write_text(text(problem()).replace('"days"', '"daze"', 1), encoding="utf-8")
    (tmp_path / "strange.json").write_text(
        '{"shifts": [{"person": "nobody", "day": "2026-12-05", "template": "day", "start": "09:00", "breaks": []}]}'
    )
    broken = '{"shifts": [{"person": "ali", "day": "2026-12-05", "template": "early", "start": "03:00", "breaks": []}]}'
    (tmp_path / "broken.json").write_text(broken, encoding="utf-8")
    return tmp_path


COMMANDS = [
    ("staff", "--volume", "100", "--interval", "30m", "--aht", "180"),
    ("staff", "--volume", "100", "--interval", "30m", "--aht", "180", "--agents", "9"),
    ("staff", "--volume", "100", "--interval", "30m", "--aht", "180", "--speeds", "1,1.6"),
    ("staff", "--volume", "100", "--interval", "30m", "--aht", "180", "--out", "x.csv"),
    ("backlog", "mails.csv", "--interval", "1h", "--aht", "600", "--promise", "2h", "--out", "o.csv"),
    ("backlog", "mails.csv", "--interval", "1h", "--aht", "600", "--promise", "1h", "--agents", "3", "--out", "o.csv"),
    ("backlog", "mails.csv", "--interval", "1h", "--aht", "600"),
    ("forecast", "history.csv", "--out", "o.csv"),
    ("forecast", "quiet.csv", "--out", "o.csv", "--country", "IR"),
    ("forecast", "short.csv", "--out", "o.csv"),
    ("forecast", "history.csv", "--interval", "7m"),
    ("backtest", "history.csv"),
    ("backtest", "short.csv"),
    ("first-forecast", "--customers", "9000", "--contact-rate", "0.2", "--out", "o.csv"),
    ("first-forecast", "--customers", "9000"),
    ("first-forecast", "--email-month", "90", "--size-ratio", "2"),
    ("first-forecast",),
    ("first-forecast", "--email-month", "90", "--hours", "9-8"),
    ("first-forecast", "--email-month", "90", "--weekdays", "sun-may"),
    ("first-forecast", "--email-month", "90", "--interval", "90s"),
    ("first-forecast", "--email-month", "90", "--interval", "7m"),
    ("headcount", "months.csv", "--staff", "8", "--salary", "10"),
    ("headcount", "contacts.csv"),
    ("headcount", "contacts.csv", "--aht", "4m"),
    ("headcount", "months.csv", "--class", "9-4"),
    ("headcount", "months.csv", "--attrition", "60%"),
    ("headcount", "months.csv", "--staff", "sales=3"),
    ("headcount", "months.csv", "--hours", "8:00-8:45"),
    ("headcount", "things.csv"),
    ("equipment", "things.csv", "--seats", "20"),
    ("equipment", "odd.csv", "--seats", "20"),
    ("equipment", "months.csv", "--seats", "20"),
    ("headcount", "months.csv", "--classes", "abc"),
    ("headcount", "months.csv", "--classes", "101"),
    ("headcount", "contacts.csv", "--staff", "5", "--aht", "4m", "--seats", "1.5"),
    ("equipment", "things.csv"),
    ("equipment", "things.csv", "--seats", "-1"),
    ("equipment", "things.csv", "--seats"),
    ("staff", "--model", "foo"),
    ("staff", "--modle", "slots"),
    ("staff", "--days", "20", "--volume", "1", "--interval", "1h", "--aht", "9"),
    ("staff", "--volume", "1", "--interval", "1h", "--aht", "9", "--model", "chain"),
    ("staff", "one"),
    ("staff", "--json=3"),
    ("forecast",),
    ("stuff",),
    ("backlog", "mails.csv", "--interval", "1h", "--aht", "600", "--promise", "90m"),
    ("backlog", "mails.csv", "--interval", "1h", "--aht", "600", "--promise", "30m"),
    ("schedule", "problem.json", "--time-limit", "soon"),
    ("schedule", "problem.json", "--time-limit", "0.5"),
    ("schedule", "problem.json", "--keep", "strange.json"),
    ("schedule", "problem.json", "--out", "nowhere/s.json"),
    ("schedule", "problem.json", "--keep", "strange.json", "--day", "2030-01-01"),
    ("schedule", "problem.json", "--keep", "broken.json", "--day", "2026-12-06"),
    ("schedule", "wrong.json"),
    ("schedule-check", "problem.json", "strange.json"),
    ("schedule-check", "problem.json", "months.csv"),
    ("schedule-check", "problem.json", "problem.json"),
    ("schedule-check", "problem.json", "gone.json"),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_what_is_said_is_in_one_language(workforce, files, command, monkeypatch):
    monkeypatch.chdir(files)
    for language, other in (("fa", ENGLISH), ("en", PERSIAN)):
        done = workforce(*command, f"--language={language}")
        assert done.exit_code in {0, 2}, done.exception
        said = (done.stdout + done.stderr).replace("هدست", "").replace("نمایشگر", "")
        assert said.strip(), "nothing is said"
        assert not other.search(_without_files(said)), said


def _without_files(said: str) -> str:
    """What the system and the JSON reader say is theirs, and English."""
    for theirs in ("No such file or directory", r"JSON is malformed[^.]*"):
        said = re.sub(theirs, "", said)
    return said


def test_notes_of_a_forecast_are_persian(workforce, files):
    said = workforce("forecast", files / "history.csv", "--language", "fa").stderr
    assert re.search(r"مسابقه بر ۶ هفته‌ی گذشته، خطا ÷ تعداد: .*robust [۰-۹]+٫[۰-۹]+٪", said), said
    quiet = workforce("forecast", files / "quiet.csv", "--language", "fa").stderr
    assert "به مجذور خطا" in quiet


def test_what_no_calendar_knows_is_named_in_persian(workforce, files, monkeypatch):
    from msgspec.structs import replace  # noqa: PLC0415

    from hamseda.workforce.forecast import outlook  # noqa: PLC0415

    judge = outlook.judge
    monkeypatch.setattr(outlook, "judge", lambda *given: replace(judge(*given), model="same_weekdays"))
    (files / "e.csv").write_text("day,name\n2026-03-15,sale\n2026-03-16,sale\n", encoding="utf-8")
    words = (
        "forecast",
        files / "quiet.csv",
        "--country",
        "IR",
        "--events",
        files / "e.csv",
        "--language",
        "fa",
    )
    said = workforce(*words).stderr
    assert "نوروز (۱۲ روز)، رمضان (۶ روز)، sale (۲ روز)" in said, said


def test_months_and_money_of_a_headcount_are_persian(workforce, files):
    said = workforce(
        "headcount", files / "months.csv", "--staff", "8", "--salary", "1000000", "--language", "fa"
    ).stdout
    lines = said.splitlines()
    assert lines[0] == "همه"
    assert lines[1].split("  ")[0] == "ماه"
    assert lines[2].startswith("دی ۱۴۰۵")
    assert re.search(r"هزینه [۰-۹]{2}٬[۰-۹]{3}٬[۰-۹]{3} ریال", said), said
    assert "Dey 1405" in workforce("headcount", files / "months.csv", "--language", "en").stdout


def test_a_gregorian_plan_in_persian_keeps_its_months(workforce, files):
    (files / "g.csv").write_text("month,required\n2027-01,10\n2027-02,14\n", encoding="utf-8")
    words = ("headcount", files / "g.csv", "--staff", "8", "--recruiting", "0", "--training", "0")
    said = workforce(*words, "--language", "fa").stdout.replace("p10", "").replace("p90", "")
    assert "حداکثر ۲۰۲۷-۰۱-۰۱ شروع کنید" in said
    assert "ژانویه ۲۰۲۷" in said
    assert not re.search("[0-9]", said), said


MISTYPED = [
    (("headcount", "months.csv", "--classes", "abc"), "--classes: abc عدد کامل نیست", "abc is not a whole number"),
    (("headcount", "months.csv", "--classes", "101"), "حداکثر ۱۰۰ بنویسید", "101 is too large: write at most 100"),
    (("equipment", "things.csv", "--seats", "-1"), "دست‌کم ۰ بنویسید", "--seats: -1 is too small: write at least 0"),
    (("equipment", "things.csv"), "--seats داده نشده است", "--seats is missing: give it"),
    (("equipment", "things.csv", "--seats"), "--seats مقداری می‌خواهد", "--seats needs a value"),
    (("staff", "--model", "slot"), "«slots» منظور", "--model: slot is none of these, write one: slots, chain"),
    (("staff", "--modle", "slots"), "«--model» منظور", "there is no option --modle. Is “--model” meant?"),
    (("staff", "one", "two"), "جایی برای one two نیست", "there is no place for one two"),
    (("staff", "--json=3"), "--json مقداری نمی‌پذیرد", "--json takes no value"),
    (("forecast",), "HISTORY داده نشده است", "HISTORY is missing"),
    (("forecst",), "فرمانی به نام forecst نیست. شاید «forecast»", "there is no command forecst. Is “forecast” meant?"),
    (("schedule", "p.json", "--time-limit", "soon"), "soon عدد نیست", "--time-limit: soon is not a number"),
    (("schedule", "p.json", "--time-limit", "0.5"), "دست‌کم ۱ بنویسید", "0.5 is too small: write at least 1"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "persian", "english"), MISTYPED, ids=lambda given: " ".join(given)[:40])
def test_what_is_mistyped_is_said_in_the_language_of_the_terminal(
    workforce, command, persian, english, monkeypatch
):
    monkeypatch.delenv("LC_ALL", raising=False)
    for spoken, said, cure in (
        ("fa_IR.UTF-8", persian, "با افزودن"),
        ("C.UTF-8", english, "With --help added"),
    ):
        monkeypatch.setenv("LANG", spoken)
        done = workforce(*command)
        assert (done.exit_code, done.stdout) == (2, "")
        assert said in done.stderr, done.stderr
        assert cure in done.stderr
        assert "Usage" not in done.stderr


def test_help_is_help_and_no_fault(workforce):
    assert workforce("staff", "--help").exit_code == 0
    assert "With --help added" not in workforce().output

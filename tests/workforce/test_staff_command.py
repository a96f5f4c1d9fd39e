"""`hamseda workforce staff` and `backlog`: words, JSON and tables in and out, and what is refused."""

import csv
import io
import json
import math
import re
import sys

import pytest

from hamseda.workforce.rules import COLUMNS

EXAMPLE = ("staff", "--volume", "100", "--interval", "30m", "--aht", "180", "--target", "80/20")


def test_the_keys_of_the_answer(workforce):
    found = json.loads(workforce(*EXAMPLE, "--shrinkage", ".3", "--json").stdout)
    assert tuple(found) == COLUMNS
    assert (found["agents"], found["scheduled"]) == (14, 20)


def test_agents_are_evaluated(workforce):
    found = json.loads(workforce(*EXAMPLE, "--agents", 13, "--json").stdout)
    assert found["agents"] == 13
    assert found["service_level"] == pytest.approx(0.796, abs=1e-3)
    assert json.loads(workforce(*EXAMPLE, "--agents", 10, "--json").stdout)["p_wait"] is None


@pytest.mark.parametrize("digits", ["0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"])
def test_three_scripts(workforce, digits):
    words = [word.translate(str.maketrans("0123456789", digits)) for word in EXAMPLE]
    found = json.loads(workforce(*words, "--shrinkage", "۰٫۳", "--patience", "۲ دقیقه", "--json").stdout)
    assert (found["agents"], found["scheduled"]) == (12, 18)


def test_words_for_people(workforce):
    said = workforce(*EXAMPLE, "--month-volume", "45000", "--days", "25").stdout
    assert "people to schedule   14" in said
    assert "129 contacts an agent a day" in said
    assert "knows no busy hour" in said
    assert "Unstable" in workforce(*EXAMPLE, "--agents", "9").stdout


def test_the_quick_estimate_in_json_is_beside_the_answer(workforce):
    found = json.loads(workforce(*EXAMPLE, "--month-volume", "42000", "--json").stdout)
    assert found["quick_estimate"]["contacts_per_agent_day"] == pytest.approx(100)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--volume", "-1"), "--volume: -1 must be at least 0"),
        (("--volume", "1,000"), "--volume: 1,000 is not a number: write thousands together"),
        (("--volume", "nan"), "--volume: nan is not a number"),
        (("--volume", "1e999"), "--volume: 1e999 is not a finite number"),
        (("--volume", "1_000"), "--volume: 1_000 is not a number"),
        (("--interval", "30"), "write 30m for minutes, or 30s for seconds"),
        (("--interval", "0m"), "--interval: 0m must be more than 0"),
        (("--interval", "-5m"), "negative time"),
        (("--aht", "0"), "--aht: 0 must be more than 0"),
        (("--aht", "3 weeks"), "is not a time"),
        (("--aht", ""), "--aht: is empty: write a time such as 180 (seconds) or 3m"),
        (("--aht", " "), "--aht: is empty: write a time"),
        (("--interval", ""), "--interval: is empty: write a time with its unit, such as 30m"),
        (
            ("--concurrency", ""),
            "--concurrency: is empty: write how many chats an agent holds at once, from 1 to 20",
        ),
        (("--agents", ""), "--agents: is empty: write how many agents are there, 0 where nobody is"),
        (("--shrinkage", ""), "--shrinkage: is empty: write a share such as 30%, 0% for none"),
        (("--shrinkage", "%"), "--shrinkage: is empty"),
        (("--shrinkage", "130%"), "--shrinkage: 130% must be less than 100%"),
        (("--target", ""), "--target: is empty: write 80/20"),
        (("--target", "80/"), "80/ is not a target: write 80/20"),
        (("--target", "/20"), "/20 is not a target: write 80/20"),
        (("--target", "80"), "write 80/20"),
        (("--target", "100/20"), "write 99.9/20"),
        (("--target", "0/20"), "must be more than 0"),
        (("--target", "0.8/20"), "0.8/20 would be 0.8 % in time: write 80/20, or 0.8%/20"),
        (("--target", "۰٫۹۵/2h"), "write 95/2h"),
        (("--shrinkage", "30"), "30% or 0.3"),
        (("--shrinkage", "1"), "not a share below 1"),
        (("--agents", "2.5"), "write 2 or 3"),
        (("--concurrency", "0"), "from 1 to 20"),
        (("--concurrency", "3", "--speeds", "1,1.5"), "need 3 speeds, 2 are given"),
        (("--concurrency", "2", "--speeds", "1,2.5"), "speed 2.5 at 2 chats"),
        (("--days", "0", "--month-volume", "9"), "a month of 0 days"),
        (("--speeds", "1,1.6"), "say with --concurrency how many an agent holds"),
        (("--out", "o.csv"), "--out writes a table: give one with --table"),
        (("--table", "/nowhere.csv", "--month-volume", "9"), "--month-volume belongs to one interval"),
        (("--table", "/nowhere.csv"), "/nowhere.csv is not there"),
    ],
)
def test_what_cannot_be_meant_is_named_with_its_cure(workforce, words, said):
    done = workforce(*EXAMPLE, *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_what_is_missing_is_named(workforce):
    assert "--aht is missing" in workforce("staff", "--volume", "9", "--interval", "1h").stderr


TABLE = "start;skill;Volume;aht;patience\n8:00;sales;۱۰۰;180;\n8:30;sales;٠;180;60\n9:00;help;40.5;4m;2m\n"


def test_a_table_keeps_its_columns_and_gets_the_answer(workforce, tmp_path):
    (tmp_path / "week.csv").write_text("\ufeff" + TABLE, encoding="utf-8")
    done = workforce("staff", "--table", tmp_path / "week.csv", "--interval", "30m", "--shrinkage", "30%")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert list(rows[0]) == ["start", "skill", "volume", "aht", "patience", *COLUMNS]
    assert [row["agents"] for row in rows] == ["14", "0", "7"]
    assert rows[0]["scheduled"] == "20"
    assert (rows[1]["unstable"], rows[1]["p_wait"], rows[0]["volume"]) == ("false", "", "۱۰۰")
    alone = json.loads(
        workforce(
            "staff", "--volume", "40.5", "--interval", "30m", "--aht", "240", "--patience", "120", "--json"
        ).stdout
    )
    assert float(rows[2]["service_level"]) == alone["service_level"]


def test_parquet_in_and_out(workforce, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    (tmp_path / "week.csv").write_text(
        "volume,aht,target,agents\n100,180,80/20,13\n9,60,۹۰/۱۰,2\n", encoding="utf-8"
    )
    common = ("--interval", "30m", "--out")
    assert (
        workforce("staff", "--table", tmp_path / "week.csv", *common, tmp_path / "a.parquet").exit_code == 0
    )
    found = parquet.read_table(tmp_path / "a.parquet").to_pydict()
    assert found["agents"] == [13, 2]
    assert found["service_level"][0] == pytest.approx(0.796, abs=1e-3)
    slim = parquet.read_table(tmp_path / "a.parquet", columns=["volume", "aht", "agents"])
    parquet.write_table(slim, tmp_path / "b.parquet")
    done = workforce("staff", "--table", tmp_path / "b.parquet", *common, tmp_path / "c.csv")
    assert done.exit_code == 0, done.stderr
    rows = list(csv.DictReader((tmp_path / "c.csv").open(encoding="utf-8")))
    assert float(rows[0]["p_wait"]) == found["p_wait"][0]


def test_parquet_without_pyarrow_says_the_cure(workforce, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    done = workforce(
        "staff", "--table", tmp_path / "t.csv", "--interval", "30m", "--out", tmp_path / "t.parquet"
    )
    assert done.exit_code == 2
    assert "pip install 'hamseda[parquet]'" in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "volume,aht\n5,60\n-3,60\n5,x\n",
            ["t.csv, line 3, column volume: -3", "t.csv, line 4, column aht: x"],
        ),
        ("volume,aht\n5,60\n\n5\n", ["t.csv, line 4: 1 cell, the header has 2"]),
        ("volume,volume,aht\n5,5,60\n", ["column volume: stands twice"]),
        ("volume\n5\n", ["line 1, column aht: is missing: add the column, or give --aht"]),
        ("", ["the file is empty"]),
        (
            'volume,aht\n5,60\n"5,60\n7,60\n',
            ["t.csv, line 3: the rest of the file cannot be read from here", "close the quote"],
        ),
        ('"volume,aht\n5,60\n', ["t.csv, line 1: the rest of the file"]),
        ("volume,aht\n,60\n", ["line 2, column volume: is empty"]),
        (
            "volume,aht\n" + "x,60\n" * 30,
            ["line 2, column volume: x", "(There are 29 more like it, in lines 3, 4, 5, 6, 7, ….)"],
        ),
        (
            "volume,aht,agents,concurrency\n5,,,\n5,60,2,\n5,60,,1\n5\n",
            [
                "line 2, column aht: is empty: write a time such as 180 (seconds) or 3m",
                "line 2, column agents: is empty: write how many agents are there",
                "line 2, column concurrency: is empty: write how many chats",
                "line 3, column concurrency: is empty",
                "line 4, column agents: is empty",
                "line 5: 1 cell, the header has 4",
            ],
        ),
        (
            "volume,aht\n1e9,60\n-1,60\n",
            ["line 2, column volume: 33,333,333 erlangs", "line 3, column volume: -1 must be at least 0"],
        ),
        (
            "".join(
                ["volume,aht\n", *(f"{'x' * (at % 2)},6{'x' * (at % 3)}\n" for at in range(3)), "1\n" * 30]
            ),
            [
                "line 2, column volume: is empty",
                "line 5: 1 cell",
                "(There are 29 more like it, in lines 6, 7, 8, 9, 10, ….)",
            ],
        ),
    ],
)
def test_a_faulty_table_is_refused_line_by_line(workforce, tmp_path, text, said):
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    done = workforce(
        "staff", "--table", tmp_path / "t.csv", "--interval", "30m", "--out", tmp_path / "out.csv"
    )
    assert done.exit_code == 2
    for words in said:
        assert words in done.stderr
    assert not (tmp_path / "out.csv").exists()


def test_a_backlog_is_solved_and_followed(workforce, tmp_path):
    (tmp_path / "mails.csv").write_text(
        "hour,volume,aht\n8,25,6m\n9,0,6m\n10,۱۵,6m\n11,0,6m\n", encoding="utf-8"
    )
    common = ("backlog", tmp_path / "mails.csv", "--interval", "1h", "--promise", "2h")
    followed = json.loads(workforce(*common, "--agents", "1", "--json").stdout)
    assert followed["in_time"] == pytest.approx(35 / 40)
    assert [row["overdue"] for row in followed["intervals"]] == [0, 5, 0, 0]
    solved = json.loads(workforce(*common, "--json").stdout)
    assert (solved["agents"], solved["in_time"]) == (2, 1)
    assert (
        workforce(*common).stdout.splitlines()[0]
        == "hour,volume,aht,agents,done,done_late,backlog,overdue,work_h"
    )
    assert "add the column, or give --promise" in workforce(*common[:4]).stderr


def test_a_solved_backlog_says_what_it_takes_for_granted(workforce, tmp_path):
    (tmp_path / "mails.csv").write_text("volume\n" + "60\n" * 8, encoding="utf-8")
    common = ("backlog", tmp_path / "mails.csv", "--interval", "1h", "--aht", "600")
    done = workforce(*common, "--promise", "8h", "--json")
    found = json.loads(done.stdout)
    assert found["agents"] == 6
    assert found["carried_on"] == {
        "intervals": 7,
        "in_time": pytest.approx(1),
        "agents_if_repeated": 10,
    }
    assert "if nothing new comes after the last row and they work on" in done.stderr
    assert "(7 more intervals)." in done.stderr
    assert "Open at the end of the table: 192 items, 0 of them overdue." in done.stderr
    assert "at least 10 are needed" in done.stderr
    assert json.loads(workforce(*common, "--promise", "10d", "--json").stdout)["agents"] == 1
    assert (
        json.loads(workforce(*common, "--promise", "8h", "--agents", "3", "--json").stdout)["carried_on"]
        is None
    )
    assert "must be more than 0" in workforce(*common, "--promise", "8h", "--target", "0").stderr


def test_a_backlog_counts_in_time_what_fell_due_in_the_table(workforce, tmp_path):
    """Ten of twenty fall due in it, of which nine are done in time; one of the ten others is done early."""
    (tmp_path / "mails.csv").write_text(
        "volume,promise,aht,agents\n10,1h,400,1\n10,24h,360,0.1\n", encoding="utf-8"
    )
    done = workforce("backlog", tmp_path / "mails.csv", "--interval", "1h", "--json")
    found = json.loads(done.stdout)
    assert (found["fell_due"], found["in_time"]) == (10, pytest.approx(0.9))
    said = "Of 10 items that fell due within the table 90.0 % were done in time."
    assert f"{said} Open at the end of the table: 10.1 items, 0.1 of them overdue." in done.stderr


def test_a_backlog_of_which_nothing_falls_due(workforce, tmp_path):
    (tmp_path / "mails.csv").write_text("volume,promise,aht\n10,24h,400\n", encoding="utf-8")
    common = ("backlog", tmp_path / "mails.csv", "--interval", "1h", "--agents", "1", "--json")
    done = workforce(*common, "--language", "fa")
    assert json.loads(done.stdout)["in_time"] is None
    assert done.stderr == "در این جدول مهلت چیزی نرسید. باز در پایان جدول: ۱ مورد، ۰ تای آن دیرشده.\n"


def test_a_target_of_less_than_one_percent_says_so(workforce):
    assert json.loads(workforce(*EXAMPLE, "--target", "0.8%/20", "--json").stdout)["agents"] == 11


@pytest.mark.parametrize("letters", ["۳ دقيقه", "۳ دقیقه", "3 دقيقة", "180 ثانية"])
def test_letters_of_arabic_keyboards(workforce, letters):
    assert json.loads(workforce(*EXAMPLE, "--aht", letters, "--json").stdout)["agents"] == 14


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("missing/o.csv", "cannot be written: No such file or directory. Give a folder"),
        ("missing/o.parquet", "cannot be written"),
        ("o.xlsx", "is none of .csv, .json and .parquet"),
        ("o", "is none of .csv, .json and .parquet"),
    ],
)
def test_a_file_that_cannot_be_written(workforce, tmp_path, out, said):
    if out.endswith("parquet"):
        pytest.importorskip("pyarrow")
    (tmp_path / "t.csv").write_text("volume,aht\n5,60\n", encoding="utf-8")
    done = workforce("staff", "--table", tmp_path / "t.csv", "--interval", "30m", "--out", tmp_path / out)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / out).exists()


def test_speeds_beside_a_table_need_its_concurrency(workforce, tmp_path):
    common = ("staff", "--table", tmp_path / "t.csv", "--interval", "30m", "--speeds", "1,1.6")
    (tmp_path / "t.csv").write_text("volume,aht\n50,180\n", encoding="utf-8")
    assert "say with --concurrency" in workforce(*common).stderr
    assert workforce(*common, "--concurrency", "2").exit_code == 0
    (tmp_path / "t.csv").write_text("volume,aht,concurrency\n50,180,2\n", encoding="utf-8")
    assert workforce(*common).exit_code == 0


def test_json_tells_numbers_as_they_were_read(workforce, tmp_path):
    (tmp_path / "t.csv").write_text(
        "skill,volume,aht,patience,shrinkage,target\n007,۱۰۰,3m,,30%,80/20\n", encoding="utf-8"
    )
    (row,) = json.loads(
        workforce("staff", "--table", tmp_path / "t.csv", "--interval", "30m", "--json").stdout
    )
    given = ("skill", "volume", "aht", "patience", "shrinkage", "target")
    assert [row[name] for name in given] == ["007", 100, 180, None, 0.3, [0.8, 20]]
    (tmp_path / "m.csv").write_text("hour,open,volume,aht,promise\n8,yes,25,6m,2h\n", encoding="utf-8")
    found = json.loads(workforce("backlog", tmp_path / "m.csv", "--interval", "1h", "--json").stdout)
    (row,) = found["intervals"]
    assert (row["hour"], row["open"], row["volume"], row["aht"], row["promise"]) == (
        "8",
        "yes",
        25,
        360,
        7200,
    )


def test_a_terminal_in_persian_is_told_in_persian(workforce, tmp_path, monkeypatch):
    (tmp_path / "t.csv").write_text("volume,aht\n-5,60\n7\n", encoding="utf-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("LANG", "fa_IR.UTF-8")
    done = workforce("staff", "--table", tmp_path / "t.csv", "--interval", "30m")
    assert done.exit_code == 2
    assert done.stderr == (
        "t.csv، ردیف ۲، ستون volume: -5 باید دست‌کم ۰ باشد.\nt.csv، ردیف ۳: ۱ خانه دارد و سرستون ۲.\n"
    )
    done = workforce("staff", "--volume", "-5", "--interval", "30m", "--aht", "3m")
    assert done.stderr == "--volume: -5 باید دست‌کم ۰ باشد.\n"


LATIN = re.compile(r"[A-Za-z0-9]")


def test_staffing_is_said_in_persian_through_and_through(workforce, monkeypatch):
    common = (*EXAMPLE, "--shrinkage", ".3", "--month-volume", "45000", "--days", "25")
    said = workforce(*common, "--language", "fa").stdout
    assert not LATIN.search(said), said
    assert "۱۰۰ تماس در ۳۰ دقیقه، هر کدام ۱۸۰ ثانیه: ۱۰ ارلنگ." in said
    for words in (
        r"نفر در برنامه +۲۰ +\(نرخ افت ۳۰٪\)",
        r"سطح سرویس +۸۸٫۸٪",
        r"۱۲۹ تماس برای هر کارشناس در روز",
    ):
        assert re.search(words, said), (words, said)
    monkeypatch.setenv("LC_ALL", "fa_IR.UTF-8")
    assert workforce(*common).stdout == said
    assert "people to schedule" in workforce(*common, "--language", "en").stdout


def test_keys_and_figures_of_json_are_the_same_in_both_languages(workforce):
    common = (*EXAMPLE, "--month-volume", "45000", "--json", "--language")
    english, persian = (json.loads(workforce(*common, language).stdout) for language in ("en", "fa"))
    assert "یکنواخت" in persian["quick_estimate"].pop("warning")
    assert "evenly" in english["quick_estimate"].pop("warning")
    assert english == persian


def test_overload_is_said_in_persian(workforce):
    said = workforce(*EXAMPLE, "--agents", "9", "--language", "fa").stdout
    assert "ناپایدار: بیش از توان این کارشناسان" in said
    assert re.search(r"نرخ اشغال +–", said)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--speeds", "1,1.6"), "--speeds درباره‌ی چند گفتگوی همزمان است"),
        (("--out", "o.csv"), "--out جدول می‌نویسد"),
        (("--table", "/nowhere.csv"), "/nowhere.csv آن‌جا نیست"),
        (("--target", "0.8/20"), "0.8/20 یعنی ۰٫۸٪ به‌موقع"),
    ],
)
def test_refusals_are_in_the_language_that_is_asked_for(workforce, words, said):
    done = workforce(*EXAMPLE, *words, "--language", "fa")
    assert (done.exit_code, said in done.stderr) == (2, True), done.stderr


def test_more_than_any_centre_has_is_refused_at_once(workforce, tmp_path):
    done = workforce("staff", "--volume", "1e12", "--interval", "30m", "--aht", "600", "--patience", "60")
    assert done.exit_code == 2
    assert "more than is worked out (100,000)" in done.stderr
    (tmp_path / "t.csv").write_text("volume,aht\n10,180\n1e12,180\n", encoding="utf-8")
    done = workforce("staff", "--table", tmp_path / "t.csv", "--interval", "30m")
    assert done.exit_code == 2
    assert "line 3, column volume" in done.stderr


def test_faults_stand_in_the_order_of_the_lines_and_no_more_than_twenty(workforce, tmp_path, monkeypatch):
    words = [
        "volume,aht,interval,agents",
        "1,x,30m,1",
        "x,60,30m,1",
        "1,60,30,1",
        "1,60,30m,x",
        "1,0,30m,1.5",
    ]
    (tmp_path / "t.csv").write_text("\n".join(words), encoding="utf-8")
    said = workforce("staff", "--table", tmp_path / "t.csv").stderr.splitlines()
    places = [line.split(": ")[0].removeprefix("t.csv, ") for line in said]
    assert places == [
        "line 2, column aht", "line 3, column volume", "line 4, column interval", "line 5, column agents",
        "line 6, column aht", "line 6, column agents",
    ]  # fmt: skip
    monkeypatch.setenv("LC_ALL", "fa_IR.UTF-8")
    (tmp_path / "t.csv").write_text("volume,aht\n" + "1,\n" * 300, encoding="utf-8")
    (said,) = workforce("staff", "--table", tmp_path / "t.csv", "--interval", "30m").stderr.splitlines()
    assert said.startswith("t.csv، ردیف ۲، ستون aht: خالی است؛ زمانی مثل ۱۸۰")
    assert said.endswith("(۲۹۹ مورد دیگر هم همین‌طور است، در سطرهای ۳، ۴، ۵، ۶، ۷، ….)")


@pytest.mark.parametrize("agents", ["", "x"])
def test_a_backlog_names_an_empty_cell_of_agents(workforce, tmp_path, agents):
    (tmp_path / "t.csv").write_text(f"volume,agents\n5,2\n5,{agents}\n", encoding="utf-8")
    common = ("backlog", tmp_path / "t.csv", "--interval", "1h", "--aht", "6m", "--promise", "8h")
    said = workforce(*common).stderr
    assert "line 3, column agents: " in said
    assert ("write how many agents are there" in said) == (agents == "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--days", "20"), "--days needs --month-volume"),
        (("--model", "chain"), "--model=chain tells of several chats at once: say with --concurrency"),
        (("--model", "chain", "--concurrency", "1"), "--model=chain tells of several chats at once"),
    ],
)
def test_an_option_that_would_change_nothing_is_refused(workforce, words, said):
    done = workforce(*EXAMPLE, *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert workforce(*EXAMPLE, "--model", "chain", "--concurrency", "2").exit_code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("--volume", "3"),
        ("--aht", "5"),
        ("--target", "80/20"),
        ("--shrinkage", "0"),
        ("--concurrency", "1"),
        ("--agents", "3"),
    ],
)
def test_an_option_beside_its_column_is_refused(workforce, tmp_path, words):
    (tmp_path / "t.csv").write_text(
        "volume,aht,target,shrinkage,concurrency,agents\n50,180,80/20,0,1,9\n", encoding="utf-8"
    )
    common = ("staff", "--table", tmp_path / "t.csv", "--interval", "30m")
    done = workforce(*common, *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"{words[0]} changes nothing: the table has a column {words[0][2:]}." in done.stderr
    assert workforce(*common).exit_code == 0
    assert "--model=chain tells of several" not in workforce(*common, "--model", "chain").stderr


def test_options_of_a_backlog_that_would_change_nothing_are_refused(workforce, tmp_path):
    (tmp_path / "m.csv").write_text("volume,aht,agents\n9,360,1\n", encoding="utf-8")
    common = ("backlog", tmp_path / "m.csv", "--interval", "1h", "--promise", "2h")
    for words, said in (
        (("--target", "90%"), "--target changes nothing where the agents are given"),
        (("--aht", "6m"), "--aht changes nothing: the table has a column aht"),
        (("--agents", "3"), "--agents changes nothing: the table has a column agents"),
    ):
        done = workforce(*common, *words)
        assert (done.exit_code, done.stdout) == (2, "")
        assert said in done.stderr
    (tmp_path / "m.csv").write_text("volume,aht\n9,360\n", encoding="utf-8")
    assert "--target changes nothing" in workforce(*common, "--agents", "3", "--target", "90%").stderr
    assert workforce(*common, "--target", "90%").exit_code == 0
    assert workforce(*common, "--agents", "3").exit_code == 0


def test_no_column_of_ones_own_is_lost_under_an_answer(workforce, tmp_path):
    (tmp_path / "t.csv").write_text("volume,aht,P_wait,asa_s\n50,180,mine,9\n", encoding="utf-8")
    done = workforce("staff", "--table", tmp_path / "t.csv", "--interval", "30m")
    assert (done.exit_code, done.stdout) == (2, "")
    for name in ("p_wait", "asa_s"):
        assert f"t.csv, line 1, column {name}: is a name of the answer" in done.stderr
    for name in COLUMNS:
        (tmp_path / "t.csv").write_text(f"volume,aht,{name}\n50,180,9\n", encoding="utf-8")
        done = workforce("staff", "--table", tmp_path / "t.csv", "--interval", "30m")
        assert done.exit_code == (0 if name == "agents" else 2), name
    for name in ("done", "done_late", "backlog", "overdue", "work_h"):
        (tmp_path / "m.csv").write_text(f"volume,aht,{name}\n9,360,mine\n", encoding="utf-8")
        done = workforce("backlog", tmp_path / "m.csv", "--interval", "1h", "--promise", "2h")
        assert (done.exit_code, f"column {name}: is a name of the answer" in done.stderr) == (2, True), name


@pytest.mark.parametrize(
    ("interval", "promise", "said"),
    [
        (
            "1h",
            "30m",
            "30m is shorter than an interval (1h), and a promise is counted in whole ones: write 1h",
        ),
        ("1h", "90m", "90m is no whole number of intervals (1h), in which a promise is counted: write 1h"),
        ("7m", "1h", "write 56m, which is stricter, or 63m"),
        ("1d", "36h", "write 1d, which is stricter, or 2d"),
    ],
)
def test_a_promise_is_counted_in_whole_intervals(workforce, tmp_path, interval, promise, said):
    (tmp_path / "m.csv").write_text("volume\n9\n9\n", encoding="utf-8")
    (tmp_path / "p.csv").write_text(f"volume,promise\n9,{interval}\n9,{promise}\n", encoding="utf-8")
    common = ("--interval", interval, "--aht", "6m")
    done = workforce("backlog", tmp_path / "m.csv", *common, "--promise", promise)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"--promise: {promise}" in done.stderr
    assert said in done.stderr
    done = workforce("backlog", tmp_path / "p.csv", *common)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"p.csv, line 3, column promise: {promise}" in done.stderr


@pytest.mark.parametrize(
    ("interval", "promise"), [("0.1s", "0.7s"), ("20m", "4h"), ("1h", "2d"), ("90s", "3m")]
)
def test_whole_promises_are_taken(workforce, tmp_path, interval, promise):
    (tmp_path / "m.csv").write_text("volume\n9\n9\n", encoding="utf-8")
    words = ("--interval", interval, "--aht", "6m", "--promise", promise)
    assert workforce("backlog", tmp_path / "m.csv", *words).exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--volume", "1e300"), "--volume: 1e300 is more than anything that is counted here"),
        (("--volume", "1e15", "--aht", "1e15"), "5.55556e+26 erlangs in one interval are more than"),
        (("--aht", "1e308"), "--aht: 1e308 is more than anything"),
        (("--aht", "1e-320"), "--aht: 1e-320 must be at least 0.001"),
        (("--patience", "inf"), "--patience: inf: whoever never gives up has no figure: leave it out"),
        (("--concurrency", "1.5"), "--concurrency: 1.5 chats at once: write a whole number from 1 to 20"),
        (("--agents", "1e30"), "--agents: 1e30 is more than anything"),
        (("--agents", "1000001"), "--agents: 1000001 agents are more than is worked out (1,000,000)"),
        (("--shrinkage", "96%"), "--shrinkage: 96% leaves next to nobody at work: write at most 95%"),
    ],
)
def test_figures_beyond_all_measure_are_named(workforce, words, said):
    done = workforce(*EXAMPLE, *words)
    assert (done.exit_code, said in done.stderr) == (2, True)


def test_figures_beyond_all_measure_are_named_line_by_line(workforce, tmp_path):
    file = tmp_path / "far.csv"
    file.write_text("volume,aht,interval,agents\n1e300,180,30m,4\n9,1e308,30m,4\n9,180,30m,1e30\n")
    done = workforce("staff", "--table", file)
    assert done.exit_code == 2
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == [
        f"far.csv, line {line}, column {column}"
        for line, column in ((2, "volume"), (3, "aht"), (4, "agents"))
    ]


def test_the_wait_is_told_as_a_distribution(workforce):
    found = json.loads(workforce(*EXAMPLE, "--agents", "12", "--waits", "0,۲۰,1m,10m", "--json").stdout)
    waits = found["waits"]
    assert [one["within_s"] for one in waits] == [0, 20, 60, 600]
    assert waits[0]["waiting"] == pytest.approx(found["p_wait"])
    assert waits[1]["answered"] == pytest.approx(found["service_level"])
    for one in waits:  # M/M/12: whoever waits does so for an exponential time
        still = found["p_wait"] * math.exp(-(12 - 10) / 180 * one["within_s"])
        assert one["waiting"] == pytest.approx(still)
        assert one["gave_up"] == 0


def test_with_patience_everybody_is_answered_gone_or_waiting(workforce):
    few = (
        "staff",
        "--volume",
        "100",
        "--interval",
        "30m",
        "--aht",
        "180",
        "--agents",
        "9",
        "--patience",
        "2m",
    )
    found = json.loads(workforce(*few, "--waits", "0,20,60,1h", "--json").stdout)
    for one in found["waits"]:
        assert one["answered"] + one["gave_up"] + one["waiting"] == pytest.approx(1)
    assert [one["waiting"] for one in found["waits"]] == sorted(
        (one["waiting"] for one in found["waits"]), reverse=True
    )
    assert found["waits"][-1]["gave_up"] == pytest.approx(found["abandon"])
    assert "هنوز منتظر" in workforce(*few, "--waits", "20", "--language", "fa").stdout


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--waits", "-1"], "--waits"),
        (["--waits", "soon"], "--waits"),
        (["--waits", ",".join(map(str, range(51)))], "more than 50 times"),
        (["--waits", "20", "--model", "b"], "nobody waits"),
    ],
)
def test_times_that_cannot_be_meant_are_refused(workforce, more, said):
    done = workforce(
        "staff", "--volume", "100", "--interval", "30m", "--aht", "180", *more, "--language", "en"
    )
    assert done.exit_code == 2
    assert said in done.stderr

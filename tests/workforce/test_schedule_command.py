"""`hamseda workforce schedule`, `schedule-check` and `schedule-schema`, as people type them."""

import contextlib
import json
import os
import pty
import re
import signal
import subprocess
import sys
import threading
from importlib.util import find_spec

import pytest

from workforce.schedules import FIRST, problem, text

NOBODY_IN = {"people": [{"id": "ali", "skills": ["sales"], "contract": {"least": "0h"}}]}


@pytest.fixture
def file(tmp_path):
    found = tmp_path / "problem.json"
    found.write_text(text(problem()), encoding="utf-8")
    return found


@pytest.fixture
def made(workforce, file, tmp_path):
    pytest.importorskip("ortools")
    out = tmp_path / "schedule.json"
    done = workforce("schedule", file, "--time-limit", "20", "--out", out)
    assert done.exit_code == 0, done.stderr
    return done, out


def test_a_schedule_from_a_problem(made):
    done, out = made
    found = json.loads(out.read_text())
    assert found["bound"] <= found["cost"]["total"]
    assert found["gap"] < 0.005
    assert found["solver"] == "OR-Tools CP-SAT"
    assert {shift["person"] for shift in found["shifts"]} <= {
        "ali",
        "bita",
        "dara",
        "eli",
        "fari",
        "giti",
        "homa",
    }
    assert all(len(shift["breaks"]) == 1 for shift in found["shifts"])
    assert [one["skill"] for one in found["cover"]] == ["sales", "help"]
    lacking = sum(
        max(0, need - have)
        for one in found["cover"]
        for need, have in zip(one["required"], one["given"], strict=True)
    )
    assert sum(one["missing_hours"] for one in found["shortfalls"]) == lacking / 2
    assert "Sat 05.12" in done.stdout
    assert "no schedule costs less than" in done.stdout


def test_json_for_programs_and_sentences_in_persian(workforce, tmp_path):
    pytest.importorskip("ortools")
    given = problem(**NOBODY_IN, days=6, required=[
        {"skill": "sales", "agents": 2, "from": "16:00", "to": "20:00", "on": ["thu"]},
    ])  # fmt: skip
    (tmp_path / "p.json").write_text(text(given), encoding="utf-8")
    found = json.loads(workforce("schedule", tmp_path / "p.json", "--json").stdout)
    (short, *_) = found["shortfalls"]
    assert short["said"]["fa"].startswith("نوبت عصر پنجشنبه ۲ نفر کم دارد (sales، ۱۶:۰۰ تا ۲۰:۰۰)")
    assert short["said"]["en"].startswith("Thursday evening is 2 short (sales, 16:00 to 20:00).")
    assert short["why"] == {"on_break": 1}  # the one who has come eats then
    said = workforce("schedule", tmp_path / "p.json", "--language", "fa").stdout
    assert "از ۱ نفر دارای این مهارت: ۱ نفر در استراحت." in said


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"leave": [{"first": "2026-12-10"}]}, "leave"),
        ({"available": [{"to": "15:00"}]}, "not_available"),
        ({"before": {"ended": "2026-12-10 06:00"}}, "rest"),
        ({"contract": {"most": "6h"}}, "hours"),
        ({"contract": {"days": 0}}, "days"),
        ({"before": {"days_in_row": 9}}, None),
    ],
)
def test_why_nobody_comes(workforce, tmp_path, changes, why):
    pytest.importorskip("ortools")
    given = problem(people=[{"id": "ali", "skills": ["sales"], **changes}], first_day="2026-12-10", days=1, required=[
        {"skill": "sales", "agents": 1, "from": "16:00", "to": "20:00"},
    ])  # fmt: skip
    (tmp_path / "p.json").write_text(text(given), encoding="utf-8")
    found = json.loads(workforce("schedule", tmp_path / "p.json", "--json").stdout)
    assert found["shifts"] == []
    assert found["shortfalls"][0]["why"] == {why or "days": 1}


def test_a_check_finds_what_people_changed(workforce, file, made):
    _, out = made
    kept = workforce("schedule-check", file, out, "--language", "fa")
    assert kept.exit_code == 0
    assert "همه‌ی قاعده‌ها رعایت شده است." in kept.stdout
    found = json.loads(out.read_text())
    found["shifts"][0]["breaks"] = []
    out.write_text(json.dumps(found))
    done = workforce("schedule-check", file, out)
    assert done.exit_code == 1
    assert "has 0 breaks on Saturday, the shift has 1." in done.stdout
    told = json.loads(workforce("schedule-check", file, out, "--json").stdout)
    assert (told["kept"], told["breaches"][0]["code"]) == (False, "breaks_differ")


def test_a_shift_moved_without_its_break_is_named_as_that(workforce, file, tmp_path):
    rest = {"name": "lunch", "start": "11:00", "end": "11:30"}
    shift = {
        "person": "ali",
        "day": FIRST,
        "template": "late",
        "start": "12:00",
        "end": "19:00",
        "breaks": [rest],
    }
    (tmp_path / "moved.json").write_text(
        json.dumps({"shifts": [{**shift, "breaks": [{**rest, "name": "meal"}]}]})
    )
    told = json.loads(workforce("schedule-check", file, tmp_path / "moved.json", "--json").stdout)
    assert [one["code"] for one in told["breaches"]] == ["break_outside_shift"]
    said = workforce("schedule-check", file, tmp_path / "moved.json", "--language", "fa").stdout
    assert "یک استراحت ali در شنبه بیرون از نوبت است." in said


def test_one_day_anew(workforce, file, made, tmp_path):
    _, out = made
    before = json.loads(out.read_text())
    given = problem()
    given["required"][0]["agents"] = 3
    file.write_text(text(given), encoding="utf-8")
    done = workforce("schedule", file, "--keep", out, "--day", "۱۴۰۵/۰۹/۱۶", "--json")
    after = json.loads(done.stdout)
    same = lambda one: [s for s in map(bare, one["shifts"]) if s["day"] != "2026-12-07"]  # noqa: E731
    assert same(after) == same(before)
    assert len(after["shifts"]) >= len(before["shifts"])


def bare(shift):
    return {key: value for key, value in shift.items() if key != "locked"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--day", FIRST), "--keep and --day belong together"),
        (("--keep", "/nowhere.json", "--day", FIRST), "/nowhere.json is not there"),
        (("--gap", "3"), "--gap: 3 is not a share below 1"),
        (("--out", "/nowhere/s.json"), "--out: /nowhere/s.json cannot be written"),
    ],
)
def test_what_cannot_be_meant(workforce, file, words, said):
    pytest.importorskip("ortools")
    done = workforce("schedule", file, *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_a_faulty_problem_is_named_by_line(workforce, tmp_path):
    (tmp_path / "p.json").write_text('{"first_day": "2026-12-05",\n"required": [],\n"people": []}')
    done = workforce("schedule", tmp_path / "p.json")
    assert done.exit_code == 2
    assert "p.json, line" in done.stderr
    assert "is not there" in workforce("schedule", tmp_path / "q.json").stderr


def test_without_a_solver_the_cure_is_said(workforce, file, monkeypatch):
    from hamseda.workforce.schedule.solvers import choosing  # noqa: PLC0415

    monkeypatch.setattr(choosing, "find_spec", lambda name: None)
    done = workforce("schedule", file)
    assert done.exit_code == 2
    assert "pip install 'hamseda[schedule]'" in done.stderr
    assert "hamseda[schedule-light]" in done.stderr


def test_without_ortools_scipy_does_it(workforce, file, monkeypatch):
    pytest.importorskip("scipy")
    from hamseda.workforce.schedule.solvers import choosing  # noqa: PLC0415

    monkeypatch.setattr(choosing, "find_spec", lambda name: None if name == "ortools" else find_spec(name))
    found = json.loads(workforce("schedule", file, "--time-limit", "20", "--json").stdout)
    assert found["solver"] == "scipy milp (HiGHS)"
    assert found["gap"] < 0.005


def test_the_schema_is_printed(workforce):
    found = json.loads(workforce("schedule-schema").stdout)
    assert found["title"] == "Hamseda schedule problem"


def test_in_persian_where_the_terminal_is(workforce, file, monkeypatch):
    pytest.importorskip("ortools")
    monkeypatch.setenv("LC_ALL", "fa_IR.UTF-8")
    said = workforce("schedule", file, "--time-limit", "10").stdout
    head = said.splitlines()[0]
    assert "شنبه ۰۹/۱۴" in head
    assert "هیچ برنامه‌ای کمتر از" in said
    assert re.search("[۰-۹]{2}:[۰-۹]{2}-[۰-۹]{2}:[۰-۹]{2}", said)
    assert not re.search(r"\b(Cost|gap|more in)\b|[0-9]", said.replace("OR-Tools CP-SAT", ""))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert "no schedule costs less than" in workforce("schedule", file, "--time-limit", "10").stdout


def hard() -> dict:
    """Eighteen people whose breaks, skills and needs do not fit: hours would not be enough."""
    skills = ["a", "b", "c"]
    breaks = [
        {"name": "lunch", "length": "30m", "after": "2h30m", "before": "4h", "paid": False},
        {"name": "rest", "length": "15m", "after": "1h", "before": "2h"},
        {"name": "tea", "length": "15m", "after": "5h", "before": "6h30m"},
    ]
    span = {"earliest": "07:00", "latest": "12:00", "step": "1h", "breaks": breaks}
    terms = {"least": "20h", "most": "40h", "days": 5}
    return {
        "first_day": FIRST,
        "required": [
            {"skill": skill, "step": "15m", "from": "08:00", "to": "20:00",
             "agents": [(at * (7 + k) + k) % 4 + 1 for at in range(48)]}
            for k, skill in enumerate(skills)
        ],
        "templates": [{"name": length, "length": length, **span} for length in ("7h30m", "8h", "8h30m")],
        "people": [
            {"id": f"p{at}", "skills": [skills[at % 3], skills[(at + 1) % 3]], "contract": terms} for at in range(18)
        ],
        "rules": {"most_on_break": "20%"},
    }  # fmt: skip


def listen(terminal: int, under_way: threading.Event) -> None:
    """Read what the search says until its end; note when it has left the bound behind it."""
    with contextlib.suppress(OSError):  # so ends a terminal
        while said := os.read(terminal, 1000):
            if re.search(rb"(Counting shifts|Giving shifts to people|Improving it)", said):
                under_way.set()


@pytest.mark.skipif(find_spec("ortools") is None, reason="needs OR-Tools")
def test_ctrl_c_gives_the_best_so_far(tmp_path):
    """A search that would go on for minutes, ended after seconds as a person ends it."""
    (tmp_path / "p.json").write_text(json.dumps(hard()), encoding="utf-8")
    words = ["schedule", "p.json", "--time-limit", "600", "--gap", "0", "--out", "s.json", "--language", "en"]
    terminal, its_side = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-m", "hamseda", "workforce", *words],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=its_side,
        text=True,
    )
    under_way = threading.Event()
    threading.Thread(target=listen, args=(terminal, under_way), daemon=True).start()
    try:
        assert under_way.wait(120)
        running.send_signal(signal.SIGINT)
        said, _ = running.communicate(timeout=120)
    finally:
        running.kill()
        os.close(its_side)
    assert running.returncode == 0
    assert "no schedule costs less than" in said
    found = json.loads((tmp_path / "s.json").read_text())
    assert found["shifts"]


def test_faults_are_named_by_line_in_persian_too(workforce, tmp_path, monkeypatch):
    given = problem(
        first_day="روز نخست", people=[{"id": "ali", "skills": ["sales"], "contract": {"most": "ده"}}]
    )
    (tmp_path / "p.json").write_text(text(given), encoding="utf-8")
    monkeypatch.setenv("LC_ALL", "fa_IR.UTF-8")
    done = workforce("schedule", tmp_path / "p.json")
    assert done.exit_code == 2
    assert "p.json، سطر ۲، first_day: روز نخست روز نیست" in done.stderr
    given["first_day"] = "۱۴۰۵/۰۹/۱۴"
    (tmp_path / "p.json").write_text(text(given), encoding="utf-8")
    said = workforce("schedule", tmp_path / "p.json").stderr
    assert "people.0.contract.most: ده" in said
    assert "هیچ‌کس مهارت help را ندارد" in said
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert "nobody has the skill help" in workforce("schedule", tmp_path / "p.json").stderr


def test_shifts_that_the_problem_does_not_know_are_named_at_once_by_line(
    workforce, file, tmp_path, monkeypatch
):
    shift = {
        "person": "ali",
        "day": FIRST,
        "template": "early",
        "start": "08:00",
        "end": "15:00",
        "breaks": [],
    }
    rest = {"name": "lunhc", "start": "11:10", "end": "11:40"}
    shifts = [
        {**shift, "person": "alli"},
        {**shift, "template": "erly", "day": "2027-01-01"},
        {**shift, "start": "8am"},
        {**shift, "breaks": [rest]},
    ]
    made = tmp_path / "made.json"
    made.write_text('{"shifts": [\n' + ",\n".join(map(json.dumps, shifts)) + "]}", encoding="utf-8")
    said = workforce("schedule-check", file, made).stderr.splitlines()
    assert [line.split(": ")[0] for line in said] == [
        "made.json, line 2, shifts.0.person",
        "made.json, line 3, shifts.1.day",
        "made.json, line 3, shifts.1.template",
        "made.json, line 4, shifts.2.start",
        "made.json, line 5, shifts.3.breaks.0.name",
        "made.json, line 5, shifts.3.breaks.0.start",
    ]
    assert "Is “ali” meant?" in said[0]
    monkeypatch.setenv("LC_ALL", "fa_IR.UTF-8")
    assert "شاید «lunch» منظور بوده است؟" in workforce("schedule-check", file, made).stderr
    made.write_text('{"shifts": [\n}')
    assert "made.json، سطر ۲، ستون ۱: " in workforce("schedule-check", file, made).stderr


def test_a_misspelt_skill_is_told_beside_the_answer(workforce, tmp_path, made):
    _, out = made
    given = problem()
    given["people"].append({"id": "zari", "skills": ["hepl"]})
    (tmp_path / "typo.json").write_text(text(given), encoding="utf-8")
    for language, said in (("en", "line "), ("fa", "سطر ")):
        done = workforce("schedule-check", tmp_path / "typo.json", out, "--language", language)
        assert "zari" in done.stderr
        assert "hepl" in done.stderr
        assert said in done.stderr
        assert done.exit_code == 0

"""Model b: lines without a queue, by the rules, by command, table and API."""

import json
from math import exp, factorial, lgamma, log

import numpy as np
import pytest

from fixtures.people import Organization
from hamseda.workforce.loss import blocked, least_lines
from hamseda.workforce.rules import COLUMNS

ROUTE = "/api/v1/workforce/staffing"
CALLS = ("staff", "--volume", "300", "--interval", "30m", "--aht", "180", "--model", "b")  # 30 erlangs


def erlang_b(lines, load):
    return load**lines / factorial(lines) / sum(load**k / factorial(k) for k in range(lines + 1))


@pytest.mark.parametrize("most", [0.001, 0.01, 0.2, 0.9])
def test_one_line_less_blocks_more(most):
    load = np.array([0.0, 0.003, 0.5, 7.3, 30, 99.5, 4000])
    lines = least_lines(load, most)
    assert lines[0] == 0
    busy = load > 0
    assert (blocked(lines, load)[busy] <= most).all()
    assert (blocked(lines - 1, load)[busy] > most).all()


def test_the_formula_of_erlang():
    for lines, load in ((1, 0.2), (5, 3.0), (42, 30.0), (60, 90.0)):
        assert blocked(np.array([lines]), np.array([load]))[0] == pytest.approx(
            erlang_b(lines, load), rel=1e-12
        )
    assert np.isnan(blocked(np.array([0]), np.array([0.0]))[0])
    assert blocked(np.array([200]), np.array([10.0]))[0] == pytest.approx(
        exp(200 * log(10) - 10 - lgamma(201)), rel=1e-9
    )


def test_lines_are_solved_for_and_evaluated(workforce):
    found = json.loads(workforce(*CALLS, "--target", "1%", "--json").stdout)
    assert tuple(found) == (*COLUMNS, "blocking")
    assert found["agents"] == 42
    assert found["blocking"] == pytest.approx(erlang_b(42, 30), rel=1e-12)
    assert json.loads(workforce(*CALLS, "--json").stdout) == found
    given = json.loads(workforce(*CALLS, "--agents", "30", "--json").stdout)
    assert given["blocking"] == pytest.approx(erlang_b(30, 30), rel=1e-12)
    assert given["service_level"] == pytest.approx(1 - given["blocking"])
    assert given["occupancy"] == pytest.approx(1 - given["blocking"])
    assert (given["p_wait"], given["asa_s"], given["abandon"], given["unstable"]) == (0, 0, 0, False)
    nobody = json.loads(workforce(*CALLS, "--agents", "0", "--json").stdout)
    assert (nobody["blocking"], nobody["asa_s"], nobody["occupancy"]) == (1, None, None)


def test_words(workforce):
    said = workforce(*CALLS, "--target", "۱٪").stdout
    assert "lines                   42" in said
    assert "0.74 %  (at most 1 %)" in said
    assert "wait" not in said
    assert "estimate" not in said
    assert "نرخ انسداد" in workforce(*CALLS, "--language", "fa").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--target", "80/20"), "--target: 80/20 is a target of waiting, and in model b nobody waits"),
        (("--target", "0%"), "no number of lines lets everybody in"),
        (("--target", "100%"), "must be less than 100%"),
        (
            ("--target", "1%", "--agents", "30"),
            "--target changes nothing in model b where the lines are given",
        ),
        (("--patience", "60"), "--patience: patience changes nothing in model b"),
        (("--concurrency", "3"), "--concurrency: concurrency changes nothing in model b"),
        (("--speeds", "1,1.6"), "--speeds tells of several chats at once"),
        (("--month-volume", "9000"), "--month-volume compares months by agents"),
    ],
)
def test_what_changes_nothing_is_refused(workforce, words, said):
    done = workforce(*CALLS, *words)
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_table_of_lines(workforce, tmp_path):
    table, typed = tmp_path / "t.csv", ("--interval", "30m", "--model", "b")
    table.write_text("volume,aht,target\n300,180,1%\n300,3m,۱۰٪\n0,180,1%\n", encoding="utf-8")
    found = json.loads(workforce("staff", "--table", table, *typed, "--json").stdout)
    assert [row["agents"] for row in found] == [42, 32, 0]
    assert found[2]["blocking"] is None
    table.write_text("volume,aht,patience,concurrency\n300,180,,1\n300,180,60,2\n", encoding="utf-8")
    said = workforce("staff", "--table", table, *typed).stderr
    assert "line 3, column patience: patience changes nothing" in said
    assert "line 3, column concurrency: concurrency changes nothing" in said
    table.write_text("volume,aht,blocking\n300,180,1%\n", encoding="utf-8")
    assert "column blocking" in workforce("staff", "--table", table, *typed).stderr
    table.write_text("volume,aht,agents\n300,180,42\n", encoding="utf-8")
    refused = workforce("staff", "--table", table, *typed, "--target", "1%")
    assert "--target changes nothing" in refused.stderr


CALL = {"volume": 300, "interval_s": 1800, "aht_s": 180}


async def test_lines_by_the_api(organization: Organization, sign_in):
    client = sign_in(organization.supervisor)
    rows = [CALL, {**CALL, "blocked": 0.1}, {**CALL, "agents": 30}]
    answer = await client.post(ROUTE, json={"model": "b", "intervals": rows})
    assert answer.status_code == 200, answer.text
    usual, many, given = answer.json()["items"]
    assert (usual["agents"], many["agents"], given["agents"]) == (42, 32, 30)
    assert given["blocking"] == pytest.approx(erlang_b(30, 30))
    queued = (await client.post(ROUTE, json={"intervals": [CALL]})).json()["items"][0]
    assert queued["blocking"] is None


@pytest.mark.parametrize(
    ("model", "more", "field", "code"),
    [
        ("b", {"patience_s": 60}, "intervals.0.patience_s", "nobody_waits"),
        ("b", {"concurrency": 2}, "intervals.0.concurrency", "nobody_waits"),
        ("b", {"blocked": 0.1, "agents": 4}, "intervals.0.blocked", "blocked_idle"),
        ("slots", {"blocked": 0.1}, "intervals.0.blocked", "blocked_idle"),
    ],
)
async def test_what_changes_nothing_is_refused_by_the_api(
    organization: Organization, sign_in, model, more, field, code
):
    wish = {"model": model, "intervals": [{**CALL, **more}]}
    answer = await sign_in(organization.admin).post(ROUTE, json=wish)
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    assert (error["field"], error["code"]) == (field, code)

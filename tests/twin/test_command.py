"""`hamseda twin`: words and JSON out, faults with their cure, the same seed the same answer."""

import json
from pathlib import Path

import pytest

from hamseda.twin.api import Here, Processes, compared, played, read_model
from hamseda.twin.estimates import COUNTS, student_t
from twin.models import everything, plain, shortened, told


def short():
    """A centre that has everything, for an hour and a half."""
    return shortened(everything(), 3)


SMALL = plain(volume=100, agents=6, patience={"kind": "exponential", "mean_s": 120})


def test_the_answer_for_programs(twin, saved):
    result = twin("run", saved(short()), "--replications", 3, "--seed", 7, "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert (found["replications"], found["seed"], found["engine"]) == (3, 7, "general")
    assert list(found["types"]) == ["sales", "support", "chat", "mail", "happy call"]
    assert [one["period"] for one in found["periods"]] == list(range(3))
    for name in (*COUNTS, "service_level", "wait_p90_s", "queue_mean"):
        assert set(found["total"][name]) == {"value", "half_width"}
    for name in ("arrivals", "served", "retrials", "open"):
        types = sum(one["total"][name]["value"] for one in found["types"].values())
        periods = sum(one[name]["value"] for one in found["periods"])
        assert found["total"][name]["value"] == pytest.approx(types) == pytest.approx(periods)
    assert set(found["groups"]["front"]["total"]) == {"agents", "handled", "occupancy"}


def test_the_same_seed_gives_the_same_answer_and_another_does_not(twin, saved):
    path = saved(short())
    first, again, other = (
        twin("run", path, "--seed", seed, "--replications", 2, "--json").stdout for seed in (3, 3, 4)
    )
    assert first == again != other


def test_processes_give_the_same_answer():
    """One replication takes so long here that the rest go to two processes."""
    model = read_model(json.dumps(plain(volume=20_000, agents=1000, count=2)))
    asked = []

    class Watched(Processes):
        def map(self, play, jobs):
            asked.append(list(jobs))
            return super().map(play, asked[-1])

    beside = played(model, 4, 1, Watched(2), "quick")
    here = played(model, 4, 1, Here(), "quick")
    assert (beside.types["served"].value == here.types["served"].value).all()
    assert len(asked) <= 1  # not worth a process on a fast machine


def test_words_in_two_languages(twin, saved):
    path = saved(short())
    english = twin("run", path, "--replications", 2, "--language", "en").stdout
    assert "Means of 2 replications (seed 1)" in english
    assert "service level" in english
    assert "chatters" in english
    persian = twin("run", path, "--replications", 2, "--language", "fa").stdout
    assert "میانگین ۲ تکرار" in persian
    assert "سطح سرویس" in persian
    assert not any(digit in persian for digit in "0123456789")


def test_overload_without_end_is_said(twin, saved):
    path = saved(plain(volume=200, agents=5))
    assert "the line grows" in twin("run", path, "--replications", 2, "--language", "en").stdout
    assert json.loads(twin("run", path, "--replications", 2, "--json").stdout)["unstable"] == {"sales": 2.0}


def test_faults_are_said_with_the_file_and_end_with_2(twin, saved):
    document = short()
    document["types"][0]["line"] = "mian"
    document["groups"][0]["agents"] = [1]
    result = twin("run", saved(document), "--language", "en")
    assert result.exit_code == 2
    assert "model.json, line 1, column 350, types.0.line: There are no lines mian" in result.stderr
    assert ", groups.0.agents: 1 value for 3 periods" in result.stderr
    assert "خطی به نام mian نیست" in twin("run", saved(document), "--language", "fa").stderr
    assert twin("run", "/no/such/file.json").exit_code == 2
    refused = twin("run", saved(short()), "--engine", "quick", "--language", "en")
    assert (refused.exit_code, "choose general" in refused.stderr) == (2, True)


FILES = {
    "absent": ("چنین پرونده یا پوشه‌ای نیست", "no such file"),
    "folder": ("این پوشه است", "a folder"),
    "forbidden": ("اجازه‌ی این پرونده یا پوشه را ندارید", "not open to you"),
}


@pytest.mark.parametrize("reason", FILES)
@pytest.mark.parametrize("words", [("run",), ("compare",), ("what-if", "growth")])
def test_a_file_that_cannot_be_read_is_said_in_both_languages(
    twin, saved, tmp_path, monkeypatch, reason, words
):
    name = {"absent": tmp_path / "nought.json", "folder": tmp_path}.get(reason) or saved(SMALL)
    if reason == "forbidden":  # who runs the tests may be allowed everything
        monkeypatch.setattr(Path, "read_bytes", lambda _: (_ for _ in ()).throw(PermissionError(13, "no")))
    for language, sentence in zip(("fa", "en"), FILES[reason], strict=True):
        others = [saved(SMALL, "other.json")] if words == ("compare",) else []
        refused = twin(*words, name, *others, "--language", language)
        assert (refused.exit_code, sentence in refused.stderr) == (2, True), refused.stderr
        assert refused.stderr.startswith(f"{name}: ")


def test_the_terminals_language_is_that_of_refusals(twin, monkeypatch):
    monkeypatch.setenv("LC_ALL", "fa_IR.UTF-8")
    assert "چنین پرونده" in twin("run", "nought.json").stderr
    for command in ("from-history", "replay"):
        for first, last, why in (
            ("2026-13-01", "2026-11-01", "روز نیست"),
            ("1405/08/12", "1405/08/11", "روز زودتر"),
        ):
            refused = twin(command, "--from", first, "--to", last)
            assert why in str(refused.exception)


@pytest.mark.parametrize("command", ["run", "compare"])
def test_both_commands_that_play_have_the_same_options(twin, saved, command):
    path = saved(SMALL)
    words = [command, *[path] * (2 if command == "compare" else 1)]
    wanted = ["--replications", 2, "--seed", 5, "--workers", 1, "--engine", "general", "--speed", "plain"]
    found = json.loads(twin(*words, *wanted, "--json", "--language", "fa").stdout)
    head = found.get("first", found)
    assert (head["replications"], head["seed"], head["engine"]) == (2, 5, "general")
    assert twin(*words, "--replications", 0).exit_code == 2
    assert twin(*words, "--speed", "faster").exit_code == 2


def lengths(minutes, count, volume):
    document = plain(volume=volume, agents=6, patience={"kind": "exponential", "mean_s": 120})
    document["periods"] = {"count": count, "minutes": minutes}
    return document


def test_numbers_of_longer_times_are_told_for_a_day_and_that_is_said(twin, saved):
    """The same day once and three times over: nothing is different but by chance."""
    day, days = saved(lengths(60, 24, 50)), saved(lengths(60, 72, 50), "days.json")
    words = ("compare", day, days, "--replications", 3)
    found = json.loads(twin(*words, "--json").stdout)
    assert found["per_day"]
    assert (found["first"]["counted_minutes"], found["second"]["counted_minutes"]) == (1440, 4320)
    for figure in ("arrivals", "served"):
        assert found["total"][figure]["second"] == pytest.approx(found["total"][figure]["first"], rel=0.1)
    handled = found["groups"]["front"]["handled"]
    assert handled["second"] == pytest.approx(handled["first"], rel=0.1)
    assert handled["difference"] == pytest.approx(handled["second"] - handled["first"])
    whole = told(lengths(60, 72, 50), 3)["total"]["arrivals"]
    assert found["total"]["arrivals"]["second"] == pytest.approx(whole["value"] / 3)
    said = twin(*words, "--language", "en").stdout
    assert (
        "The first counts 24 hours, the second 72 hours: numbers of contacts are told for a day of each"
        in said
    )
    said = twin(*words, "--language", "fa").stdout
    assert "اولی ۲۴ ساعت را می‌شمارد و دومی ۷۲ ساعت را؛ شمار تماس‌های هر کدام برای یک روز آمده است" in said


def test_a_day_that_is_open_longer_is_told_whole(twin, saved):
    short, long = saved(lengths(60, 8, 50)), saved(lengths(30, 24, 25), "long.json")
    found = json.loads(twin("compare", short, long, "--replications", 3, "--json").stdout)
    assert not found["per_day"]
    assert found["total"]["arrivals"]["difference"] > 100
    said = twin("compare", short, long, "--replications", 2, "--language", "en").stdout
    assert (
        "The first counts 8 hours, the second 12 hours: numbers of contacts are those of a whole day" in said
    )
    other = saved(lengths(30, 16, 25), "other.json")  # as long, in other periods
    assert "counts" not in twin("compare", short, other, "--replications", 2, "--language", "en").stdout


def test_the_schema_is_printed(twin):
    assert json.loads(twin("schema").stdout)["$schema"].endswith("2020-12/schema")


def test_a_comparison_is_paired(twin, saved):
    """Under common chance one agent more is seen with certainty where independent runs would not show it."""
    more = json.loads(json.dumps(SMALL))
    more["groups"][0]["agents"] = 7
    result = twin("compare", saved(SMALL), saved(more, "more.json"), "--replications", 12, "--json")
    found = json.loads(result.stdout)["total"]
    level = found["service_level"]
    assert level["difference"] == pytest.approx(level["second"] - level["first"])
    assert level["difference"] > 0
    assert level["is_certain"]
    widths = [told(one, 12)["total"]["service_level"]["half_width"] for one in (SMALL, more)]
    assert level["half_width"] < 0.7 * (widths[0] ** 2 + widths[1] ** 2) ** 0.5
    assert found["arrivals"] == {
        "first": found["arrivals"]["first"], "second": found["arrivals"]["first"],
        "difference": 0.0, "half_width": 0.0, "is_certain": False,
    }  # fmt: skip


def test_a_model_compared_with_itself_differs_in_nothing(twin, saved):
    path = saved(short())
    found = json.loads(twin("compare", path, path, "--replications", 3, "--json").stdout)
    rows = [found["total"], *found["types"].values(), found["agents"], *found["groups"].values()]
    assert not any(one["difference"] or one["is_certain"] for row in rows for one in row.values())
    assert (found["only_first"], found["only_second"]) == ([], [])


def test_types_of_one_model_only_are_named(twin, saved):
    document = short()
    document["types"][4]["name"] = document["types"][4]["queue"] = "sad call"
    document["groups"][0]["queues"] = ["sales", "sad call"]
    found = json.loads(
        twin("compare", saved(short()), saved(document, "b.json"), "--replications", 2, "--json").stdout
    )
    assert (found["only_first"], found["only_second"]) == (["happy call"], ["sad call"])


def test_a_comparison_in_words(twin, saved):
    said = twin(
        "compare", saved(SMALL), saved(SMALL, "b.json"), "--replications", 2, "--language", "en"
    ).stdout
    assert "difference" in said
    assert "larger than chance explains" in said


def test_half_widths_hold_what_they_promise():
    """Of 120 runs of an M/M/n+M line some 95 % hold the long-run service level (seen from a long run)."""
    model = read_model(
        json.dumps(plain(volume=100, agents=5, contacts=300, patience={"kind": "exponential", "mean_s": 120}))
    )
    truth = played(model, 400, 99, Here()).types["service_level"].value[-1, -1]
    held = 0
    for seed in range(120):
        one = played(model, 8, seed, Here()).types["service_level"]
        held += abs(one.value[-1, -1] - truth) <= one.half_width[-1, -1]
    assert 0.89 <= held / 120 <= 0.995


@pytest.mark.parametrize(
    ("degrees", "quantile"), [(1, 12.706), (2, 4.303), (9, 2.262), (29, 2.045), (1000, 1.962)]
)
def test_students_t_as_printed_tables_have_it(degrees, quantile):
    assert student_t(degrees) == pytest.approx(quantile, abs=6e-4)


def test_no_half_width_is_told_for_a_single_replication():
    assert (
        compared(*[played(read_model(json.dumps(SMALL)), 1, 1, Here())] * 2)["total"]["served"]["half_width"]
        is None
    )

"""`hamseda workforce scorecard`: what was seen of a candidate; no sum, and no field for what has no place."""

import json

import pytest

SEEN = {
    "name": "نگار رستگار",
    "post": "کارشناس گفتگو",
    "entries": [
        {"trait": "steady", "exercise": "تماس مشتری خشمگین", "evidence": "آرام ماند و کار را تا پایان برد", "level": 3,
         "interviewer": "فرید"},
        {"trait": "steady", "exercise": "تماس مشتری خشمگین", "evidence": "وسط کار رها کرد و رفت بیرون", "level": 1},
        {"trait": "patient", "exercise": "توضیح دوباره", "evidence": "سه بار با حوصله گفت؛ خانم جوانی است"},
    ],
}  # fmt: skip


def filed(tmp_path, content):
    file = tmp_path / "seen.json"
    file.write_text(json.dumps(content, indent=1, ensure_ascii=False), encoding="utf-8")
    return file


def test_what_was_seen_is_laid_out_trait_by_trait(workforce, tmp_path):
    said = workforce("scorecard", filed(tmp_path, SEEN), "--language", "fa").stdout
    assert "فرید: در «تماس مشتری خشمگین»" in said
    assert "نظرها دو پله یا بیشتر از هم دورند" in said
    assert "«جوانی»" in said
    assert "«خانم»" in said
    assert said.rstrip().endswith("تصمیم با یک انسان است که دلیلش را هم می‌نویسد.")
    english = workforce("scorecard", filed(tmp_path, SEEN), "--language", "en").stdout
    assert english.count("Nothing was written about this.") == 5
    assert "Notice: “جوانی”, “خانم” may tell of age, sex." in english


def test_for_programs_it_has_levels_and_notices_and_no_sum(workforce, tmp_path):
    found = json.loads(workforce("scorecard", filed(tmp_path, SEEN), "--json", "--language", "en").stdout)
    assert set(found) == {"name", "post", "traits"}
    assert len(found["traits"]) == 7
    steady = next(one for one in found["traits"] if one["trait"] == "steady")
    assert set(steady) == {"trait", "name", "apart", "seen"}
    assert steady["apart"]
    assert [one["entry"]["level"] for one in steady["seen"]] == [3, 1]
    assert steady["seen"][0]["step"] == "Stayed calm and finished the work."
    patient = next(one for one in found["traits"] if one["trait"] == "patient")
    assert {one["matter"] for one in patient["seen"][0]["notices"]} == {"sex", "age"}
    assert not patient["apart"]


def test_without_a_file_it_names_the_traits(workforce):
    found = json.loads(workforce("scorecard", "--json", "--language", "en").stdout)
    assert [len(one["levels"]) for one in found] == [4] * 7
    assert "تمرینی که نشانش می‌دهد:" in workforce("scorecard", "--language", "fa").stdout


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"age": 31}, "age: There is no such field"),
        ({"photo": "a.jpg"}, "photo: There is no such field"),
        ({"entries": [{**SEEN["entries"][0], "trait": "pretty"}]}, "entries.0.trait"),
        ({"entries": [{**SEEN["entries"][0], "level": 5}]}, "entries.0.level"),
        ({"entries": [{**SEEN["entries"][0], "evidence": "خوب"}]}, "entries.0.evidence"),
        ({"name": " "}, "name"),
    ],
)
def test_what_has_no_place_is_refused_by_line(workforce, tmp_path, changes, said):
    done = workforce("scorecard", filed(tmp_path, SEEN | changes), "--language", "en")
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert "line " in done.stderr

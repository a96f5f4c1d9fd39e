"""What a model says and may not mean is told; it is played all the same."""

import json

import pytest

from hamseda.twin.api import FaultyModelError, read_model
from hamseda.twin.doubts import doubts
from twin.models import everything, plain


def skilled(asked=("technical",), having=("technical",), **of_group):
    """One type that asks for skills and the group that serves it, and beside it a group of experts."""
    document = plain(volume=10, agents=3, skills=dict.fromkeys(asked, 1))
    document["groups"][0]["skills"] = dict.fromkeys(asked, 1)
    document["groups"].append(
        {"name": "experts", "agents": 2, "queues": ["sales"], "skills": dict.fromkeys(having, 2), **of_group}
    )
    return document


def doubted(document, language="en"):
    return [one.said(language) for one in doubts(read_model(json.dumps(document)))]


def test_nothing_is_doubted_of_a_centre_that_means_what_it_says():
    assert doubted(everything()) == []
    assert doubted(skilled()) == []
    assert doubted(skilled(having=("technical", "french"))) == []  # a skill more, and nobody is idle


@pytest.mark.parametrize("typo", ["tecnical", "Technical", "technical "])
def test_a_misspelt_skill_is_told_with_who_has_it_and_what_is_meant(typo):
    document = skilled(having=(typo,))
    document["groups"].append({**document["groups"][1], "name": "others"})
    (said,) = doubted(document)
    assert said == (
        f"groups.1.skills: No type asks for the skill {typo} of experts, others: spell it as types do, or leave it out."
        " Is “technical” meant?"
    )
    assert "شاید «technical» منظور بوده است؟" in doubted(document, "fa")[0]


def test_a_skill_that_nothing_asks_for_is_told_where_it_leaves_somebody_idle():
    (said,) = doubted(skilled(having=("dance",)))
    assert "No type asks for the skill dance of experts" in said
    assert "meant" not in said


def test_letters_of_an_arabic_keyboard_are_known():
    (said,) = doubted(skilled(asked=("پشتیبانی",), having=("پشتيباني",)))
    assert "Is “پشتیبانی” meant?" in said


def test_a_skill_that_nobody_has_is_refused_or_told_where_a_ring_forgoes_it():
    document = skilled(having=("technical",))
    document["types"][0]["skills"] = {"tecnical": 1}
    with pytest.raises(FaultyModelError) as refused:
        read_model(json.dumps(document))
    (fault,) = refused.value.faults
    assert (fault.field, fault.code, fault.near) == ("types.0.skills", "nobody_skilled", "technical")
    document["types"][0]["rings"] = [{"after_s": 60, "drop": ["tecnical"]}]
    assert [one.split(":")[0] for one in doubted(document)] == ["groups.0.skills", "types.0.skills"]


def test_a_group_that_serves_nothing_is_told():
    (said,) = doubted(skilled(having=()))
    assert said == "groups.1: experts serves nothing that comes: look at its queues, skills and concurrency."


def test_a_channel_that_is_not_named_in_concurrency_is_never_taken():
    document = everything()
    document["groups"][3]["queues"] = ["chat", "sales"]
    (said,) = doubted(document)
    assert said == (
        "groups.3.concurrency: chatters never takes what waits in sales, for it has no room for what comes by phone: name"
        " that in concurrency, give it units for it, or take the queue away."
    )
    document["groups"][3]["concurrency"]["phone"] = 1
    assert doubted(document) == []
    document["groups"][3] |= {"concurrency": {}, "units": 50}
    assert [one.split(":")[0] for one in doubted(document)] == ["groups.3.units"]


def test_a_queue_of_two_channels_is_taken_by_one_of_them():
    document = everything()
    document["types"][2]["queue"] = "sales"
    document["groups"][3]["queues"] = ["sales"]
    assert doubted(document) == []


def test_what_is_doubted_is_told_by_the_commands(twin, saved):
    path, other = saved(skilled(having=("tecnical",))), saved(skilled(), "other.json")
    words = "No type asks for the skill tecnical of experts"
    for command in (("run", path), ("compare", other, path)):
        assert twin(*command, "--replications", 2, "--language", "en").stdout.count(words) == 1
    assert (
        "مهارت tecnical را که experts دارد"
        in twin("run", path, "--replications", 1, "--language", "fa").stdout
    )
    compared = twin("compare", other, path, "--replications", 2, "--language", "en").stdout
    assert compared.splitlines()[-1].startswith("second: groups.1.skills: No type")
    assert twin("compare", path, path, "--replications", 2, "--language", "en").stdout.count(words) == 1
    (note,) = json.loads(twin("run", path, "--replications", 1, "--json").stdout)["notes"]
    assert note == {
        "field": "groups.1.skills", "code": "skill_unasked", "near": "technical",
        "values": {"skill": "tecnical", "groups": "experts"},
    }  # fmt: skip
    asked = twin("what-if", "growth", path, "--language", "en")
    assert words in asked.stderr
    assert words not in asked.stdout

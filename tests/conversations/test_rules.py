"""Decisions about conversations, without a database."""

import pytest

from hamseda.conversations import rules


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("سلام {customer}، {agent} هستم", "سلام نرگس، مینا هستم"),
        ("{{customer}} / {{ agent }} / {customer}", "نرگس / مینا / نرگس"),
        ("سلام {nothing}، شماره‌ی {number}", "سلام {nothing}، شماره‌ی"),
        ("{ customer} {", "{ customer} {"),
    ],
)
def test_the_variables_of_a_canned_reply_are_filled(template: str, shown: str) -> None:
    assert rules.render(template, {"customer": "نرگس", "agent": "مینا", "number": ""}) == shown


def test_a_variable_without_a_value_leaves_no_gap_and_a_value_is_no_variable() -> None:
    assert rules.render("سلام {customer}، بفرمایید", {"customer": ""}) == "سلام، بفرمایید"
    assert rules.render("سلام {customer}", {"customer": "{agent}", "agent": "مینا"}) == "سلام {agent}"

"""Decisions about conversations, without a database."""

import pytest

from hamseda.conversations import rules

VALUES = {"customer.name": "نرگس", "agent.name": "مینا", "conversation.number": ""}


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("سلام {customer}، {agent} هستم", "سلام نرگس، مینا هستم"),
        ("{{customer}} / {{ agent }} / {customer}", "نرگس / مینا / نرگس"),
        ("سلام {nothing}، شماره‌ی {number}", "سلام {nothing}، شماره‌ی"),
        ("{{customer.name}}، {agent.name}", "نرگس، مینا"),
        ("{ customer} {", "{ customer} {"),
    ],
)
def test_the_variables_of_a_canned_reply_are_filled(template: str, shown: str) -> None:
    assert rules.render(template, VALUES) == shown


def test_a_variable_without_a_value_leaves_no_gap_and_a_value_is_no_variable() -> None:
    assert rules.render("سلام {customer}، بفرمایید", {"customer.name": ""}) == "سلام، بفرمایید"
    assert (
        rules.render("سلام {customer}", {"customer.name": "{agent}", "agent.name": "مینا"}) == "سلام {agent}"
    )

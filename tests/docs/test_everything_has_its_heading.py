"""What a person can name, the documentation names: events, roles, permissions, scopes, verbs, channels, decisions."""

import re
import tomllib
from typing import get_args

import pytest
import typer

from docs.pages import ROOT, headings, page, section
from hamseda import events
from hamseda.cli import app
from hamseda.organization.api import ROLES
from hamseda.organization.api_keys import Scope
from hamseda.organization.rules import PERMISSIONS

EVENTS, ACCESS, CLI = page("docs/events.md"), page("docs/access.md"), page("docs/cli.md")
MANIFESTS = sorted((ROOT / "src/hamseda/channels").glob("*/manifest.toml"))
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))
DOCTOR = ROOT / "src/hamseda/doctor"
# The name of a finding; what follows "of" is the organization's.
FINDING = re.compile(r'Finding\(\s*f?"([^"{]+?)(?: of \{[^"]*)?"')
PARTS = ["Context", "Decision", "Consequences", "Alternatives"]


def verbs(group: typer.Typer, before: str = "hamseda") -> list[str]:
    commands = [
        f"{before} {command.name or command.callback.__name__.replace('_', '-')}"
        for command in group.registered_commands
    ]
    for inner in group.registered_groups:
        commands += verbs(inner.typer_instance, f"{before} {inner.name}")
    return commands


@pytest.mark.parametrize("kind", events.CATALOGUE)
def test_every_event(kind):
    assert section(EVENTS, kind).strip()


def test_no_event_that_is_gone():
    assert {title for title in headings(EVENTS) if "." in title} == set(events.CATALOGUE)


@pytest.mark.parametrize("name", [*ROLES, *get_args(Scope)])
def test_every_role_and_scope(name):
    assert section(ACCESS, name).strip()


@pytest.mark.parametrize(("name", "roles"), PERMISSIONS.items())
def test_every_permission_names_its_roles(name, roles):
    text = section(ACCESS, name)
    told = text.split("(")[0]  # what stands in brackets is beside the permission
    assert {role for role in ROLES if role in told} == roles


@pytest.mark.parametrize("verb", verbs(app))
def test_every_verb(verb):
    assert section(CLI, verb).strip()


def test_no_verb_that_is_gone():
    assert {title for title in headings(CLI) if title.startswith("hamseda ")} == set(verbs(app))


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda path: path.parent.name)
def test_every_channel_has_its_page(manifest):
    kind = tomllib.loads(manifest.read_text(encoding="utf-8"))["kind"]
    assert page(f"docs/channels/{kind}.md").startswith("# ")


@pytest.mark.parametrize("record", DECISIONS, ids=lambda path: path.stem)
def test_every_decision_is_short_and_has_its_four_parts(record):
    text = record.read_text(encoding="utf-8")
    assert headings(text)[1:] == PARTS
    assert len(text.splitlines()) <= 30


def test_every_finding_of_the_doctor_is_explained():
    sources = [file.read_text(encoding="utf-8") for file in DOCTOR.glob("*.py")]
    named = {name for source in sources for name in FINDING.findall(source)}
    table = section(page("docs/runbook.md"), "What doctor says")
    rows = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("| ")][1:]
    assert sorted(rows) == sorted(named)

"""Nothing leads nowhere, and nothing of the machine on which it was written stands in it."""

import re

import pytest

from docs.pages import ROOT, anchor, headings, pages, targets

PAGES = pages()
# Written beside these pages; until it is there its links wait.
AWAITED = {"docs/performance.md"}
MOST_BYTES = 200_000


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.relative_to(ROOT)))
def test_links_lead_to_files_and_headings_that_are_there(file):
    for target in targets(file.read_text(encoding="utf-8")):
        if re.match(r"https?:|mailto:", target):
            continue
        path, _, part = target.partition("#")
        there = (file.parent / path).resolve() if path else file
        if str(there.relative_to(ROOT)) in AWAITED and not there.exists():
            continue
        assert there.exists(), f"{target} leads nowhere"
        if part:
            assert part in {anchor(title) for title in headings(there.read_text(encoding="utf-8"))}, target


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_address_of_a_package_index(file):
    assert not re.search(
        r"index-url|simple/?\"|registry\.npmjs|pypi\.org|files\.pythonhosted", file.read_text("utf-8")
    )


def test_both_readmes_have_the_same_parts_and_pictures():
    english, persian = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.fa.md"))
    assert len(headings(english)) == len(headings(persian))
    assert english.count("docs/pictures/") == persian.count("docs/pictures/")
    assert '<div dir="rtl">' in persian


def test_pictures_are_small_and_used():
    pictures = sorted((ROOT / "docs/pictures").glob("*.png"))
    assert pictures
    shown = "".join(file.read_text("utf-8") for file in PAGES)
    for picture in pictures:
        assert picture.stat().st_size < MOST_BYTES
        assert f"docs/pictures/{picture.name}" in shown

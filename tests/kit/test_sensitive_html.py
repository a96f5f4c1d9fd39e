import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.kit.sensitive import checks, mask_html, reveal

CARD = next(f"603799111234567{d}" for d in range(10) if checks.is_card(f"603799111234567{d}"))
NUMBER = next(f"001234567{d}" for d in range(10) if checks.is_national_id(f"001234567{d}"))
SHABA = "062960000000100324200001"
TAGS = re.compile(r"<[^<>]*>")


def bones(html):
    """The tags of a page without what may change in them: digits, and the gaps between digits."""
    return [re.sub(r"[\d•\s&;#xnbspzwj-]", "", tag) for tag in TAGS.findall(html)]


def shown(html):
    return unescape(TAGS.sub("", html))


@pytest.mark.parametrize(
    "inside",
    [
        CARD,
        "&nbsp;".join([CARD[:4], CARD[4:8], CARD[8:12], CARD[12:]]),
        "<b>".join([CARD[:4], CARD[4:8]]) + "</b>" + CARD[8:],
        "".join(f"<span>{digit}</span>" for digit in CARD),
        " ".join(f"<i class='x'>{CARD[i : i + 4]}</i>" for i in range(0, 16, 4)),
        "".join(f"&#{ord('۰') + int(digit)};" for digit in CARD),
        "&#x200c;-&zwnj;".join([CARD[:8], CARD[8:]]),
        f"{CARD[:8]}\r\n{CARD[8:]}",
        f"{CARD[:12]}<wbr>{CARD[12:]}",
    ],
)
def test_a_card_is_masked_whatever_parts_it(inside):
    page = f'<p dir="rtl">کارت: {inside} لطفاً</p>'
    found = mask_html(page)
    kept = found.findings[0].masked
    assert re.sub(r"\d", "", shown(found.text)) == "کارت: •••• لطفاً"
    assert len(re.findall(r"\d", shown(kept))) == 8
    assert TAGS.findall(found.text) == TAGS.findall(page)
    assert reveal(found.text, found.findings) == page


def test_blocks_part_numbers_and_inline_tags_may():
    found = mask_html(f"<td>{CARD}</td><td>{NUMBER}</td><td>IR{SHABA}</td>")
    assert [finding.kind for finding in found.findings] == ["card", "national_id", "shaba"]
    found = mask_html(f"<span>{CARD}</span><span>{NUMBER}</span>")
    assert [finding.kind for finding in found.findings] == ["card", "national_id"]


def test_cells_of_a_table_are_no_card():
    row = next(
        ["2402", "2403", "2404", str(n)] for n in range(2405, 2415) if checks.is_card(f"240224032404{n}")
    )
    assert mask_html("<i>" + "</i><i>".join(row) + "</i>").findings
    assert mask_html("<td>" + "</td><td>".join(row) + "</td>").findings == ()


def test_what_tags_say_is_masked_and_links_stay():
    page = f'<img alt="کارت {CARD}" src="/i/{CARD}.png"><a href="https://example.com/{CARD}">x</a>'
    masked = mask_html(page).text
    assert f'src="/i/{CARD}.png"' in masked
    assert f"https://example.com/{CARD}" in masked
    assert f"کارت {CARD}" not in masked
    assert CARD not in mask_html(f'<a href="tel:{CARD}">{CARD}</a>').text
    assert CARD not in mask_html(f"<!-- {CARD} -->").text
    assert CARD not in mask_html(f"a < b {CARD} <unclosed").text


def test_phones_stay_in_html():
    page = '<a href="tel:+989121234567">0912 123&nbsp;4567</a><p>+98<b> 9123456789</b>'
    assert mask_html(page).text == page


MARKUP = [
    "<b>",
    "</b>",
    "<br>",
    "<p>",
    "</td><td>",
    '<a href="x">',
    "<img alt='",
    "'>",
    "<!--",
    "-->",
    "<",
    ">",
]
SIGNS = ["&nbsp;", "&zwnj;", "&amp;", "&", "&#1776;", "&#x6F1;", " ", "IR", "سلام", "a", "0", "12", "••"]
DIGITS = [CARD[:4], CARD[4:8], CARD[8:12], CARD[12:], CARD, NUMBER, NUMBER[:3], NUMBER[3:9], NUMBER[9], SHABA]
pieces = st.lists(
    st.sampled_from(MARKUP + SIGNS + DIGITS),
    max_size=25,
).map("".join)


@given(pieces)
def test_tags_survive_and_the_page_comes_back(page):
    found = mask_html(page)
    assert bones(found.text) == bones(page)
    assert reveal(found.text, found.findings) == page


@given(pieces)
def test_masking_a_page_again_changes_nothing(page):
    once = mask_html(page).text
    assert mask_html(once).text == once


@pytest.mark.parametrize(
    "hostile",
    ["<a " * 33_000, "<!--" * 25_000, "&#1" * 33_000, "<b>1" * 25_000, "<x data-" * 12_000, '<a "' * 25_000],
)
def test_hostile_pages_come_back(hostile):
    assert mask_html(hostile).text == hostile

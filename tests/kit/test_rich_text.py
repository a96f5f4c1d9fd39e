"""Rich text: what is let in, and the plain twin that says the same."""

from html.parser import HTMLParser
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.kit.rich_text import clean, of_text, pictures_of, plain, read, write

PICTURE = "0192f0c1-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ('<p dir="RTL" class="x" onclick="a()">سلام</p>', '<p dir="rtl">سلام</p>'),
        ("<script>alert(1)</script><p>a</p>", "<p>a</p>"),
        ('<p style="position:fixed;color:#f00;background:url(x)">a</p>', '<p style="color:#f00">a</p>'),
        ('<span style="font-size:200px">a</span>', "<span>a</span>"),
        (
            '<span style="font-size:18px; COLOR: Red">a</span>',
            '<span style="font-size:18px;color:red">a</span>',
        ),
        ('<span style="color:expression(alert(1))">a</span>', "<span>a</span>"),
        ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
        ('<a href="/api/v1/me">a</a>', "<a>a</a>"),
        ('<a href="https://x.example/?a=1&b=2">a</a>', '<a href="https://x.example/?a=1&amp;b=2">a</a>'),
        ('<img src="https://x.example/p.gif">', ""),
        ('<img src="data:image/png;base64,AAAA">', ""),
        (
            f'<img src="attachment:{PICTURE}" alt="نما">',
            f'<img src="/api/v1/attachments/{PICTURE}" alt="نما">',
        ),
        (f'<img src="/api/v1/attachments/{PICTURE}/../../me">', ""),
        ('<img src="attachment:x" onerror="a()">', ""),
        ("<h1>عنوان</h1>", "عنوان"),
        ('<td colspan="2">a</td>', "a"),
        ("<!-- x --><p>a<p>b", "<p>a</p><p>b</p>"),
    ],
)
def test_only_what_is_on_the_list_comes_in(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_pictures_are_named_and_taken_out_where_none_may_be() -> None:
    html = clean(f'<p><img src="attachment:{PICTURE.upper()}"></p>')
    assert pictures_of(html) == [UUID(PICTURE)]
    assert clean(html, pictures=False) == "<p></p>"


MARKS = st.sampled_from(
    [*"<>\"'&;=/ ", "<p ", "<a href=", "<img src=", "javascript:", "attachment:", PICTURE, "style=", "onload=",
     "<svg>", "<math>", "<style>", "</p>", "dir=rtl", "سلام", "url(", "\\65", "&#x6a;", "<!--", "-->", "<b>", "\x00"]
)  # fmt: skip


class Looking(HTMLParser):
    """Finds what could run or load something."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style", "svg", "math", "iframe", "object"}:
            self.bad.append(tag)
        for name, value in attrs:
            said = (value or "").lower()
            if name.startswith("on") or "javascript:" in said or "url(" in said:
                self.bad.append(f"{name}={value}")
            if name == "src" and not said.startswith("/api/v1/attachments/"):
                self.bad.append(f"{name}={value}")


@given(st.lists(MARKS, max_size=30).map("".join))
def test_nothing_that_could_run_or_load_is_left_and_cleaning_again_changes_nothing(html: str) -> None:
    once = clean(html)
    looking = Looking()
    looking.feed(once)
    assert looking.bad == []
    assert clean(once) == once
    assert clean(write(read(once))) == once


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>سلام</p><p>خوبی؟<br>بله</p>", "سلام\n\nخوبی؟\nبله"),
        ("<div>یک</div><div>دو</div>", "یک\nدو"),
        ('<p>به <a href="https://x.example/a">راهنما</a> بروید</p>', "به راهنما (https://x.example/a) بروید"),
        ('<p><a href="https://x.example">x.example</a></p>', "x.example"),
        ('<p><a href="mailto:a@b.example">a@b.example</a></p>', "a@b.example"),
        ("<ul><li>سیب</li><li>به</li></ul>", "• سیب\n• به"),
        ("<ol><li>سیب</li><li>به</li></ol>", "۱. سیب\n۲. به"),
        ("<ol><li>Apple</li><li>Pear</li></ol>", "1. Apple\n2. Pear"),
        ("<ol start='9'><li>۵ سیب</li><li>به</li></ol>", "۹. ۵ سیب\n۱۰. به"),
        ("<ol><li>سفارش 12</li></ol>", "1. سفارش 12"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "• a\n  • b"),
        ("<blockquote><p>یک</p><p>دو</p></blockquote><p>سه</p>", "> یک\n>\n> دو\n\nسه"),
        ("<p>a</p><hr><p>b</p>", "a\n\n────────\n\nb"),
        ("<table><tr><td>کالا</td><td>بها</td></tr><tr><td>چای</td><td>۱۰</td></tr></table>", "کالا | بها\nچای | ۱۰"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<p>  a \n b&nbsp;c &lt;d&gt;</p>", "a b\xa0c <d>"),
        (f'<p>x <img src="/api/v1/attachments/{PICTURE}" alt="نما"></p>', "x [نما]"),
        ("", ""),
        ("<p><br></p>", ""),
    ],
)  # fmt: skip
def test_the_plain_twin(html: str, text: str) -> None:
    assert plain(clean(html)) == text


@given(st.text(alphabet="ab <>&سلام\n\u200c", max_size=60))
def test_no_word_is_lost_between_plain_text_and_its_page(text: str) -> None:
    assert plain(of_text(text)).split() == text.split()

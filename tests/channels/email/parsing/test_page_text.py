"""HTML to text, and what a page hides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.channels.email import markup
from hamseda.channels.email.parsing.pages import without_hidden
from hamseda.channels.email.parsing.plain_text import text_of_page


def text(html):
    return text_of_page(markup.sanitise(without_hidden(html), {}).html)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>سلام</p><p>خوبی؟</p>", "سلام\n\nخوبی؟"),
        ("<div>a</div><div>b<br>c</div>", "a\nb\nc"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", "• a\n• b\n  • c"),
        ('<ol start="3"><li>a</li><li>b</li><li value="9">c</li></ol>', "3. a\n4. b\n9. c"),
        ('<a href="https://example.com/a?b=1&amp;c=2">اینجا</a>', "اینجا (https://example.com/a?b=1&c=2)"),
        ('<a href="https://example.com/">example.com</a>', "example.com"),
        ('<a href="mailto:a@example.com">a@example.com</a>', "a@example.com"),
        ('<a href="mailto:a@example.com?subject=x">Negar</a>', "Negar (a@example.com?subject=x)"),
        ('<a href="#top">up</a> <a href="javascript:alert(1)">x</a>', "up x"),
        ('<a href="https://example.com"><img src="cid:x" alt="logo"></a>', "logo (https://example.com)"),
        ("<table><tr><th>a<th>b<tr><td>1<td>2</table>", "a | b\n1 | 2"),
        ("<table><tr><td><p>left</p><p>more</p></td><td>right</td></tr></table>", "left\n\nmore\nright"),
        ("<table><tr><td><table><tr><td>in</td></tr></table></td></tr></table>after", "in\n\nafter"),
        ("<pre>a\n  b   c\n</pre>", "a\n  b   c"),
        ("a&nbsp;&amp;&lt;b&gt; &eacute; &#1587; &zwnj;x", "a &<b> é س \u200cx"),
        ("می\u200cشود", "می\u200cشود"),
        ("<p>&zwnj;&nbsp;&zwnj;&nbsp;</p><p>x</p>", "x"),
        ('<p dir="rtl">شماره <bdi dir="ltr">+98 21</bdi> است</p>', "شماره +98 21 است"),
        ("x<!-- y --><script>z</script><style>p{}</style><title>t</title>", "x"),
        ("<b>unended <i>tags", "unended tags"),
        ("a < b and c > d", "a < b and c > d"),
    ],
)
def test_pages_as_text(html, expected):
    assert text(html) == expected


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">secret</div>',
        '<div style="color:red; DISPLAY : none !important;">secret<div>more</div></div>',
        '<span style="visibility:hidden">secret</span>',
        '<div style="max-height:0px;overflow:hidden">secret</div>',
        '<div style="height:0;overflow:hidden">secret</div>',
        '<div style="opacity:0">secret</div>',
        "<div hidden>secret</div>",
        '<style>.pre, td.x { color: red; display: none }</style><p class="a pre">secret</p>',
        '<p style="display:none">secret',
    ],
)
def test_what_a_page_hides_is_not_said(hidden):
    page = f"<p>before</p>{hidden}</div></span><p>after</p>"
    assert "secret" not in text(page)
    assert "secret" not in without_hidden(page)
    assert text(page).startswith("before")
    assert text(page).endswith("after")


@pytest.mark.parametrize(
    "shown",
    [
        '<div style="opacity:0.9">word</div>',
        '<div style="height:0.5em;overflow:hidden">word</div>',
        '<div style="font-size:0"><span style="font-size:14px">word</span></div>',
        '<style>@media (max-width:600px) { .wide { display:none } }</style><p class="wide">word</p>',
        "<p>the word is hidden</p>",
        '<p title="display:none">word</p>',
    ],
)
def test_what_a_page_shows_is_said(shown):
    assert "word" in text(shown)


def test_pixels_that_tell_a_sender_of_their_reader_are_out():
    page = markup.sanitise(
        '<img src="https://x.example/p.gif?id=1" width="1" height="1"><img height=0 src="https://x.example/q" width=0>'
        '<img src="https://x.example/a.png" width="100" height="1">',
        {},
    )
    assert page.remote == 1
    assert "p.gif" not in page.html
    assert "a.png" in page.html


@given(st.text(alphabet='<>/"= abdivtrpuloshneytx:&#0;\n', max_size=300))
def test_any_page_has_a_text(html):
    text(html)

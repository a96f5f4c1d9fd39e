"""What mail programs mark in their HTML: no language is needed, and what stands outside a mark is the person's."""

# ruff: noqa: E501 -- the page of a mail program is one line
import pytest

from channels.email.replies import OURS, OWN, as_html, exact, lost
from hamseda.channels.email.reply import split

Q, W = as_html(OURS), as_html(OWN)
# An attribution in no language: only the place says what it is.
A = "Zut 22 klonk, Support bim:"
HEAD = (
    "<b>Zuk:</b> Support &lt;s@example.ir&gt;<br><b>Deiz:</b> 22 X 2026 10:44<br>"
    "<b>Evit:</b> Ali<br><b>Dan:</b> order<br>"
)
PROGRAMS = {
    "gmail": f'<div dir="rtl">{W}</div><br><div class="gmail_quote"><div dir="rtl" class="gmail_attr">{A}<br></div>'
    f'<blockquote class="gmail_quote" style="margin:0 0 0 .8ex">{Q}</blockquote></div>',
    "thunderbird": f'<p>{W}</p><div class="moz-cite-prefix">{A}<br></div><blockquote type="cite" cite="mid:1">{Q}</blockquote>',
    "outlook on the web": f'<div>{W}</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg">{HEAD}</div><div>{Q}</div>',
    "outlook, quoted again": f'<div>{W}</div><div id="x_appendonsend"></div><hr><div id="x_divRplyFwdMsg">{HEAD}</div><p>{Q}</p>',
    "outlook": f'<div class=WordSection1><p class=MsoNormal>{W}</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;'
    f'padding:3.0pt 0cm 0cm 0cm"><p class=MsoNormal>{HEAD}</p></div></div><p class=MsoNormal>{Q}</p></div>',
    "yahoo": f'<div>{W}</div><div id="yahoo_quoted_12" class="yahoo_quoted"><div><div>{A}</div><div>{Q}</div></div></div>',
    "apple": f'<div>{W}</div><div><br><blockquote type="cite"><div>{A}</div><br><div>{Q}</div></blockquote></div>',
    "proton": f'<div>{W}</div><div class="protonmail_quote">{A}<br><blockquote class="protonmail_quote">{Q}</blockquote></div>',
    "zoho": f'<div>{W}</div><div class="zmail_extra"><div>{A}</div><blockquote>{Q}</blockquote></div>',
    "tutanota": f'<div>{W}</div><div>22 X 2026, 10:44 by s@example.ir:</div><blockquote class="tutanota_quote">{Q}</blockquote>',
    "roundcube": f'<p>{W}</p><p id="reply-intro">{A}</p><blockquote type="cite" style="border-left:#1010ff 2px solid">'
    f'<div id="replybody1">{Q}</div></blockquote>',
    "roundcube, as it is sent": f'<p>{W}</p><p id="reply-intro">{A}</p><blockquote>{Q}</blockquote>',
    "evolution": f'<div>{W}</div><div class="-x-evo-attribution">{A}</div><blockquote type="cite">{Q}</blockquote>',
    "yandex": f'<div>{W}</div><div>22.11.2026, 10:44, "Support" &lt;s@example.ir&gt;:</div><blockquote><div>{Q}</div></blockquote>',
    "mail.ru": f"<div>{W}</div><div>22 X 2026, 10:44 +03:00 от Support &lt;s@example.ir&gt;:</div>"
    f'<blockquote style="border-left:1px solid #0857A6">{Q}</blockquote>',
    "samsung": f"<div>{W}</div><div>-------- Kemm alfa --------</div><div>{HEAD}</div><div>{Q}</div>",
    "netease": f'<div>{W}</div><div>在 2026-11-22 10:44:00，"Support" &lt;s@example.ir&gt; 写道：</div><blockquote id="isReplyContent">{Q}</blockquote>',
    "a form that never closes": f'<div>{W}<div class="gmail_quote"><div class="gmail_attr">{A}<blockquote class="gmail_quote">{Q}',
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_quote_of_a_known_program_is_no_new_text(name):
    found = split("", PROGRAMS[name])
    assert exact(found, OWN)
    assert "۱۲۳۴۵۶" in found.quoted
    # The plain text beside it says the same words, and no sign tells which are new.
    beside = split(f"{OWN}\n\n{A}\n\n{OURS}", PROGRAMS[name])
    if name in {"gmail", "thunderbird", "apple", "proton", "zoho", "roundcube", "evolution", "yahoo"}:
        assert exact(beside, OWN)
        assert beside.by == "structure"


@pytest.mark.parametrize(
    ("page", "own"),
    [
        (
            "<p>متن من</p><blockquote>جمله‌ای که تو رفته است</blockquote><p>و ادامه</p>",
            "متن من جمله‌ای که تو رفته است و ادامه",
        ),
        (
            '<p>متن</p><blockquote style="margin:0 0 0 40px;border:none;padding:0px">تو رفته</blockquote>',
            "متن تو رفته",
        ),
        # People type where a program thought its attribution would stand, and below the quote inside its block.
        (
            f'<div class="moz-cite-prefix">{W}<br><br>{A}<br></div><blockquote type="cite">{Q}</blockquote>',
            OWN,
        ),
        (
            f'<div class="gmail_quote"><div class="gmail_attr">{A}</div><blockquote class="gmail_quote">{Q}</blockquote>{W}</div>',
            OWN,
        ),
        (f'<blockquote type="cite">{Q}</blockquote><p>{W}</p>', OWN),
        ("<p>قیمت کمتر از <b>500 < 600</b> است</p>", "قیمت کمتر از 500 < 600 است"),
        (
            '<table><tr><td>نام</td><td>علی</td></tr></table><p style="border-top:solid 1px">پایان</p>',
            "نام علی پایان",
        ),
    ],
)
def test_what_stands_outside_a_mark_is_the_persons(page, own):
    assert exact(split("", page), own)


def test_answers_between_quoted_lines_stay_with_what_they_answer():
    page = (
        f'<div class="gmail_quote"><div class="gmail_attr">{A}</div><blockquote class="gmail_quote">کالا سالم بود؟</blockquote>'
        '<div>بله سالم</div><blockquote class="gmail_quote">پیک خوب بود؟</blockquote><div>دیر آمد</div>'
        f'<blockquote class="gmail_quote">{Q}</blockquote></div>'
    )
    found = split("", page)
    assert found.reply.split("\n") == [
        "> کالا سالم بود؟",
        "",
        "بله سالم",
        "",
        "> پیک خوب بود؟",
        "",
        "دیر آمد",
    ]
    assert "۱۲۳۴۵۶" in found.quoted


def test_a_page_that_leaves_words_out_decides_nothing():
    page = '<p>سلام</p><blockquote type="cite">نقل</blockquote>'
    found = split("سلام\nاین جمله‌ها فقط در متن ساده آمده‌اند و نباید گم شوند", page)
    assert not lost(found, "سلام این جمله‌ها فقط در متن ساده آمده‌اند و نباید گم شوند")


def test_a_marked_signature_goes_and_a_text_typed_into_it_stays():
    page = f'<div>{W}</div><div class="gmail_signature">علی رضایی<br>شرکت نمونه</div><blockquote type="cite">{Q}</blockquote>'
    found = split("", page)
    assert exact(found, OWN)
    assert found.signature == "علی رضایی\nشرکت نمونه"
    only = split("", f'<div id="Signature">{W}</div>')
    assert exact(only, OWN)


def test_links_and_numbers_are_said_as_in_the_text():
    page = (
        '<p>ببینید: <a href="https://example.ir/a?b=1">اینجا</a> و <a href="https://x.example/">https://x.example</a></p>'
        f'<ol><li>یک</li><li>دو</ol><ul><li>سه</ul><blockquote type="cite">{Q}</blockquote>'
    )
    assert (
        split("", page).reply
        == "ببینید: اینجا (https://example.ir/a?b=1) و https://x.example\n\n1. یک\n2. دو\n\n• سه"
    )


def test_links_that_only_the_text_spells_out_do_not_hide_the_marks():
    links = "\n".join(f"https://example.ir/{number}/some/long/path" for number in range(30))
    found = split(f"{OWN}\n\n{OURS}\n{links}", PROGRAMS["thunderbird"])
    assert exact(found, OWN)

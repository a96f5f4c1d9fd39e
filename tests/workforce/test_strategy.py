"""The five questions: answers are kept, what follows is by formula, and the plan is written as PDF and DOCX."""

import io
from datetime import date

import numpy as np
import pytest

from fixtures.people import Organization
from hamseda.kit.document.fonts import BUILT
from hamseda.workforce.people.equipment import total
from hamseda.workforce.rules import Goal, Work, evaluate
from hamseda.workforce.strategy.answers import Answers
from hamseda.workforce.strategy.outcome import Outcome, outcome_of
from hamseda.workforce.strategy.plan import Source, plan_of
from hamseda.workforce.strategy.wording import Wording

ROUTE = "/api/v1/workforce/strategy"
TODAY = date(2026, 11, 30)
is_built = pytest.mark.skipif(not BUILT.is_dir(), reason="the desk is not built: make ui ARGS=desk")


def follow(**answers) -> Outcome:
    return outcome_of(Answers(**answers), TODAY, "jalali")


def test_the_crisis_is_that_of_the_formula():
    answers = Answers(month=20_000, crisis_factor=4, callback_share=0.4, announced_share=0.25)
    found = outcome_of(answers, TODAY, "jalali")
    busiest = max(period.volume for period in found.periods)
    one = np.ones(1)
    work = Work(volume=4 * busiest * one, interval_s=1800 * one, aht_s=240 * one, patience_s=120 * one)
    by_hand = evaluate(work, np.array([found.peak]), Goal(share=0.8, within_s=20), 0 * one)
    assert found.crisis.usual.agents == found.peak
    assert found.crisis.usual.abandon == pytest.approx(float(by_hand.abandon[0]), rel=0.01)
    assert found.crisis.usual.service_level == pytest.approx(float(by_hand.service_level[0]), abs=0.01)
    owed = 4 * busiest * 0.75 * 0.4 * 8  # of four hours, in half hours
    assert found.crisis.callbacks == pytest.approx(owed, rel=0.01)


def test_measures_help_and_more_of_a_crisis_is_worse():
    plain, helped = follow(callback_share=0, announced_share=0).crisis, follow().crisis
    assert plain.announced == plain.usual
    assert helped.announced.abandon < helped.usual.abandon
    assert helped.announced_needed.agents < helped.needed.agents
    assert follow(crisis_factor=6).crisis.needed.agents > helped.needed.agents
    assert follow(crisis_factor=1, peak_factor=1).crisis.needed.agents == follow().peak


def test_callbacks_that_nobody_has_time_for_are_never_cleared():
    assert follow(month=200, callback_share=0.9).crisis.clear_h is not None
    tight = follow(month=400_000, share=0.01, within_s=3600, patience_s=7200)
    assert tight.crisis.clear_h is None or tight.crisis.clear_h > 1


def test_one_team_needs_no_more_than_two():
    for month in (500, 20_000, 300_000):
        pooling = follow(month=month).pooling
        assert pooling.together <= pooling.apart


def test_growth_is_even_and_ends_at_the_year():
    months = follow(growth_year=0.5, month=100_000).growth.groups[0].months
    grown = months[11].required.p50 / months[0].required.p50
    assert 1.3 < grown < 1.5 ** (11 / 12)  # a larger team loses less to chance


def words(language: str = "fa") -> Wording:
    return Wording(language, "jalali" if language == "fa" else "gregorian", "toman")


def test_months_below_a_picture_are_short_enough_for_twelve_of_them():
    assert [words("en").short_month(date(2026, month, 15)) for month in (9, 11, 12)] == ["Sep", "Nov", "Dec"]
    assert words("fa").short_month(TODAY) == "آذر"


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("service", ["support", "service", "both"])
def test_the_plan_names_every_assumption_with_its_source(language, service):
    answers = Answers(service=service, month=31_000)
    source = Source("مهر", TODAY, answers, {"month"}, outcome_of(answers, TODAY, "jalali"), total([], 0, 0))
    document = plan_of(source, words(language))
    table = next(one for one in document.blocks if type(one).__name__ == "Table")
    mine, usual = words(language).say("from.answer"), words(language).say("from.usual")
    assert {row[2] for row in table.rows} == {mine, usual}
    (month,) = [row for row in table.rows if row[2] == mine]
    assert month[1] == {"fa": "۳۱٬۰۰۰", "en": "31,000"}[language]
    heads = [one.text for one in document.blocks if type(one).__name__ == "Heading"]
    for part in ("assumptions", "day", "growth", "high", "crisis", "hiring", "equipment", "risks", "unknown"):
        assert words(language).say(part) in heads


def test_figures_are_written_as_their_readers_write_them():
    persian, english = words("fa"), words("en")
    assert (persian.number(12345.67, 1), english.number(12345.67, 1)) == ("۱۲٬۳۴۵٫۷", "12,345.7")
    assert (persian.amount(250_000_000), english.amount(15_000)) == ("۲۵ میلیون تومان", "1,500 toman")
    assert persian.clock(1440) == "۲۴:۰۰"
    assert persian.day(TODAY) == "۱۴۰۵/۰۹/۰۹"
    assert persian.month(TODAY) == "آذر ۱۴۰۵"


async def test_answers_are_kept_taken_back_and_what_follows_is_said_at_once(
    organization: Organization, sign_in, owner
):
    client = sign_in(organization.supervisor)
    usual = (await client.get(ROUTE)).json()
    assert (usual["given"], usual["answers"]["month"]) == ([], 20_000)
    told = (await client.patch(ROUTE, json={"month": 80_000, "service": "support"})).json()
    assert told["given"] == ["month", "service"]
    assert told["outcome"]["peak"] > usual["outcome"]["peak"]
    again = (await client.patch(ROUTE, json={"month": None, "crisis_factor": 6})).json()
    assert again["given"] == ["crisis_factor", "service"]
    assert (await client.get(ROUTE)).json() == again
    audited = await owner.fetchval(
        "SELECT count(*) FROM audit_entry WHERE organization_id = $1 AND action = 'strategy.changed'",
        organization.id,
    )
    assert audited == 2


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"opens_min": 600, "closes_min": 540}, 422),
        ({"opens_min": 601}, 400),
        ({"month": 0}, 400),
        ({"mood": 1}, 400),
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_is_kept(
    organization: Organization, sign_in, change, status
):
    client = sign_in(organization.admin)
    assert (await client.patch(ROUTE, json=change)).status_code == status
    assert (await client.get(ROUTE)).json()["given"] == []


@is_built
async def test_the_document_is_written_in_both_forms_and_languages(organization: Organization, sign_in):
    pdfium, docx = pytest.importorskip("pypdfium2"), pytest.importorskip("docx")
    client = sign_in(organization.admin)
    await client.patch(ROUTE, json={"month": 31_000, "salary_month": 250_000_000})
    await client.post(
        "/api/v1/workforce/equipment", json={"name": "هدست", "kind": "headset", "cost": 28_000_000}
    )
    for language, said in (
        ("fa", ["طرح نیرو و بحران", "۳۱٬۰۰۰", "پاسخ شما"]),
        ("en", ["Staffing and crisis plan", "31,000", "your answer"]),
    ):
        answer = await client.get(f"{ROUTE}/document", params={"form": "pdf", "language": language})
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/pdf"
        opened = pdfium.PdfDocument(answer.content)
        text = "\n".join(page.get_textpage().get_text_range() for page in opened)
        opened.close()
        assert [one for one in said if one not in text] == []
        word = await client.get(f"{ROUTE}/document", params={"form": "docx", "language": language})
        file = docx.Document(io.BytesIO(word.content))
        whole = "\n".join(p.text for p in file.paragraphs) + "\n".join(
            cell.text for table in file.tables for row in table.rows for cell in row.cells
        )
        assert [one for one in [*said, "هدست"] if one not in whole] == []
        assert len(file.inline_shapes) == 2
        assert word.headers["content-disposition"].endswith(f'{language}.docx"')

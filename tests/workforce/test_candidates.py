"""/api/v1/workforce/candidates: evidence by trait, for those who hire alone, deleted in time; never a total."""

import io
import json

import pytest

from fixtures.people import Organization
from hamseda.kit.document.fonts import BUILT
from hamseda.workforce.api import sweep_candidates
from hamseda.workforce.people.traits import TRAITS, are_apart

ROUTE = "/api/v1/workforce/candidates"
MEMBERS = "/api/v1/workforce/hiring-members"
NEW = {"name": "نگار", "post": "کارشناس پاسخ‌گویی"}
SEEN = {
    "trait": "patient",
    "exercise": "نقش‌آفرینی: گام‌های گم‌شده",
    "evidence": "سه بار همان را آرام و با واژه‌های دیگر گفت.",
    "level": 3,
}
WHY = "در هر دو تمرین آرام ماند و خودش راه پیدا کرد."


async def enter(client) -> str:
    answer = await client.post(ROUTE, json=NEW)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_evidence_is_kept_by_trait_and_differences_are_shown(organization: Organization, sign_in):
    admin, other = sign_in(organization.admin), sign_in(organization.supervisor)
    candidate = await enter(admin)
    await admin.put(f"{MEMBERS}/{organization.supervisor.id}")
    await admin.post(f"{ROUTE}/{candidate}/scores", json=SEEN)
    seen = await other.post(
        f"{ROUTE}/{candidate}/scores", json={**SEEN, "level": 1, "evidence": "دو بار حرف مشتری را برید."}
    )
    found = seen.json()
    assert [one["trait"] for one in found["traits"]] == list(TRAITS)
    patient = next(one for one in found["traits"] if one["trait"] == "patient")
    assert [(score["level"], score["interviewer"]) for score in patient["scores"]] == [
        (3, organization.admin.name),
        (1, organization.supervisor.name),
    ]
    assert patient["apart"]
    assert not any(one["apart"] for one in found["traits"] if one["trait"] != "patient")


async def test_nothing_is_added_up_ranked_or_cut_off(organization: Organization, sign_in):
    """No field of any answer holds a figure made of levels, and the list shows none."""
    admin = sign_in(organization.admin)
    candidate = await enter(admin)
    for trait in TRAITS:
        await admin.post(f"{ROUTE}/{candidate}/scores", json={**SEEN, "trait": trait, "level": 4})
    (row,) = (await admin.get(ROUTE)).json()["items"]
    assert set(row) == {
        "id", "name", "post", "decision", "decided_at", "deleted_on", "entries", "interviewers",
    }  # fmt: skip
    whole = (await admin.get(f"{ROUTE}/{candidate}")).json()
    assert set(whole) == {
        "id", "name", "post", "decision", "reason", "reason_notices", "decided_by", "decided_at", "deleted_on", "traits",
    }  # fmt: skip
    assert {name for trait in whole["traits"] for name in trait} == {"trait", "apart", "scores"}
    assert whole["decision"] is None


async def test_no_field_takes_age_sex_marital_status_picture_or_accent(organization: Organization, sign_in):
    admin = sign_in(organization.admin)
    for field in ("age", "birth_date", "sex", "gender", "marital_status", "photo", "accent"):
        assert (await admin.post(ROUTE, json={**NEW, field: "x"})).status_code == 400, field
    candidate = await enter(admin)
    said = (
        await admin.post(
            f"{ROUTE}/{candidate}/scores",
            json={**SEEN, "evidence": "خانم جوانی است و لهجه دارد ولی صبور بود."},
        )
    ).json()
    (score,) = next(one for one in said["traits"] if one["trait"] == "patient")["scores"]
    assert {one["matter"] for one in score["notices"]} == {"sex", "age", "accent"}
    assert score["evidence"].startswith("خانم")  # noticed, not refused, not changed


@pytest.mark.parametrize("change", [{"evidence": "خوب بود"}, {"level": 5}, {"level": 0}, {"trait": "clever"}])
async def test_a_level_needs_its_evidence(organization: Organization, sign_in, change):
    admin = sign_in(organization.admin)
    candidate = await enter(admin)
    answer = await admin.post(f"{ROUTE}/{candidate}/scores", json={**SEEN, **change})
    assert answer.status_code == 400, answer.text


async def test_one_changes_what_one_wrote_and_nothing_else(organization: Organization, sign_in):
    admin, other = sign_in(organization.admin), sign_in(organization.agent)
    candidate = await enter(admin)
    await admin.put(f"{MEMBERS}/{organization.agent.id}")
    written = (await admin.post(f"{ROUTE}/{candidate}/scores", json=SEEN)).json()
    score = next(one for one in written["traits"] if one["scores"])["scores"][0]["id"]
    assert (await other.patch(f"{ROUTE}/{candidate}/scores/{score}", json={"level": 1})).status_code == 404
    assert (await other.delete(f"{ROUTE}/{candidate}/scores/{score}")).status_code == 404
    changed = (await admin.patch(f"{ROUTE}/{candidate}/scores/{score}", json={"level": None})).json()
    assert next(one for one in changed["traits"] if one["scores"])["scores"][0]["level"] is None
    twice = await admin.post(f"{ROUTE}/{candidate}/scores", json=SEEN)
    assert (twice.status_code, twice.json()["code"]) == (409, "score_there")


async def test_the_decision_is_a_persons_and_has_a_reason(organization: Organization, sign_in):
    admin = sign_in(organization.admin)
    candidate = await enter(admin)
    short = await admin.put(f"{ROUTE}/{candidate}/decision", json={"decision": "hire", "reason": "خوب"})
    assert short.status_code == 400
    made = (await admin.put(f"{ROUTE}/{candidate}/decision", json={"decision": "hire", "reason": WHY})).json()
    assert (made["decision"], made["reason"], made["decided_by"]) == ("hire", WHY, organization.admin.name)


async def test_the_right_is_given_by_name_and_taken_back_at_once(
    organization: Organization, sign_in, foreign
):
    admin, agent = sign_in(organization.admin), sign_in(organization.agent)
    refused = await agent.get(ROUTE)
    assert (refused.status_code, refused.json()["code"]) == (403, "hiring_right_missing")
    assert (await agent.put(f"{MEMBERS}/{organization.agent.id}")).status_code == 403
    await admin.put(f"{MEMBERS}/{organization.agent.id}")
    await admin.put(f"{MEMBERS}/{organization.agent.id}")
    assert (await agent.get(ROUTE)).status_code == 200
    (member,) = (await admin.get(MEMBERS)).json()["items"]
    assert member == {"user_id": str(organization.agent.id), "name": organization.agent.name}
    await admin.delete(f"{MEMBERS}/{organization.agent.id}")
    assert (await agent.get(ROUTE)).status_code == 403
    assert (await admin.put(f"{MEMBERS}/{foreign.agent.id}")).status_code == 422
    assert (await sign_in(organization.auditor).get(ROUTE)).status_code == 403


async def test_looks_and_deeds_are_logged_without_a_word_about_the_candidate(
    organization: Organization, sign_in, owner
):
    admin = sign_in(organization.admin)
    candidate = await enter(admin)
    await admin.post(f"{ROUTE}/{candidate}/scores", json=SEEN)
    await admin.get(f"{ROUTE}/{candidate}")
    await admin.put(f"{ROUTE}/{candidate}/decision", json={"decision": "later", "reason": WHY})
    await admin.delete(f"{ROUTE}/{candidate}")
    told = await owner.fetch(
        "SELECT action, detail FROM audit_entry WHERE organization_id = $1 AND subject_kind = 'candidate' ORDER BY id",
        organization.id,
    )
    assert [row["action"] for row in told] == [
        f"candidate.{what}" for what in ("added", "scored", "viewed", "decided", "removed")
    ]
    kept = json.dumps([row["detail"] for row in told], ensure_ascii=False, default=str)
    assert not [word for word in (NEW["name"], NEW["post"], SEEN["evidence"], WHY) if word in kept]


async def test_data_are_deleted_so_many_days_after_the_last_word(
    organization: Organization, sign_in, owner, house
):
    admin = sign_in(organization.admin)
    old, young = await enter(admin), await enter(admin)
    await admin.post(f"{ROUTE}/{old}/scores", json=SEEN)
    await owner.execute("UPDATE candidate SET touched_at = now() - interval '181 days' WHERE id = $1", old)
    await owner.execute("UPDATE candidate SET touched_at = now() - interval '179 days' WHERE id = $1", young)
    assert await sweep_candidates(house.system, 180) == 1
    assert [row["id"] for row in (await admin.get(ROUTE)).json()["items"]] == [young]
    assert await owner.fetchval("SELECT count(*) FROM candidate_score WHERE candidate_id = $1", old) == 0


@pytest.mark.skipif(not BUILT.is_dir(), reason="the desk is not built: make ui ARGS=desk")
async def test_the_candidate_can_read_every_level_explained_and_no_name(
    organization: Organization, sign_in, owner
):
    pdfium, docx = pytest.importorskip("pypdfium2"), pytest.importorskip("docx")
    admin = sign_in(organization.admin)
    candidate = await enter(admin)
    await admin.post(f"{ROUTE}/{candidate}/scores", json=SEEN)
    await admin.put(f"{ROUTE}/{candidate}/decision", json={"decision": "later", "reason": WHY})
    pdf = await admin.get(f"{ROUTE}/{candidate}/sheet", params={"language": "fa"})
    assert pdf.status_code == 200, pdf.text
    opened = pdfium.PdfDocument(pdf.content)
    assert sum(len(page.get_textpage().get_text_range()) for page in opened) > 500
    opened.close()
    word = await admin.get(f"{ROUTE}/{candidate}/sheet", params={"language": "fa", "form": "docx"})
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(word.content)).paragraphs)
    text = text.replace("\u2068", "").replace("\u2069", "")
    for piece in (
        SEEN["evidence"],
        SEEN["exercise"],
        WHY,
        "هر بار آرام گفت و واژه‌ها را عوض کرد.",
        "صبور",
        "نگار",
    ):
        assert piece in text
    assert organization.admin.name not in text
    printed = await owner.fetchval(
        "SELECT count(*) FROM audit_entry WHERE organization_id = $1 AND action = 'candidate.printed'",
        organization.id,
    )
    assert printed == 2


async def test_the_traits_are_told_in_the_readers_language(organization: Organization, sign_in):
    found = (await sign_in(organization.admin).get("/api/v1/workforce/traits")).json()["items"]
    assert [(one["trait"], len(one["levels"])) for one in found] == [(trait, 4) for trait in TRAITS]
    assert found[5]["name"] == "صبور"


@pytest.mark.parametrize(
    ("levels", "apart"),
    [([], False), ([3], False), ([3, None], False), ([2, 3], False), ([1, 3], True), ([4, None, 2], True)],
)
def test_two_levels_apart_are_told(levels, apart):
    assert are_apart(levels) is apart

"""Search as people type it: spellings meet, rights hold, guesses lead somewhere."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.people import insert
from hamseda.conversations.append import NewMessage
from hamseda.conversations.index import index_new_messages
from hamseda.conversations.search import highlighted, read_query
from hamseda.kit.ids import new_id
from hamseda.kit.persian import query_terms

WORDS = st.sampled_from(["سفارش", "كتابها", "کتاب‌ها", "hello", "۱۲۳", "و", "!", "می‌خواهم", "\n"])


@pytest.fixture
def write(house, organization):
    """Append messages to a conversation and index them."""

    async def act(*texts: str, conversation_id: UUID | None = None, **more) -> list[str]:
        found = []
        for text in texts:
            appended = await house.appender.append(
                organization.id,
                NewMessage(
                    **{
                        "conversation_id": conversation_id or organization.conversation_id,
                        "kind": "message",
                        "direction": "internal",
                        "author_kind": "agent",
                        "text": text,
                        "text_direction": "rtl",
                        **more,
                    }
                ),
            )
            found.append(appended.message["id"])
        while await index_new_messages(house.system, 100):
            pass
        return found

    return act


@pytest.fixture
def search(sign_in, organization):
    async def act(query: str, role: str = "agent", **more):
        answer = await sign_in(getattr(organization, role)).get(
            "/api/v1/search", params={"query": query, **more}
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    return act


def ids(found) -> list[str]:
    return [one["message_id"] for one in found["messages"]]


def marked(found) -> list[str]:
    return [part["text"] for part in found["messages"][0]["highlight"] if part["hit"]]


@pytest.mark.parametrize(
    ("written", "asked", "hit"),
    [
        ("كتابها رسید", "کتاب‌ها", "كتابها"),
        ("کتاب‌هایم نرسید", "كتاب", "کتاب‌هایم"),
        ("شماره ۱۲۳۴۵ است", "12345", "۱۲۳۴۵"),
        ("سفارش شما ارسال شد", "سفارش", "سفارش"),
        ("Where is my Parcel?", "parcel", "Parcel"),
    ],
)
async def test_spellings_of_a_word_meet_and_the_written_one_is_marked(write, search, written, asked, hit):
    [message] = await write(written)
    found = await search(asked)
    assert message in ids(found)
    assert marked(found) == [hit]


async def test_phrase_then_all_words_then_some(write, search):
    some, every, phrase, none = await write("پول سفید", "برگشت آن پول", "برگشت پول", "چیز دیگر")
    assert ids(await search("برگشت پول")) == [phrase, every, some]
    assert none not in ids(await search("برگشت پول"))


async def test_a_part_of_a_word_and_a_slip_of_the_pen_are_found_when_no_word_hits(write, search):
    [message] = await write("دستگاه هواپیمایی")
    assert ids(await search("واپیما")) == [message]
    assert marked(await search("واپیما")) == ["هواپیمایی"]
    assert ids(await search("هواپیمابی")) == [message]


@pytest.mark.parametrize(
    ("typed", "meant", "reason"), [("sghl", "سلام", "keyboard"), ("ghabz", "قبض", "finglish")]
)
async def test_another_layout_and_finglish_are_offered_when_they_find_something(
    write, search, typed, meant, reason
):
    assert (await search(typed))["did_you_mean"] == []
    await write(f"{meant} دارم")
    assert (await search(typed))["did_you_mean"][0] == {"query": meant, "reason": reason}
    assert (await search(typed, role="other_agent"))["did_you_mean"] == []


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("admin", True),
        ("supervisor", True),
        ("agent", True),
        ("other_agent", False),
        ("light", False),
        ("auditor", True),
    ],
)
async def test_only_what_the_caller_may_see_is_found(write, search, role, sees):
    [message] = await write("محرمانه")
    [note] = await write("محرمانه یادداشت", kind="note")
    assert (message in ids(await search("محرمانه", role))) == sees
    assert (note in ids(await search("محرمانه", role))) == sees


async def test_light_finds_in_what_is_handed_over(write, search, owner, organization):
    [message] = await write("ارجاع‌شده")
    assert ids(await search("ارجاع‌شده", "light")) == []
    await insert(
        owner,
        "conversation_participant",
        organization_id=organization.id,
        reason="handed",
        conversation_id=organization.conversation_id,
        user_id=organization.light.id,
    )
    assert ids(await search("ارجاع‌شده", "light")) == [message]


async def test_older_hits_are_found_behind_thousands_that_are_not_for_the_caller(
    write, search, owner, organization
):
    hidden = new_id()
    await insert(
        owner,
        "conversation",
        organization_id=organization.id,
        id=hidden,
        number=99,
        customer_id=organization.customer_id,
        queue_id=organization.support_queue_id,
        department_id=organization.support_id,
    )
    [mine] = await write("کمیاب")
    now = datetime.now(UTC)
    await owner.execute(
        "INSERT INTO message_search (organization_id, message_id, conversation_id, created_at, search_text) "
        "SELECT $1, gen_random_uuid(), $2, $3::timestamptz + make_interval(secs => n), 'کمیاب' "
        "FROM generate_series(1, 2500) n",
        organization.id,
        hidden,
        now + timedelta(hours=1),
    )
    assert ids(await search("کمیاب")) == [mine]


async def test_conversation_number_phone_and_mail(write, search, owner, organization):
    for kind, value in (("phone", "+989121110099"), ("email", "nasrin@example.com")):
        await insert(
            owner,
            "identity",
            organization_id=organization.id,
            id=new_id(),
            kind=kind,
            value=value,
            customer_id=organization.customer_id,
            raw=value,
        )
    assert [c["id"] for c in (await search("#۱"))["conversations"]] == [str(organization.conversation_id)]
    assert (await search("1", "other_agent"))["conversations"] == []
    for query in ("۰۹۱۲ ۱۱۱ ۰۰۹۹", "09121110099", "Nasrin@Example.com", "نسرین"):
        assert [c["id"] for c in (await search(query))["customers"]] == [str(organization.customer_id)], query
    assert (await search("نسرین", kind="messages"))["customers"] == []


async def test_a_taken_back_message_is_not_found(write, search, owner):
    [message] = await write("پشیمان")
    await owner.execute("UPDATE message SET state = 'cancelled' WHERE id = $1", UUID(message))
    assert ids(await search("پشیمان")) == []


async def test_a_masked_number_is_not_found_by_its_digits(house, sign_in, search, organization):
    agent = sign_in(organization.agent)
    sent = await agent.post(
        f"/api/v1/conversations/{organization.conversation_id}/messages",
        json={"id": str(new_id()), "kind": "note", "text": "کارت ۶۰۳۷۹۹۱۱۱۱۱۱۱۱۱۲ زرشکی"},
    )
    assert sent.status_code == 201, sent.text
    while await index_new_messages(house.system, 100):
        pass
    assert len(ids(await search("زرشکی"))) == 1
    for digits in ("6037991111111112", "۹۹۱۱ ۱۱۱۱", "99111111"):
        assert ids(await search(digits)) == [], digits


async def test_another_organization_finds_nothing(write, sign_in, foreign):
    await write("خصوصی")
    found = (await sign_in(foreign.admin).get("/api/v1/search", params={"query": "خصوصی"})).json()
    assert (found["messages"], found["customers"]) == ([], [])


async def test_the_index_is_written_once_and_survives_repetition(write, house, owner, organization):
    await write("یک", "دو")
    count = "SELECT count(*) FROM message_search WHERE organization_id = $1"
    assert await owner.fetchval(count, organization.id) == 2
    await owner.execute("UPDATE event_cursor SET number = 0 WHERE organization_id = $1", organization.id)
    assert await index_new_messages(house.system, 1) == 1
    while await index_new_messages(house.system, 1):
        pass
    assert await owner.fetchval(count, organization.id) == 2


@pytest.mark.parametrize(
    "query", ["'", "a' | 'b", "!!", "%_\\", "و", "\u200c", "١", "x" * 200, "9" * 30, "<->"]
)
async def test_any_query_is_answered(search, query):
    assert set(await search(query)) == {"messages", "conversations", "customers", "did_you_mean"}


@pytest.mark.parametrize(
    "params", [{}, {"query": ""}, {"query": "x" * 201}, {"query": "a", "kind": "all_of_it"}]
)
async def test_a_query_that_is_none_is_refused_by_name(sign_in, organization, params):
    answer = await sign_in(organization.agent).get("/api/v1/search", params=params)
    assert answer.status_code in {400, 422}
    assert answer.json()["errors"][0]["field"] in {"query", "kind"}


@given(st.lists(WORDS, max_size=60).map(" ".join), WORDS)
def test_segments_are_the_text_around_the_hits(text, query):
    question = read_query(query)
    segments = highlighted(text, question)
    shown = "".join(part.text for part in segments)
    assert shown.removeprefix("… ").removesuffix(" …") in text
    assert all(part.text for part in segments)
    if set(query_terms(text)) & set(question.terms):
        assert any(part.hit for part in segments)

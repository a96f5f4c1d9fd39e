import asyncpg
import pytest

from hamseda.founding import PersonRefusedError, create_person, office_hours
from hamseda.organization.passwords import is_password
from hamseda.settings import Settings

SECRET = "درخت-بلوط-۲۷"


@pytest.fixture
def settings(tmp_path, database_dsn: str) -> Settings:
    return Settings(folder=str(tmp_path), database_url=database_dsn)


async def test_the_first_person_finds_an_organization_that_works(
    settings: Settings, owner: asyncpg.Connection
):
    said = await create_person(settings, "Ali@Shop.example", "علی", "admin", "main", SECRET)
    assert (
        said
        == "The organization main was made. علی <ali@shop.example> can log in as admin of main, with this password."
    )
    row = await owner.fetchrow(
        """SELECT (SELECT password_hash FROM app_user WHERE email = 'ali@shop.example') AS hash,
                  (SELECT count(*) FROM event_head) AS heads, (SELECT count(*) FROM brand) AS brands,
                  (SELECT count(*) FROM queue q JOIN queue_member m ON m.queue_id = q.id) AS served,
                  (SELECT count(*) FROM department) AS departments, (SELECT count(*) FROM calendar) AS calendars,
                  (SELECT count(*) FROM disposition) AS dispositions, (SELECT is_demo FROM organization) AS is_demo,
                  (SELECT count(*) FROM audit_entry WHERE action = 'member.added') AS audited"""
    )
    assert await is_password(row["hash"], SECRET)
    assert tuple(row)[1:] == (1, 1, 1, 1, 1, 1, False, 1)


async def test_a_second_person_makes_no_second_furniture(settings: Settings, owner: asyncpg.Connection):
    said = await create_person(settings, "kaveh@shop.example", "کاوه", "agent", "main", SECRET)
    assert said == "کاوه <kaveh@shop.example> can log in as agent of main, with this password."
    assert await owner.fetchval("SELECT count(*) FROM queue") == 1
    assert await owner.fetchval("SELECT count(*) FROM queue_member") == 2


async def test_an_auditor_has_an_end(settings: Settings, owner: asyncpg.Connection):
    await create_person(settings, "bazres@shop.example", "بازرس", "auditor", "main", SECRET)
    assert await owner.fetchval("SELECT valid_until > now() FROM membership WHERE role = 'auditor'")


@pytest.mark.parametrize(
    ("email", "role", "slug", "password", "said"),
    [
        ("kaveh@shop.example", "agent", "main", SECRET, "is a member of main already"),
        ("kaveh", "agent", "main", SECRET, "is not an e-mail address"),
        ("new@shop.example", "boss", "main", SECRET, "is not a role: choose one of admin"),
        ("new@shop.example", "agent", "my shop", SECRET, "letters, digits and hyphens"),
        ("new@shop.example", "agent", "main", "short", "10 to 512 characters"),
    ],
)
async def test_what_is_refused_changes_nothing(
    settings: Settings, owner: asyncpg.Connection, email: str, role: str, slug: str, password: str, said: str
):
    before = await owner.fetch("SELECT * FROM membership ORDER BY user_id")
    with pytest.raises(PersonRefusedError, match=said):
        await create_person(settings, email, "کسی", role, slug, password)
    assert await owner.fetch("SELECT * FROM membership ORDER BY user_id") == before
    assert await owner.fetchval("SELECT count(*) FROM organization") == 1


async def test_somebody_known_elsewhere_keeps_name_and_password(
    settings: Settings, owner: asyncpg.Connection
):
    said = await create_person(settings, "ali@shop.example", "دیگری", "agent", "second", "رمزی-دیگر-۴۴")
    assert said.endswith("can log in as agent of second, with the password they have.")
    row = await owner.fetchrow("SELECT name, password_hash FROM app_user WHERE email = 'ali@shop.example'")
    assert row["name"] == "علی"
    assert await is_password(row["password_hash"], SECRET)


def test_offices_rest_on_friday():
    days = office_hours().week.by_weekday()
    assert [len(slots) for slots in days] == [1, 1, 1, 1, 1, 1, 0]

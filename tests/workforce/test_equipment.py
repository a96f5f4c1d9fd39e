"""What seats need: units, spares and money, by rule, by command and by the API."""

import json

import pytest

from fixtures.people import Organization
from hamseda.workforce.people.equipment import Item, total

ROUTE = "/api/v1/workforce/equipment"
HEADSET = {"name": "هدست", "kind": "headset", "basis": "person", "cost": 100.0, "spare": 0.1, "life_years": 2}


def test_units_are_whole_and_spares_are_counted():
    found = total(
        [
            Item(name="headset", kind="headset", basis="person", cost=100, spare=0.1, life_years=2),
            Item(name="monitor", kind="monitor", count=2, cost=50, month_cost=1),
            Item(name="server", kind="system", basis="shared", count=25, cost=1000, life_years=5),
            Item(name="licence", kind="software", month_cost=3),
            Item(name="wall", kind="other"),
        ],
        seats=26,
        people=40,
    )
    assert [(line.units, line.spares) for line in found.lines] == [(44, 4), (52, 0), (2, 0), (26, 0), (26, 0)]
    assert (found.first, found.month) == (44 * 100 + 52 * 50 + 2 * 1000, 52 + 3 * 26)
    assert [line.year for line in found.lines] == [2200, 624, 400, 936, None]
    assert found.year == 2200 + 624 + 400 + 936
    assert (found.unpriced, found.seat) == (1, found.first / 26)


def test_nobody_needs_nothing():
    found = total([Item(name="x", kind="other", cost=5)], seats=0, people=0)
    assert (found.first, found.seat, found.lines[0].units) == (0, None, 0)


def test_the_command_adds_up_a_table(workforce, tmp_path):
    file = tmp_path / "things.csv"
    file.write_text(
        "name,kind,basis,cost,spare,life_years\nهدست,headset,person,۱۰۰,10%,2\n", encoding="utf-8"
    )
    done = workforce("equipment", file, "--seats", "20", "--people", "30", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["first"] == 3300
    said = workforce("equipment", file, "--seats", "20").output
    assert "At once 2,200, a month 0, a year 1,100 rial." in said


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("x,phone,seat,1", "line 2, column kind: phone is none of system"),
        ("x,headset,desk,1", "line 2, column basis: desk is none of seat"),
        (",headset,seat,1", "line 2, column name: is empty"),
        ("x,headset,seat,-1", "line 2, column cost: -1 must be at least 0"),
    ],
)
def test_what_cannot_be_meant_is_named(workforce, tmp_path, row, said):
    file = tmp_path / "things.csv"
    file.write_text(f"name,kind,basis,cost\n{row}\n", encoding="utf-8")
    done = workforce("equipment", file, "--seats", "20")
    assert done.exit_code == 2
    assert said in done.output


async def test_the_list_is_kept_changed_and_added_up_and_the_log_tells(
    organization: Organization, sign_in, owner
):
    client = sign_in(organization.supervisor)
    made = (await client.post(ROUTE, json=HEADSET)).json()
    await client.post(ROUTE, json={"name": "نرم‌افزار", "kind": "software", "month_cost": 7})
    added = (await client.get(f"{ROUTE}/total", params={"seats": "20", "people": "30"})).json()
    assert (added["first"], added["month"], added["unpriced"]) == (3300, 140, 0)
    changed = await client.patch(f"{ROUTE}/{made['id']}", json={"cost": None})
    assert changed.json()["cost"] is None
    assert (await client.get(f"{ROUTE}/total", params={"seats": "20"})).json()["unpriced"] == 1
    assert (await client.delete(f"{ROUTE}/{made['id']}")).status_code == 204
    assert len((await client.get(ROUTE)).json()["items"]) == 1
    told = await owner.fetch(
        "SELECT action FROM audit_entry WHERE organization_id = $1 AND subject_kind = 'equipment_item' ORDER BY id",
        organization.id,
    )
    assert [row["action"] for row in told] == [
        f"equipment_item.{verb}" for verb in ("added", "added", "changed", "removed")
    ]


async def test_nobody_sees_the_list_of_another_house(organization: Organization, foreign, sign_in):
    await sign_in(organization.admin).post(ROUTE, json=HEADSET)
    stranger = sign_in(foreign.admin)
    assert (await stranger.get(ROUTE)).json()["items"] == []
    assert (await stranger.get(f"{ROUTE}/total", params={"seats": "5"})).json()["first"] == 0


def test_what_is_paid_by_the_month_is_in_every_sum(workforce, tmp_path):
    file = tmp_path / "things.csv"
    file.write_text("name,kind,cost,month_cost\nline,other,,100\ndesk,furniture,50,\n", encoding="utf-8")
    said = workforce("equipment", file, "--seats", "2", "--language", "en").stdout
    assert "At once 100, a month 200, a year 2,400 rial." in said
    assert "without a price" not in said
    file.write_text("name,kind,cost,month_cost\nline,other,,100\ndesk,furniture,,0\n", encoding="utf-8")
    said = workforce("equipment", file, "--seats", "2", "--language", "en").stdout
    assert "At once 0, a month 200, a year 2,400 rial." in said
    assert "1 without a price is not in it." in said

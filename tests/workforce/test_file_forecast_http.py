"""POST /api/v1/workforce/forecast: a history that somebody sends; nothing in it is silently repaired."""

import pytest

from fixtures.people import Organization
from workforce.worlds import as_csv, world

ROUTE = "/api/v1/workforce/forecast"


async def send(client, csv: str, **more):
    return await client.post(
        ROUTE, json={"csv": csv, "minutes": 30, "horizon_days": 7, "country": "", **more}
    )


def rows(*lines: str) -> str:
    return "\n".join(["start,volume", *lines]) + "\n"


async def test_queues_of_a_table_are_continued(organization: Organization, sign_in):
    csv = as_csv(world(), queue="فروش") + as_csv(world(seed=4), queue="x").partition("\n")[2]
    answer = await send(sign_in(organization.supervisor), csv)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["first_day"] == "2026-04-24"  # a Friday, and closed
    assert [one["labels"] for one in found["items"]] == [{"queue": "فروش"}, {"queue": "x"}]
    for one in found["items"]:
        assert one["model"] in one["wape"]
        assert one["points"][0]["start"] == "2026-04-25T08:00"
        assert all(point["p10"] <= point["p50"] <= point["p90"] for point in one["points"])


async def test_jalali_days_and_digits_of_three_scripts(organization: Organization, sign_in):
    lines = [f"۱۴۰۵/۰۹/{day:02} ٠٩:۰۰,١{day}" for day in range(1, 15)]
    answer = await send(sign_in(organization.admin), rows(*lines), minutes=60, horizon_days=1)
    assert answer.status_code == 200, answer.text
    assert answer.json()["first_day"] == "2026-12-06"


BAD = {
    "negative": (rows("2026-11-02T09:00,-4"), [(2, "volume")]),
    "no number": (rows("2026-11-02T09:00,many", "2026-11-02T09:30,nan"), [(2, "volume"), (3, "volume")]),
    "no time": (rows("yesterday,4"), [(2, "start")]),
    "twice": (rows("2026-11-02T09:00,4", "2026-11-02T09:30,4", "2026-11-02T09:00,5"), [(4, "start")]),
    "mixed": (
        rows("2026-11-02T09:00,4", "2026-11-02T09:30,4", "2026-11-02T10:00,4", "2026-11-02T10:10,4"),
        [(5, "start")],
    ),
    "no volume": ("start\n2026-11-02T09:00\n", [(1, "volume")]),
    "twice by clocks": (rows("2026-10-25T02:00+02:00,4", "2026-10-25T02:00+01:00,5"), [(3, "start")]),
}


@pytest.mark.parametrize("name", BAD)
async def test_what_cannot_be_meant_is_named_by_line_and_column(organization: Organization, sign_in, name):
    csv, places = BAD[name]
    refused = await send(sign_in(organization.admin), csv)
    assert refused.status_code == 422, refused.text
    problem = refused.json()
    assert problem["code"] == "history_faulty"
    assert [(fault["line"], fault["column"]) for fault in problem["faults"]] == places
    assert [error["field"] for error in problem["errors"]] == [
        f"csv.{line}.{column}" for line, column in places
    ]
    assert all(len(fault["why"]) > 10 for fault in problem["faults"])


async def test_gaps_are_taken_as_one_says(organization: Organization, sign_in):
    days = [f"2026-11-{day:02}T{hour:02}:00,{hour}" for day in range(2, 16) for hour in (9, 10, 11)]
    csv = rows(*[line for line in days if line != "2026-11-11T10:00,10"])
    client = sign_in(organization.admin)
    refused = await send(client, csv, minutes=60)
    assert refused.status_code == 422
    (fault,) = refused.json()["faults"]
    assert fault["column"] == "start"
    assert "--gaps" in fault["why"]
    for gaps in ("unknown", "zero"):
        answer = await send(client, csv, minutes=60, gaps=gaps)
        assert answer.status_code == 200, answer.text


async def test_rubbish_and_too_much_are_refused(organization: Organization, sign_in):
    client = sign_in(organization.admin)
    for csv in ("\0", "a", "start,volume\n", 'start,volume\n"2026'):
        answer = await send(client, csv)
        assert answer.status_code in {400, 422}, answer.text
    many = "start,volume,queue\n" + "".join(f"2026-11-02T09:00,4,{queue}\n" for queue in range(51))
    refused = await send(client, many)
    assert (refused.status_code, refused.json()["code"]) == (422, "history_faulty")
    assert "حداکثر ۵۰ صف" in refused.json()["faults"][0]["why"]


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("fa", ["-4 باید دست‌کم ۰ باشد.", "خالی است؛ عددی بنویسید", "۱۴۰۵/۰۸/۱۱ ۰۹:۰۰ پیش‌تر در ردیف ۲ آمده"]),
        (
            "en",
            [
                "-4 must be at least 0.",
                "is empty: write a number",
                "2026-11-02 09:00 stands already in line 2",
            ],
        ),
    ],
)
async def test_each_line_is_refused_in_the_words_and_digits_of_its_reader(
    organization: Organization, sign_in, owner, locale, said
):
    await owner.execute("UPDATE app_user SET locale = $2 WHERE id = $1", organization.admin.id, locale)
    client = sign_in(organization.admin)
    faults = (await send(client, rows("2026-11-02T09:00,-4", "2026-11-02T09:30,"))).json()["faults"]
    twice = (
        await send(client, rows("2026-11-02T09:00,4", "2026-11-02T09:30,4", "2026-11-02T09:00,5"))
    ).json()
    found = [fault["why"] for fault in [*faults, *twice["faults"]]]
    assert [one in whole for one, whole in zip(said, found, strict=True)] == [True] * 3, found


async def test_options_of_the_command_are_not_named_to_readers_of_the_desk(
    organization: Organization, sign_in
):
    client = sign_in(organization.supervisor)
    refused = await send(client, rows("2026-11-02T09:00,4", "2026-11-02T10:00,4"))
    (fault,) = refused.json()["faults"]
    assert fault["why"] == "گام تاریخچه ۶۰ دقیقه است؛ مضربی از آن بدهید، مانند ۶۰ دقیقه."


async def test_a_short_table_says_which_weekdays_were_lent(organization: Organization, sign_in):
    client = sign_in(organization.supervisor)
    answer = await send(client, rows("2026-11-02T09:00,40", "2026-11-02T09:30,50"), country="IR")  # a Monday
    (item,) = answer.json()["items"]
    lent, rest = item["notes"]
    assert "سه‌شنبه، چهارشنبه، پنجشنبه، شنبه، یکشنبه" in lent
    assert "جمعه" in rest
    first = item["points"][0]
    assert first["p10"] < 0.5 * first["mean"]
    assert first["p90"] > 1.5 * first["mean"]

"""Files: durable before their row, typed by their bytes, read by those who see the conversation."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.people import insert
from hamseda.conversations import attachments_http
from hamseda.conversations.append import NewMessage
from hamseda.conversations.attachments import attachment_blobs, clean_name, sweep_orphans
from hamseda.conversations.file_types import settled_type, tolerant_type
from hamseda.kit.blobs import Blobs, Folder, Remote, blobs_at
from hamseda.kit.problem import Invalid, TooLarge
from hamseda.settings import Settings

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
PDF = b"%PDF-1.7\n" + b"x" * 64
LIMIT = 300_000


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    return Settings(
        folder=str(tmp_path_factory.mktemp("house")), public_url="http://hamseda.test", max_upload_bytes=LIMIT
    )


@pytest.fixture
def as_(sign_in, organization):
    return lambda name: sign_in(getattr(organization, name))


def files_in(settings: Settings) -> list[Path]:
    return [path for path in (settings.data_folder / "attachments").rglob("*") if path.is_file()]


async def send(client, name="عکس.png", content=PNG, kind="image/png", **data):
    return await client.post("/api/v1/attachments", files={"file": (name, content, kind)}, data=data)


async def test_other_users_of_the_machine_do_not_reach_the_files(as_, settings):
    await send(as_("agent"))
    folders = [each for each in (settings.data_folder / "attachments").rglob("*") if each.is_dir()]
    assert {each.stat().st_mode & 0o077 for each in [settings.data_folder / "attachments", *folders]} == {0}


async def attach(house, organization, file, kind="message"):
    await house.appender.append(
        organization.id,
        NewMessage(
            conversation_id=organization.conversation_id,
            kind=kind,
            direction="internal",
            author_kind="agent",
            text="x",
            text_direction="rtl",
            attachments=[{"id": file["id"]}],
        ),
    )


async def stream(*chunks: bytes):
    for chunk in chunks:
        yield chunk


async def test_a_picture_goes_up_and_comes_down_unchanged(as_):
    agent = as_("agent")
    answer = await send(agent)
    assert answer.status_code == 201
    file = answer.json()
    assert (file["name"], file["content_type"], file["size"], file["is_image"]) == (
        "عکس.png",
        "image/png",
        len(PNG),
        True,
    )
    down = await agent.get(file["url"])
    assert down.content == PNG
    assert down.headers["x-content-type-options"] == "nosniff"
    assert down.headers["content-disposition"].startswith("inline; filename*=UTF-8''%D8%B9")
    assert "sandbox" in down.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("name", "content", "kind", "stored"),
    [
        ("page.html", b"<html><script>alert(1)</script>", "text/html", "application/octet-stream"),
        ("pic.svg", b"<svg onload='x()'/>", "image/svg+xml", "application/octet-stream"),
        ("a.pdf", PDF, "application/pdf", "application/pdf"),
        ("متن.txt", "سلام".encode(), "text/plain; charset=utf-8", "text/plain"),
    ],
)
async def test_everything_else_is_only_ever_a_download(as_, name, content, kind, stored):
    agent = as_("agent")
    file = (await send(agent, name, content, kind)).json()
    down = await agent.get(file["url"])
    assert down.headers["content-type"].partition(";")[0] == stored
    assert down.headers["content-disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    ("name", "content", "kind", "code"),
    [
        ("a.png", PDF, "image/png", "type_mismatch"),
        ("a.pdf", b"<html>", "application/pdf", "type_mismatch"),
        ("a.png", b"MZ\x90\x00", "image/png", "type_not_allowed"),
        ("فاکتور.pdf.exe", b"anything", "application/pdf", "type_not_allowed"),
        ("empty.txt", b"", "text/plain", "empty"),
    ],
)
async def test_what_belies_itself_is_refused_and_leaves_nothing(
    as_, settings, owner, organization, name, content, kind, code
):
    before = len(files_in(settings))
    answer = await send(as_("agent"), name, content, kind)
    assert answer.status_code == 422
    assert (answer.json()["errors"][0]["field"], answer.json()["errors"][0]["code"]) == ("file", code)
    assert len(files_in(settings)) == before
    assert (
        await owner.fetchval("SELECT count(*) FROM attachment WHERE organization_id = $1", organization.id)
        == 0
    )


async def test_a_file_above_the_limit_is_refused_and_leaves_nothing(as_, settings):
    before = len(files_in(settings))
    answer = await send(as_("agent"), content=PNG + b"x" * LIMIT)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert len(files_in(settings)) == before


async def test_a_full_disk_is_said_and_nothing_is_stored(as_, owner, organization, monkeypatch, tmp_path):
    class FullDisk(Folder):
        def create(self, key):
            super().create(key).close()
            return Path("/dev/full").open("wb", buffering=0)

    monkeypatch.setattr(attachments_http.attachments, "attachment_blobs", lambda _: Blobs(FullDisk(tmp_path)))
    answer = await send(as_("agent"))
    assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert (
        await owner.fetchval("SELECT count(*) FROM attachment WHERE organization_id = $1", organization.id)
        == 0
    )


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("admin", 200),
        ("supervisor", 200),
        ("agent", 200),
        ("other_agent", 404),
        ("light", 404),
        ("auditor", 200),
    ],
)
async def test_a_sent_file_is_read_by_those_who_see_the_conversation(as_, house, organization, role, status):
    file = (await send(as_("agent"))).json()
    assert (await as_("admin").get(file["url"])).status_code == 404, "not sent yet: only its uploader has it"
    await attach(house, organization, file)
    assert (await as_(role).get(file["url"])).status_code == status


async def test_nobody_uploads_into_a_conversation_out_of_sight(as_, organization, foreign, sign_in):
    assert (
        await send(as_("other_agent"), conversation_id=str(organization.conversation_id))
    ).status_code == 404
    assert (await send(as_("agent"), conversation_id="x")).json()["errors"][0]["field"] == "conversation_id"
    assert (await as_("agent").post("/api/v1/attachments", data={"a": "b"})).json()["errors"][0][
        "field"
    ] == "file"
    file = (await send(as_("agent"), conversation_id=str(organization.conversation_id))).json()
    assert (await sign_in(foreign.admin).get(file["url"])).status_code == 404
    assert (await send(as_("auditor"))).status_code == 403


async def test_a_file_whose_bytes_are_gone_is_not_found(as_, settings):
    file = (await send(as_("agent"))).json()
    for path in files_in(settings):
        path.unlink()
    assert (await as_("agent").get(file["url"])).json()["code"] == "blob_missing"


async def test_orphans_go_after_a_day_and_nothing_else(as_, house, settings, owner, organization):
    agent, later = as_("agent"), datetime.now(UTC) + timedelta(days=1, minutes=1)
    sent, drafted, forgotten = [(await send(agent)).json() for _ in range(3)]
    await attach(house, organization, sent)
    await insert(
        owner,
        "draft",
        organization_id=organization.id,
        conversation_id=organization.conversation_id,
        user_id=organization.agent.id,
        text="",
        attachments=[{"id": drafted["id"]}],
    )
    blobs = attachment_blobs(settings)
    stray = await blobs.write(str(organization.id), stream(b"no row"), 100)
    assert await sweep_orphans(house.system, blobs, datetime.now(UTC)) == 0
    assert await sweep_orphans(house.system, blobs, later) >= 2
    assert [(await agent.get(f["url"])).status_code for f in (sent, drafted, forgotten)] == [200, 200, 404]
    keys = {str(path.relative_to(settings.data_folder / "attachments")) for path in files_in(settings)}
    assert stray.key not in keys
    left = await owner.fetch("SELECT storage_key FROM attachment WHERE organization_id = $1", organization.id)
    assert {row["storage_key"] for row in left} <= keys


@pytest.mark.parametrize("make", [Folder, lambda _: Remote(f"memory://{uuid4().hex}")])
async def test_every_place_keeps_what_it_was_given_or_nothing(tmp_path, make):
    blobs = Blobs(make(tmp_path))
    blob = await blobs.write("org", stream(b"ab", b"c" * 600_000), 10**6)
    assert blob.size == 600_002
    assert b"".join([piece async for piece in blobs.read(blob.key)]) == b"ab" + b"c" * 600_000
    with pytest.raises(TooLarge):
        await blobs.write("org", stream(b"x" * 11), 10)
    assert await blobs.older_than(datetime.now(UTC) + timedelta(hours=1)) == [blob.key]
    await blobs.remove(blob.key)
    await blobs.remove(blob.key)
    with pytest.raises(FileNotFoundError):
        await anext(blobs.read(blob.key))


async def test_file_and_folders_are_forced_to_disk_before_a_write_returns(tmp_path, monkeypatch):
    forced, real = [], os.fsync

    def note(descriptor):
        forced.append(Path(f"/proc/self/fd/{descriptor}").readlink())
        real(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    blob = await Blobs(Folder(tmp_path)).write("org", stream(b"x"), 10)
    path = tmp_path / blob.key
    assert [p for p in forced if p.suffix == ".part"] == [Path(f"{path}.part")]
    assert forced[-1] == path.parent, "the new name itself, last"
    assert {tmp_path, tmp_path / "org"} <= set(forced), "the names of the new folders"


def test_a_key_cannot_lead_out_of_the_folder(tmp_path):
    with pytest.raises(ValueError, match="out of its folder"):
        Folder(tmp_path / "in").open("../secret")
    assert blobs_at(str(tmp_path)) is blobs_at(str(tmp_path))


@given(st.text(max_size=400))
def test_names_are_one_harmless_line(name):
    cleaned = clean_name(name)
    assert 1 <= len(cleaned) <= 200
    assert not set("/\\\n\r\0") & set(cleaned)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\نامه.pdf", "نامه.pdf"),
        ("6037991111111112.png", "6037••••1112.png"),
        ("", "file"),
        ("a\r\nSet-Cookie: b.png", "aSet-Cookie: b.png"),
    ],
)
def test_names_lose_paths_and_card_numbers(raw, clean):
    assert clean_name(raw) == clean


@given(st.text(max_size=20), st.sampled_from(["image/png", "text/plain", "x/y", ""]), st.binary(max_size=40))
def test_a_stored_type_never_runs_in_a_browser(name, claimed, head):
    try:
        stored = settled_type(name, claimed, head)
    except Invalid:
        stored = tolerant_type(claimed, head)
    assert stored not in {
        "text/html",
        "image/svg+xml",
        "application/xhtml+xml",
        "text/xml",
        "text/javascript",
    }


async def test_the_same_upload_under_a_key_is_one_file(as_, owner, organization, settings):
    agent, headers = as_("agent"), {"Idempotency-Key": uuid4().hex}

    async def again_and_again(content: bytes, name: str = "نامه.txt") -> httpx.Response:
        file = {"file": (name, content, "text/plain")}
        return await agent.post("/api/v1/attachments", files=file, headers=headers)

    before = set(files_in(settings))
    first, again = [await again_and_again(b"salam") for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 201), again.text
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    rows = await owner.fetch("SELECT storage_key FROM attachment WHERE organization_id = $1", organization.id)
    assert len(rows) == 1
    assert len(set(files_in(settings)) - before) == 1, "the second copy of the file is gone again"
    assert (await agent.get(first.json()["url"])).content == b"salam"
    for other in (await again_and_again(b"dorood"), await again_and_again(b"salam", "دیگر.txt")):
        assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert len(set(files_in(settings)) - before) == 1
    unkeyed = [await send(agent) for _ in range(2)]
    assert len({answer.json()["id"] for answer in unkeyed}) == 2

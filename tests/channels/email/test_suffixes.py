"""The list of public suffixes comes with a package; a newer one takes its place whole, or not at all."""

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.resources import files
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hamseda.channels.email.suffix_refreshing import RefreshError, refresh
from hamseda.channels.email.suffixes import MOST_BYTES, list_age, suffixes
from hamseda.cli import app
from hamseda.doctor import machine
from hamseda.settings import Settings

WHOLE = files("publicsuffixlist").joinpath("public_suffix_list.dat").read_bytes()
NEWER = WHOLE.replace(b"===BEGIN PRIVATE DOMAINS===\n", b"===BEGIN PRIVATE DOMAINS===\nhosting.example\n")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(folder=str(tmp_path / "new"), public_url="https://x.test", smtp_host="x")


@pytest.mark.parametrize(
    ("domain", "organization"),
    [
        ("mail.shop.co.ir", "shop.co.ir"),
        ("co.ir", ""),
        ("ir", ""),
        ("a.github.io", "a.github.io"),
        ("X.Example.COM.", "example.com"),
        ("xn--mgbgvb9etd.co.ir", "xn--mgbgvb9etd.co.ir"),
        ("", ""),
        ("." * 300, ""),
    ],
)
def test_whose_a_domain_is(domain, organization):
    assert suffixes(None).organization_of(domain) == organization


async def test_a_newer_list_counts_from_a_file(settings, tmp_path):
    before = suffixes(settings.suffix_file)
    assert before.organization_of("a.b.hosting.example") == "hosting.example"
    (tmp_path / "list").write_bytes(NEWER)
    assert str(settings.suffix_file) in await refresh(settings, str(tmp_path / "list"))
    assert suffixes(settings.suffix_file).organization_of("a.b.hosting.example") == "b.hosting.example"
    assert [one.name for one in settings.suffix_file.parent.iterdir()] == [settings.suffix_file.name]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>not found</html>",
        WHOLE[: len(WHOLE) // 2],
        WHOLE.replace(b"\nir\n", b"\n"),
        WHOLE + b"//" + b"x" * MOST_BYTES,
        b"\xff" + WHOLE,
    ],
)
async def test_what_is_no_whole_list_changes_nothing(settings, tmp_path, content):
    (tmp_path / "list").write_bytes(NEWER)
    await refresh(settings, str(tmp_path / "list"))
    (tmp_path / "list").write_bytes(content)
    with pytest.raises(RefreshError):
        await refresh(settings, str(tmp_path / "list"))
    assert settings.suffix_file.read_bytes() == NEWER


def test_a_file_that_broke_later_counts_for_nothing_and_the_doctor_says_so(settings):
    settings.suffix_file.parent.mkdir(parents=True)
    settings.suffix_file.write_bytes(WHOLE[:1_000])
    assert suffixes(settings.suffix_file).organization_of("a.shop.co.ir") == "shop.co.ir"
    found = {one.name: one for one in machine.look(settings)}["public suffixes"]
    assert found.is_wrong
    assert "broken" in found.said
    settings.suffix_file.write_bytes(WHOLE.replace(b"VERSION: 20", b"VERSION: 19", 1))
    found = {one.name: one for one in machine.look(settings)}["public suffixes"]
    assert found.is_wrong
    assert "days old" in found.said
    settings.suffix_file.unlink()
    assert not {one.name: one for one in machine.look(settings)}["public suffixes"].is_wrong
    assert list_age(settings.suffix_file)[0] is not None


@pytest.fixture
def published() -> Iterator[tuple[str, dict[str, bytes]]]:
    """A server that answers what the test has put there."""
    pages: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path in pages else 404)
            self.end_headers()
            self.wfile.write(pages.get(self.path, b""))

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}", pages
    server.shutdown()


def test_by_the_command_from_an_address(settings, published, monkeypatch):
    host, pages = published
    pages |= {"/list": NEWER, "/broken": b"x"}
    monkeypatch.setenv("HAMSEDA_FOLDER", settings.folder)
    url = f"http://{host}/list"
    refused = CliRunner().invoke(app, ["mail", "refresh-suffixes", url])
    assert (refused.exit_code, settings.suffix_file.exists()) == (1, False), "an address inside is not asked"
    monkeypatch.setenv("HAMSEDA_OUTBOUND_PRIVATE_HOSTS", host)
    for wrong in (f"http://{host}/nothing", f"http://{host}/broken", "/nowhere/list"):
        assert CliRunner().invoke(app, ["mail", "refresh-suffixes", wrong]).exit_code == 1
    done = CliRunner().invoke(app, ["mail", "refresh-suffixes", url])
    assert (done.exit_code, settings.suffix_file.read_bytes() == NEWER) == (0, True)


async def test_two_at_once_leave_one_whole_list(settings, tmp_path):
    (tmp_path / "a").write_bytes(WHOLE)
    (tmp_path / "b").write_bytes(NEWER)
    await asyncio.gather(*(refresh(settings, str(tmp_path / name)) for name in "abab"))
    assert settings.suffix_file.read_bytes() in {WHOLE, NEWER}

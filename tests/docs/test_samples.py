"""Code that the documentation offers is run."""

import base64
import re
import secrets
import shutil
import subprocess
import time
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook
from typer.testing import CliRunner

from docs.pages import ROOT, page, pages, samples
from hamseda.channels.webchat.tokens import read_identity
from hamseda.cli import app
from hamseda.kit.problem import Invalid

WEBCHAT, API = page("docs/channels/webchat.md"), page("docs/api.md")
SECRET = "the-secret-of-the-channel"


def python(text: str) -> dict:
    names: dict = {}
    for sample in samples(text, "python"):
        exec(compile(sample, "documentation", "exec"), names)  # noqa: S102 -- this is the point
    return names


def test_the_identity_token_in_python_is_accepted():
    token = python(WEBCHAT)["identity_token"](
        SECRET, "account-1001", name="نرگس", email="n@example.com", email_verified=True
    )
    identity = read_identity(SECRET.encode(), token, datetime.now(UTC))
    assert (identity.sub, identity.name, identity.email_verified) == ("account-1001", "نرگس", True)


def test_the_identity_token_under_another_secret_is_refused():
    token = python(WEBCHAT)["identity_token"]("another secret", "account-1001")
    with pytest.raises(Invalid):
        read_identity(SECRET.encode(), token, datetime.now(UTC))


def test_the_identity_token_in_php_is_accepted(real_peer):
    if shutil.which("php") is None:
        real_peer.missing("PHP", "not installed")
    real_peer("PHP", subprocess.check_output(["php", "-r", "echo PHP_VERSION;"], text=True))
    call = f"echo identity_token('{SECRET}', 'account-1001', ['name' => 'نرگس']);"
    said = subprocess.run(
        ["php", "-r", samples(WEBCHAT, "php")[0] + call], capture_output=True, text=True, check=True
    )
    assert read_identity(SECRET.encode(), said.stdout, datetime.now(UTC)).name == "نرگس"


def test_the_check_of_a_webhook_tells_genuine_from_forged():
    is_genuine = python(API)["is_genuine"]
    key, body, now = (
        secrets.token_bytes(32),
        '{"type":"webhook.test","data":{"name":"سلام"}}',
        datetime.now(UTC),
    )
    secret = f"whsec_{base64.b64encode(key).decode()}"
    headers = {
        "webhook-id": "evt_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(key).sign("evt_1", now, body),
    }
    assert is_genuine(secret, headers, body.encode())
    assert not is_genuine(secret, headers, body.replace("test", "tess").encode())
    assert not is_genuine(
        secret, {**headers, "webhook-timestamp": str(int(time.time()) - 3600)}, body.encode()
    )


@pytest.mark.parametrize("name", ["README.md", "README.fa.md", "CONTRIBUTING.md"])
def test_make_targets_and_test_folders_are_there(name):
    text = page(name)
    makefile = page("Makefile")
    phony = makefile.split(".PHONY:")[1].splitlines()[0].split()
    assert set(re.findall(r"\bmake ([a-z]+)", text)) <= set(phony)
    for folder in re.findall(r"\btests/[\w/.]*\w", text):
        assert (ROOT / folder).exists(), f"{name} speaks of {folder}"


def test_commands_of_every_page_exist():
    found = {
        (file.name, command)
        for file in pages()
        for command in re.findall(
            r"\bhamseda ((?:user )?[a-z]+)(?= |`|$)", "\n".join(commands(file.read_text("utf-8")))
        )
    }
    assert len(found) > 15
    for name, command in sorted(found):
        result = CliRunner().invoke(app, [*command.split(), "--help"])
        assert result.exit_code == 0, f"{name} speaks of `hamseda {command}`"


def commands(text: str) -> list[str]:
    inline = re.findall(r"`((?:HAMSEDA_\w+=\S+ )*hamseda [^`\n]*)`", text)
    return inline + [line for sample in samples(text, "sh") for line in sample.splitlines()]

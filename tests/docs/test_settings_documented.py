import msgspec
import pytest

from docs.pages import headings, page, samples, section
from hamseda.settings import PREFIX, Settings, load_settings

SETTINGS = page("docs/settings.md")
FIELDS = msgspec.structs.fields(Settings)
# Their default is worked out at the start; the page says how.
WORKED_OUT = {"folder", "public_url", "attachments_url"}


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_every_setting_has_its_heading_its_variable_and_its_default(field):
    text = section(SETTINGS, field.name)
    assert f"`{PREFIX}{field.name.upper()}`" in text
    if field.name not in WORKED_OUT:
        assert f"default: {said(field.default)}" in text
    assert len(text.split()) > 8, "a setting needs a sentence that says what it does"


def test_no_heading_for_a_setting_that_is_gone():
    known = {field.name for field in FIELDS}
    written = {title for title in headings(SETTINGS) if title.islower() and " " not in title}
    assert written == known


def test_the_sample_file_is_accepted(tmp_path):
    file = tmp_path / "hamseda.toml"
    file.write_text(samples(SETTINGS, "toml")[0], encoding="utf-8")
    settings = load_settings(file, environment={})
    assert settings.public_url == "https://desk.shop.example"
    assert settings.trusted_proxies == ("127.0.0.1",)


def said(default: object) -> str:
    if default in ("", ()):
        return "empty" if default == "" else "none"
    return str(default).lower() if isinstance(default, bool) else f"`{default}`"

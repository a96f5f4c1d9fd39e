import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import hamseda
from hamseda.kit.i18n import FOLDER, LANGUAGES, MissingTextError, language_of, preferred_language, translate

SOURCE = Path(hamseda.__file__).parent
CALLED = re.compile(r"""translate\([^"']*?["']([a-z_]+(?:[.-][a-z_-]+)+)["']""")
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def catalogue(language: str) -> Catalog:
    with (FOLDER / language / "LC_MESSAGES" / "hamseda.po").open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def texts(language: str) -> dict[str, str]:
    return {message.id: message.string for message in catalogue(language) if message.id}


def test_both_languages_have_every_text():
    persian, english = texts("fa"), texts("en")
    assert set(persian) == set(english)
    assert [key for language in LANGUAGES for key, text in texts(language).items() if not text.strip()] == []


def test_both_languages_fill_the_same_places():
    english = texts("en")
    different = [
        key
        for key, text in texts("fa").items()
        if set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(english[key]))
    ]
    assert different == []


def test_keys_are_sorted_in_their_section_and_given_once():
    for language in LANGUAGES:
        text = (FOLDER / language / "LC_MESSAGES" / "hamseda.po").read_text(encoding="utf-8")
        sections = [re.findall(r'^msgid "(.+)"$', part, re.MULTILINE) for part in text.split("\n# --- ")[1:]]
        assert [keys for keys in sections if keys != sorted(keys)] == []
        keys = [key for section in sections for key in section]
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize("wrong", ["ي", "ك", "ة", "٠", "٤", "،،", " ،", "مي ", "ها ي", "ه‌ي "])
def test_persian_letters_and_marks_are_persian(wrong: str):
    assert [key for key, text in texts("fa").items() if wrong in text] == []


def test_persian_verbs_keep_their_half_space():
    broken = re.compile(r"\b(ن?می) (?=[آ-ی])")
    assert [key for key, text in texts("fa").items() if broken.search(text)] == []


def test_every_text_that_the_code_asks_for_is_there():
    known = set(texts("fa"))
    asked = {key for file in SOURCE.rglob("*.py") for key in CALLED.findall(file.read_text(encoding="utf-8"))}
    assert asked - known == set()


def test_numbers_are_written_in_the_digits_of_the_language():
    params = {"name": "مینا", "link": "https://x.test/7"}
    assert "تا ۲۴ ساعت" in translate("fa", "mail.reset.text", hours=24, **params)
    assert "for 24 hours" in translate("en", "mail.reset.text", hours=24, **params)
    assert "https://x.test/7" in translate("fa", "mail.reset.text", hours=24, **params)


def test_one_is_said_in_the_singular():
    params = {"name": "Mina", "link": "x"}
    assert "for 1 hour:" in translate("en", "mail.reset.text", hours=1, **params)
    assert "1 suitable agent is busy" in translate("en", "routing.waiting.all_busy", position=2, agents=1)
    assert "3 suitable agents are busy" in translate("en", "routing.waiting.all_busy", position=2, agents=3)
    assert "(of 1 other)" in translate(
        "en", "routing.why_agent.fairest_count", agent="Mina", count=2, rivals=1
    )


def test_a_number_before_an_english_plural_chooses_its_word():
    """Whoever writes "{n} things" has forgotten that n may be one."""
    careless = re.compile(r"\{(\w+)\} (?:\w+ )?[a-z]{3,}s\b")
    asked = {key: careless.search(text) for key, text in texts("en").items()}
    assert [
        key
        for key, found in asked.items()
        if found and found[1] in {"n", "count", "days", "hours", "minutes", "agents", "rivals"}
    ] == []


def test_a_missing_text_is_an_error_that_names_it():
    with pytest.raises(MissingTextError, match=r"no\.such\.text"):
        translate("fa", "no.such.text")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fa-IR,fa;q=0.9", "fa"),
        ("en-GB", "en"),
        ("de,en;q=0.4,fa;q=0.5", "fa"),
        ("", "fa"),
        ("x;q=y,en", "en"),
        ("zh", "fa"),
    ],
)
def test_the_language_that_a_browser_prefers(header: str, language: str):
    assert preferred_language(header) == language


def test_unknown_locales_get_persian():
    assert [language_of(locale) for locale in ("fa_IR", "en-US", "de", "")] == ["fa", "en", "fa", "fa"]

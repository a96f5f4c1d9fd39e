"""What does not fit its type, read from the decoder's words, so that it can be said in the reader's language."""

import re
from typing import Final

import msgspec

from hamseda.kit.i18n import translate
from hamseda.kit.telling_once import with_near

PLACE: Final = re.compile(r"^(?P<said>.*?) - at `(?:key in )?\$\.?(?P<path>[^`]*)`$", re.DOTALL)
EXPECTED: Final = re.compile(
    r"Expected `(?P<type>[^`]+)`"
    r"(?: (?P<bound>>=|<=|>|<) (?P<figure>-?[\d.e+]+)"
    r"| of length (?P<length>>=|<=|==) (?P<size>\d+)"
    r"|(?P<pattern> matching regex .*)"
    r"|(?P<zone> with an? timezone component))?",
    re.DOTALL,
)
NAMED: Final = re.compile(r"Object (?P<how>missing required|contains unknown) field `(?P<name>[^`]*)`")
CODES: Final = {
    "int": "not_a_whole_number",
    "float": "not_a_number",
    "decimal": "not_a_number",
    "str": "not_a_text",
    "bool": "not_yes_or_no",
    "array": "not_a_list",
    "object": "not_an_object",
    "uuid": "not_an_id",
    "datetime": "not_an_instant",
    "date": "not_a_day",
    "time": "not_a_time",
}
OPEN: Final = {
    "too_small": "above",
    "too_big": "below",
}  # a bound that is not fit itself: other words, the same code
SPOILT: Final = (
    ("Invalid UUID", "not_an_id"),
    ("Invalid RFC3339 encoded datetime", "not_an_instant"),
    ("Invalid RFC3339 encoded date", "not_a_day"),
    ("Invalid RFC3339 encoded time", "not_a_time"),
    ("Invalid enum value", "not_a_choice"),
    ("Integer value out of range", "out_of_reach"),
    ("Number out of range", "out_of_reach"),
)


class Misfit(msgspec.Struct, frozen=True):
    """One thing that does not fit: where (`items.2.name`), why, and the bound that it breaks.

    `is_open` where the bound is not fit itself; `near` is a name that may be meant.
    """

    field: str
    code: str
    bound: str = ""
    is_open: bool = False
    near: str | None = None

    def said(self, locale: str) -> str:
        """Say what to write instead."""
        code = OPEN.get(self.code, self.code) if self.is_open else self.code
        return with_near(translate(locale, f"misfit.{code}", bound=_figure(self.bound)), self.near, locale)

    def within(self, place: str) -> "Misfit":
        """The same, found in a part of something larger."""
        return msgspec.structs.replace(self, field=".".join(part for part in (place, self.field) if part))


def read_misfit(message: str) -> Misfit:
    """Read one message of the decoder; what it has not said before is still refused, in general words."""
    placed = PLACE.match(message)
    said, path = (placed["said"], dotted(placed["path"])) if placed else (message, "")
    if (named := NAMED.match(said)) is not None:
        field = ".".join(part for part in (path, named["name"]) if part)
        return Misfit(field, "missing" if named["how"] == "missing required" else "unknown_field")
    if (expected := EXPECTED.match(said)) is not None:
        return _misfit(path, expected)
    code = next((code for words, code in SPOILT if words in said), "unfit")
    return Misfit(path, code)


def dotted(path: str) -> str:
    """`items[2].name` and `[...]` as fields are named: items.2.name, items.*."""
    return re.sub(r"\[(\w+|\.\.\.)\]", lambda found: "." + found[1].replace("...", "*"), path).strip(".")


def _misfit(path: str, expected: re.Match[str]) -> Misfit:
    if expected["bound"]:
        code = "too_small" if expected["bound"][0] == ">" else "too_big"
        return Misfit(path, code, expected["figure"], is_open=len(expected["bound"]) == 1)
    if expected["length"]:
        is_list = expected["type"].startswith(("array", "object"))
        code = "too_short" if expected["length"] != "<=" else "too_long"
        return Misfit(
            path, code.replace("short", "few").replace("long", "many") if is_list else code, expected["size"]
        )
    if expected["pattern"]:
        return Misfit(path, "not_of_form")
    if expected["zone"]:
        return Misfit(path, "no_zone")
    kinds = [kind.strip() for kind in expected["type"].split("|")]
    return Misfit(path, next((CODES[kind] for kind in kinds if kind in CODES), "unfit"))


def _figure(bound: str) -> int | str:
    try:
        number = float(bound)
    except ValueError:
        return bound
    return int(number) if number.is_integer() else bound

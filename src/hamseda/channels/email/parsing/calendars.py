"""Invitations (RFC 5545) in a few lines, without words of any language: what, when, where, who."""

import re
from typing import Final

from hamseda.channels.email.parsing.charsets import decode

MOST_BYTES: Final = 200_000
MOST_EVENTS: Final = 20
_LINE: Final = re.compile(r"([A-Za-z0-9-]+)((?:;(?:[^:\";]|\"[^\"]*\")*)*):(.*)")
_MOMENT: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?")
_ZONE: Final = re.compile(r";TZID=\"?([^\";:]+)", re.IGNORECASE)
_NAME: Final = re.compile(r";CN=\"?([^\";:]+)", re.IGNORECASE)
_ESCAPED: Final = re.compile(r"\\([\\;,nN])")


def summary_of(content: bytes, charset: str | None) -> str:
    """A paragraph for each event; empty where there is none."""
    text = re.sub(r"\r?\n[ \t]", "", decode(content[:MOST_BYTES], charset or "utf-8"))
    events: list[dict[str, list[tuple[str, str]]]] = []
    method = ""
    open_event: dict[str, list[tuple[str, str]]] | None = None
    for line in text.splitlines():
        found = _LINE.match(line)
        if found is None:
            continue
        name, parameters, value = found[1].upper(), found[2], found[3]
        if name == "BEGIN" and value.upper() in {"VEVENT", "VTODO"} and len(events) < MOST_EVENTS:
            open_event = {}
            events.append(open_event)
        elif name == "END" and value.upper() in {"VEVENT", "VTODO"}:
            open_event = None
        elif open_event is not None:
            open_event.setdefault(name, []).append((parameters, value))
        elif name == "METHOD":
            method = value.strip().upper()
    return "\n\n".join(_told(event, method) for event in events)


def _told(event: dict[str, list[tuple[str, str]]], method: str) -> str:
    state = method if method not in {"", "REQUEST", "PUBLISH"} else _value(event, "STATUS")
    state = "" if state.upper() == "CONFIRMED" else state.upper()
    title = " ".join(["📅", *filter(None, [f"[{state}]" if state else "", _value(event, "SUMMARY")])])
    begins, ends = _moment(event, "DTSTART"), _moment(event, "DTEND") or _moment(event, "DUE")
    if ends[:10] == begins[:10] and len(ends) > 10:
        ends = ends[11:]
    when = " – ".join(filter(None, [begins, ends]))
    people = [_person(one) for name in ("ORGANIZER", "ATTENDEE") for one in event.get(name, [])[:20]]
    lines = [
        title,
        when,
        _value(event, "LOCATION"),
        ", ".join(dict.fromkeys(people)),
        _value(event, "DESCRIPTION"),
    ]
    return "\n".join(line for line in lines if line)


def _value(event: dict[str, list[tuple[str, str]]], name: str) -> str:
    value = next((value for _, value in event.get(name, [])), "")
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


def _moment(event: dict[str, list[tuple[str, str]]], name: str) -> str:
    """`2026-11-22 09:30 Asia/Tehran`, in the zone that the invitation names."""
    for parameters, value in event.get(name, []):
        if found := _MOMENT.match(value):
            year, month, day, hour, minute, is_utc = found.groups()
            date = f"{year}-{month}-{day}"
            if hour is None:
                return date
            zone = _ZONE.search(parameters)
            where = "UTC" if is_utc else zone[1] if zone else ""
            return f"{date} {hour}:{minute} {where}".rstrip()
    return ""


def _person(one: tuple[str, str]) -> str:
    parameters, value = one
    address = re.sub(r"^mailto:", "", value.strip(), flags=re.IGNORECASE)
    name = _NAME.search(parameters)
    return f"{name[1].strip()} <{address}>" if name and name[1].strip() != address else address

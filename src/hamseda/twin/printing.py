"""What the commands say to people, in Persian or English."""

from typing import Any, Final

from hamseda.kit import telling_once
from hamseda.kit.i18n import translate
from hamseda.kit.persian.digits import persian_digits
from hamseda.twin.faults import Fault
from hamseda.twin.replaying import Replay
from hamseda.twin.report import Outcome, as_told
from hamseda.twin.words import spelled

# Figures in the order of the table, and how each is written.
SHOWN: Final = {
    "arrivals": "count",
    "retrials": "count",
    "served": "count",
    "abandoned": "count",
    "blocked": "count",
    "deflected": "count",
    "voicemails": "count",
    "callbacks": "count",
    "open": "count",
    "service_level": "share",
    "abandon": "share",
    "asa_s": "time",
    "wait_mean_s": "time",
    "wait_p50_s": "time",
    "wait_p90_s": "time",
    "queue_mean": "count",
    "queue_max": "count",
}
ALWAYS: Final = frozenset(
    {"arrivals", "served", "abandoned", "service_level", "asa_s", "wait_p90_s", "queue_mean"}
)
GROUP_SHOWN: Final = {"agents": "count", "handled": "count", "occupancy": "share"}


def in_words(found: Outcome, language: str) -> str:
    """A table with a column for each type, one with a row for each group, and what to mind."""
    told = as_told(found)
    seed = persian_digits(str(found.seed)) if language == "fa" else str(found.seed)
    lines = [translate(language, "twin.said.head", replications=found.replications, seed=seed), ""]
    columns = {name: one["total"] for name, one in told["types"].items()}
    if len(columns) > 1:
        columns[translate(language, "twin.said.all")] = told["total"]
    lines += _table(columns, language)
    lines.append("")
    lines += _groups({name: one["total"] for name, one in told["groups"].items()}, language)
    return "\n".join(lines + _notes(_overloads(told, language)) + _notes(_said_of(told, language)))


def compared_in_words(found: dict[str, Any], language: str) -> str:
    """First, second and their difference, for all contacts and then type by type."""
    parts = {translate(language, "twin.said.all"): found["total"], **found["types"]}
    lines = [translate(language, "twin.said.compared", replications=found["first"]["replications"])]
    lines += _lengths(found, language)
    heads = [translate(language, f"twin.said.{one}") for one in ("first", "second", "difference")]
    for name, rows in parts.items():
        shown = [
            _difference(figure, rows[figure], language)
            for figure in SHOWN
            if _says_something(rows[figure], figure)
        ]
        lines += ["", *_aligned([[name, *heads], *shown])]
    for group, rows in found["groups"].items():
        shown = [_difference(figure, rows[figure], language) for figure in GROUP_SHOWN]
        lines += ["", *_aligned([[group, *heads], *shown])]
    lines += ["", translate(language, "twin.said.certain")]
    one, other = found["first"], found["second"]
    lines += _notes(_of_each(_overloads(one, language), _overloads(other, language), heads))
    lines += _notes(_of_each(_said_of(one, language), _said_of(other, language), heads))
    return "\n".join(lines)


def _of_each(first: list[str], second: list[str], heads: list[str]) -> list[str]:
    """What is said of one model only, named by its head, then what is said of both."""
    said = [f"{heads[0]}: {one}" for one in first if one not in second]
    said += [f"{heads[1]}: {one}" for one in second if one not in first]
    return said + [one for one in first if one in second]


def beside(
    seen: dict[str, dict[str, Any]], told: dict[str, dict[str, Any]], language: str, head: str = "model"
) -> str:
    """What happened beside what the model gives, type by type."""
    heads = [translate(language, f"twin.said.{one}") for one in ("happened", head)]
    lines: list[str] = []
    for name, row in seen.items():
        rows = [[name, *heads]]
        for figure, value in row.items():
            cell, kind = told[name][figure], SHOWN[figure]
            written = _written(cell["value"], cell["half_width"], kind, language)
            rows.append(
                [translate(language, f"twin.figure.{figure}"), _written(value, None, kind, language), written]
            )
        lines += [*_aligned(rows), ""]
    return "\n".join(lines).rstrip()


def replay_in_words(found: Replay, language: str) -> str:
    """What happened beside what the twin made of the same contacts, and how alike they ended."""
    seen = {name: one["happened"] for name, one in found.types.items()}
    told = {
        name: {figure: {"value": value, "half_width": None} for figure, value in one["twin"].items()}
        for name, one in found.types.items()
    }
    same = _written(found.same_end, None, "share", language)
    off = _written(found.wait_off_s, None, "time", language)
    said = translate(language, "twin.said.replayed", count=found.contacts, same=same, off=off)
    return f"{beside(seen, told, language, 'twin')}\n\n{said}"


def _table(columns: dict[str, dict[str, Any]], language: str) -> list[str]:
    """A row for each figure that says something, a column for each type."""
    rows = [["", *columns]]
    for figure, kind in SHOWN.items():
        cells = [one[figure] for one in columns.values()]
        if figure in ALWAYS or any(cell["value"] for cell in cells):
            written = [_written(cell["value"], cell["half_width"], kind, language) for cell in cells]
            rows.append([translate(language, f"twin.figure.{figure}"), *written])
    return _aligned(rows)


def _groups(groups: dict[str, dict[str, Any]], language: str) -> list[str]:
    """A row for each group."""
    rows = [["", *(translate(language, f"twin.figure.{figure}") for figure in GROUP_SHOWN)]]
    for name, one in groups.items():
        cells = [
            _written(one[figure]["value"], one[figure]["half_width"], kind, language)
            for figure, kind in GROUP_SHOWN.items()
        ]
        rows.append([name, *cells])
    return _aligned(rows)


def _aligned(rows: list[list[str]]) -> list[str]:
    """Columns as wide as their widest cell; the first begins, the others end alike."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            [
                row[0].ljust(widths[0]),
                *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
            ]
        )
        for row in rows
    ]


def _difference(figure: str, row: dict[str, Any], language: str) -> list[str]:
    kind = {**SHOWN, **GROUP_SHOWN}[figure]
    mark = "*" if row["is_certain"] else " "
    return [
        translate(language, f"twin.figure.{figure}"),
        _written(row["first"], None, kind, language),
        _written(row["second"], None, kind, language),
        _written(row["difference"], row["half_width"], kind, language) + mark,
    ]


def _says_something(row: dict[str, Any], figure: str) -> bool:
    return figure in ALWAYS or bool(row["first"] or row["second"])


def _lengths(found: dict[str, Any], language: str) -> list[str]:
    """That the models count times of different lengths, and how numbers are compared then."""
    minutes = [found[one]["counted_minutes"] for one in ("first", "second")]
    if minutes[0] == minutes[1]:
        return []
    first, second = (spelled(60 * length, language) for length in minutes)
    key = "twin.said.lengths_per_day" if found["per_day"] else "twin.said.lengths"
    return [translate(language, key, first=first, second=second)]


def _overloads(head: dict[str, Any], language: str) -> list[str]:
    """Who brings too much."""
    return [_overload(one, language) for one in head["overloads"]]


def _overload(one: dict[str, Any], language: str) -> str:
    """Who brings too much, to whom, and in which periods where it passes."""
    values = {
        "names": translate(language, "twin.said.and").join(one["types"]),
        "erlang": _plain(one["erlang"], language, 1),
        "agents": _plain(one["agents"], language, 1),
    }
    if one["times"] is None:
        said = translate(language, "twin.said.nobody_there", **values)
    else:
        values["times"] = _plain(one["times"], language)
        said = translate(
            language,
            "twin.said.unstable",
            **values,
            count=len(one["types"]),
            heads=1 if values["agents"] in {"1", "۱"} else 2,
        )
    if one["growing"] != one["types"]:
        growing = translate(language, "twin.said.and").join(one["growing"])
        said = f"{said} {translate(language, 'twin.said.growing', names=growing)}"
    if one["periods"] is None:
        return said
    spans, several = _spans(one["periods"], language), len(one["periods"])
    return translate(language, "twin.said.in_periods", periods=spans, several=several, said=said)


def _spans(periods: list[int], language: str) -> str:
    """Numbers of periods, those in a row as from … to."""
    rows: list[list[int]] = []
    for at in periods:
        if rows and rows[-1][-1] == at - 1:
            rows[-1].append(at)
        else:
            rows.append([at])
    ends = [[telling_once.figure(at, language) for at in (row[0], row[-1])] for row in rows]
    written = [
        first if first == last else translate(language, "twin.said.from_to", first=first, last=last)
        for first, last in ends
    ]
    return ("، " if language == "fa" else ", ").join(written)


def _said_of(head: dict[str, Any], language: str) -> list[str]:
    """What a model may not mean."""
    return [
        Fault(one["field"], one["code"], one["values"], near=one["near"]).said(language)
        for one in head["notes"]
    ]


def _notes(said: list[str]) -> list[str]:
    return ["", *said] if said else []


def _plain(number: float, language: str, places: int = 2) -> str:
    text = f"{number:.{places}f}".removesuffix(".0")
    return persian_digits(text).replace(".", "٫") if language == "fa" else text


def _written(value: float | None, width: float | None, kind: str, language: str) -> str:
    if value is None:
        return "–"
    scale = 100 if kind == "share" else 1
    text = _figure(value * scale)
    if width is not None:
        text += f" ± {_figure(width * scale)}"
    text += (
        {"share": " %", "time": " s", "count": ""}[kind] if language == "en" else {"share": "٪"}.get(kind, "")
    )
    return persian_digits(text).replace(".", "٫") if language == "fa" else text


def _figure(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.1f}" if abs(value) >= 1 else f"{value:.2f}"

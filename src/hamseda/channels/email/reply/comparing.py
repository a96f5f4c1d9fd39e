"""What the comparison with our own messages adds to the labels."""

from typing import Final

from hamseda.channels.email.reply.attribution import attribution_ending_at, has_address, has_time
from hamseda.channels.email.reply.labelling import Verdict
from hamseda.channels.email.reply.lines import Line
from hamseda.channels.email.reply.sent import ENOUGH_WORDS, Match, Sent

NEAR: Final = 8
"""Words between two places of one message that still are neighbours."""
MOST_HEAD_ROWS: Final = 9
LEAST_HEAD_ROWS: Final = 3


def compare(verdict: Verdict, sent: Sent) -> list[Match]:
    """What we sent is a quote wherever it stands; what stands inside it and is not ours was put in. One match a line."""
    matches = sent.matches(verdict.lines)
    written = [place for place, line in enumerate(verdict.lines) if not line.is_blank]
    _label_unmarked(verdict.lines, matches, written)
    _label_wrapped(verdict.lines, matches, written)
    _find_insertions(verdict.lines, matches, written)
    _find_answer_below(verdict.lines, matches, written, sent.shortest)
    if any(matches[place].is_ours and verdict.lines[place].label == "quote" for place in written):
        verdict.steps.add("sent")
    return matches


def _label_unmarked(lines: list[Line], matches: list[Match], written: list[int]) -> None:
    """Rows of our words without any sign of a quote, long enough to be no chance."""
    run: list[int] = []
    for place in [*written, None]:
        if place is not None and lines[place].label == "own" and matches[place].is_ours:
            run.append(place)
            continue
        if sum(matches[one].known for one in run) >= ENOUGH_WORDS:
            for one in run:
                lines[one].label = "quote"
            _label_head_above(lines, run[0])
        run = []


def _label_head_above(lines: list[Line], first: int) -> None:
    """The head of a quote that only its text gave away: its words may be of any language."""
    rows = _rows_above(lines, first)
    if not rows:
        return
    found = attribution_ending_at(lines, rows[0])
    if found is not None:
        rows = list(range(found.start, found.end))
    else:
        rows = [row for row in rows if ":" in lines[row].norm[:30]]
        is_head = any(has_address(lines[row].norm) or has_time(lines[row].norm) for row in rows)
        if len(rows) < LEAST_HEAD_ROWS or not is_head:
            return
    for row in rows:
        lines[row].label = "head"


def _rows_above(lines: list[Line], first: int) -> list[int]:
    """The rows of the paragraph just above, from below."""
    rows: list[int] = []
    for row in range(first - 1, max(-1, first - MOST_HEAD_ROWS), -1):
        if lines[row].is_blank:
            if rows:
                break
            continue
        if lines[row].label != "own":
            break
        rows.append(row)
    return rows


def _label_wrapped(lines: list[Line], matches: list[Match], written: list[int]) -> None:
    """A word of ours that a line break pushed out of its quote signs, between two rows that have them."""
    for above, place, below in zip(written, written[1:], written[2:], strict=False):
        match = matches[place]
        is_between = lines[above].label == "quote" and lines[below].label == "quote"
        is_next = 0 <= match.first - matches[above].last <= 1 and 0 <= matches[below].first - match.last <= 1
        if (
            lines[place].label == "own"
            and match.words
            and match.known == match.words
            and is_between
            and is_next
        ):
            lines[place].label = "quote"


def _find_insertions(lines: list[Line], matches: list[Match], written: list[int]) -> None:
    """Lines amid our words that we did not send, and words put at the end of a line of ours."""
    run: list[int] = []
    for place in [*written, None]:
        if place is not None and lines[place].label == "quote":
            run.append(place)
            continue
        inserted = _inserted(lines, matches, run)
        for one in inserted:
            lines[one].label = "own"
        run = []


def _inserted(lines: list[Line], matches: list[Match], run: list[int]) -> list[int]:
    """The lines of one run of quoted lines that were put in."""
    inserted: list[int] = []
    before: int | None = None
    waiting: list[int] = []
    for place in run:
        if not matches[place].is_ours:
            waiting.append(place)
            continue
        if before is not None and _is_continued(lines, matches, before, place):
            inserted += waiting or ([before] if matches[before].trailing else [])
        before, waiting = place, []
    if inserted and not lines[run[-1]].depth:
        # Somebody who answered between our lines also answered the last one, on its line or below.
        inserted += waiting
        inserted += [place for place in run if matches[place].is_ours and matches[place].trailing]
    return inserted


def _is_continued(lines: list[Line], matches: list[Match], before: int, after: int) -> bool:
    """Whether our message goes on after what stands between; where no sign marks the quote, between is enough."""
    is_near = 0 <= matches[after].first - matches[before].last <= NEAR
    return is_near or (lines[after].depth == 0 and after > before + 1 and not matches[before].trailing)


def _find_answer_below(lines: list[Line], matches: list[Match], written: list[int], shortest: int) -> None:
    """An answer below a quote without signs: our whole text, then something else, and nothing above."""
    first = next((place for place in written if lines[place].label in {"quote", "head"}), None)
    if first is None or any(lines[place].label == "own" for place in written if place < first):
        return
    ours = [p for p in written if matches[p].is_ours and lines[p].label == "quote"]
    if sum(matches[place].known for place in ours) < min(ENOUGH_WORDS, max(shortest, 1)):
        return
    below = [place for place in written if ours and place > ours[-1]]
    for place in below:
        if lines[place].label != "quote" or lines[place].depth or lines[place].is_soft:
            return
        lines[place].label = "own"

"""The new text of a mail, put together from the labels of its lines."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, Literal

from msgspec import Struct

from hamseda.channels.email.reply import languages
from hamseda.channels.email.reply.comparing import compare
from hamseda.channels.email.reply.heads import head_at
from hamseda.channels.email.reply.labelling import Verdict
from hamseda.channels.email.reply.lines import Line, lines_of_text
from hamseda.channels.email.reply.sent import Match, Sent, words_of
from hamseda.channels.email.reply.signature import label_signature
from hamseda.channels.email.reply.structure import lines_of_page

MOST_REFERRING_WORDS: Final = 40
ENOUGH_ALIKE: Final = 0.9
SURELY: Final = 0.9
MOST_COMPARED: Final = 200_000
MOST_TAGS: Final = 100_000
"""Past so many tags a page is no letter, and its plain text is enough."""

_LINK: Final = re.compile(r"(?:https?://|www\.)\S+")
"""Links are written out in one of the two and not in the other."""

Step = Literal["sent", "structure", "attribution", "forward", "signature", "nothing"]


class Reply(Struct, frozen=True):
    """A mail taken apart. `reply`: the new text; `quoted`, `signature`: what was left out; `by`: what decided."""

    reply: str
    quoted: str
    signature: str
    by: Step


def split(text: str, html: str | None, sent: Sequence[str] = ()) -> Reply:
    """Take a mail apart into what its writer wrote now and what their program put below it.

    `sent`: plain texts of the messages that we sent in this thread. Linear in the length of its input. Where no step
    is sure, the whole text is the reply: a word too many is the lesser error.
    """
    plain = lines_of_text(text)
    most = MOST_TAGS if text.strip() else None
    page = lines_of_page(html, most) if html and html.strip() else []
    use_page = bool(page) and (not text.strip() or (_is_marked(page) and _says_all_of(page, plain)))
    verdict = _labelled(page if use_page else plain, is_page=use_page)
    matches = compare(verdict, Sent([_new_words(one) for one in sent]))
    return _assembled(verdict, matches, text if text.strip() else _joined(page), is_page=use_page)


def _labelled(lines: list[Line], *, is_page: bool) -> Verdict:
    verdict = Verdict(lines)
    verdict.label_structure(is_page=is_page)
    verdict.label_announced()
    verdict.label_left_attributions()
    return verdict


def _new_words(sent: str) -> str:
    """Of a message of ours what is ours: it may quote the person, whose words are not to be taken for ours."""
    lines = _labelled(lines_of_text(sent), is_page=False).lines
    return "\n".join(line.text for line in lines if line.label == "own")


def _is_marked(page: list[Line]) -> bool:
    return any(line.depth or line.region or line.is_soft for line in page)


def _says_all_of(page: list[Line], plain: list[Line]) -> bool:
    """Whether the page has nearly every word of the plain text: where it has not, the page is no full account."""
    wanted = Counter(words_of(_LINK.sub(" ", " ".join(line.text for line in plain)[:MOST_COMPARED])))
    if len(plain) and not wanted:
        return True
    there = Counter(words_of(" ".join(line.text for line in page)[: 2 * MOST_COMPARED]))
    return sum((wanted & there).values()) >= ENOUGH_ALIKE * sum(wanted.values())


def _assembled(verdict: Verdict, matches: list[Match], whole: str, *, is_page: bool) -> Reply:
    lines = verdict.lines
    everything = Reply(whole.strip(), "", "", "nothing")
    is_ours = _share_of_ours(lines, matches)
    if _is_forward(verdict) and is_ours < 0.5:
        return Reply(whole.strip(), "", "", "forward")
    if "sent" not in verdict.steps and _refers_below(verdict):
        return everything
    _label_signatures(lines)
    if not _written(lines, "own"):
        is_sure = is_ours >= SURELY and "sent" in verdict.steps
        return (
            Reply("", _joined_of(lines, "quote", "head"), _joined_of(lines, "signature"), "sent")
            if is_sure
            else everything
        )
    kept = _kept(lines)
    left_out = [line for number, line in enumerate(lines) if number not in kept]
    quoted, signature = _joined_of(left_out, "quote", "head"), _joined_of(left_out, "signature")
    if not quoted and not signature:
        return everything
    return Reply(
        _joined([lines[n] for n in sorted(kept)]), quoted, signature, _step(verdict, quoted, is_page=is_page)
    )


def _step(verdict: Verdict, quoted: str, *, is_page: bool) -> Step:
    if not quoted:
        return "signature"
    if "sent" in verdict.steps:
        return "sent"
    if "structure" in verdict.steps and is_page:
        return "structure"
    return "attribution" if "attribution" in verdict.steps else "structure"


def _share_of_ours(lines: list[Line], matches: list[Match]) -> float:
    """How much of the quoted words we sent."""
    pairs = [match for line, match in zip(lines, matches, strict=True) if line.label == "quote"]
    total = sum(match.words for match in pairs)
    return sum(match.known for match in pairs) / total if total else 0.0


def _is_forward(verdict: Verdict) -> bool:
    """Whether the first thing that is not the writer's own is a mail passed on: then it is what they wish to show."""
    lines = verdict.lines
    first = next(
        (n for n, line in enumerate(lines) if line.label in {"quote", "head"} and not line.is_blank), None
    )
    if first is None:
        return False
    if lines[first].label == "head":
        return verdict.forward is not None and verdict.forward.start == first
    head = head_at(lines, first)
    return head is not None and head.kind == "forward"


def _refers_below(verdict: Verdict) -> bool:
    """Whether a short text points to what stands below it, where no sign tells an answer inside it from the quote."""
    rest = verdict.is_open_ended or any(
        line.region in {"rest", "quote"} and not line.depth for line in verdict.lines
    )
    if not rest:
        return False
    own = " ".join(line.norm for line in verdict.lines if line.label == "own")
    words = words_of(own[:2_000])
    if len(words) > MOST_REFERRING_WORDS:
        return False
    return any(word in languages.REFERS_BELOW for word in words) or any(
        phrase in own for phrase in languages.REFERS_BELOW if " " in phrase
    )


def _label_signatures(lines: list[Line]) -> None:
    """Signatures at the end of what the person wrote above, between and below quotes."""
    run: list[Line] = []
    for line in [*lines, None]:
        if line is not None and (line.label == "own" or line.is_blank):
            run.append(line)
            continue
        if run:
            _label_marked(run)
            label_signature([one for one in run if one.label == "own"])
        run = []


def _label_marked(run: list[Line]) -> None:
    """What a program marks as its signature, where it stands at the end and the person wrote something beside it."""
    for line in reversed(run):
        if line.is_blank:
            continue
        if line.region != "signature":
            return
        line.label = "signature"


def _written(lines: list[Line], label: str) -> list[int]:
    return [number for number, line in enumerate(lines) if line.label == label and not line.is_blank]


def _kept(lines: list[Line]) -> set[int]:
    """The numbers of the lines of the reply."""
    own = set(_written(lines, "own"))
    quotes = _written(lines, "quote")
    first, last = min(own), max(own)
    if _is_interleaved(lines, own):
        begin = min(first, quotes[0])
        inside = range(begin, last + 1)
        return {number for number in inside if lines[number].label in {"own", "quote"}}
    return {number for number in range(first, last + 1) if lines[number].label == "own"}


def _is_interleaved(lines: list[Line], own: set[int]) -> bool:
    """Whether answers stand between quoted lines, and not merely above or below one quote."""
    runs: list[str] = []
    for number, line in enumerate(lines):
        if line.is_blank or line.label == "signature":
            continue
        kind = "own" if number in own else line.label
        if not runs or runs[-1] != kind:
            runs.append(kind)
    shape = "".join(kind[0] for kind in runs)
    bare = shape.replace("h", "")
    below = bare.lstrip("o")
    # Own words, a quote without a head and own words again: the quoted lines were chosen to be answered.
    is_chosen = "h" not in shape and bare.startswith("oqo")
    return below.startswith("qoq") or "qoqo" in bare or is_chosen


def _joined_of(lines: list[Line], *labels: str) -> str:
    return _joined([line for line in lines if line.label in labels])


def _joined(lines: list[Line]) -> str:
    text = "\n".join(line.shown.rstrip() for line in lines)
    while "\n\n\n\n" in text:
        text = text.replace("\n\n\n\n", "\n\n")
    return text.strip().replace("\n\n\n", "\n\n")

"""How well the new text of replies is found: words lost and quotes kept, ours and other libraries in one run.

Run: python bench/mail_reply/compare.py FOLDER [--show 5]

A case is NAME.eml, what the person wrote in NAME.truth.txt and, where it is known, what we had sent in
NAME.sent.txt; or NAME.json with {text, html, truth, sent[]}. Words are compared in their normal form. "lost": a
word of the person is missing; "quote kept": there are more words than the person's. Beside ours stand quotequail,
mail-parser-reply and email-reply-parser, those that are installed; they are given the plain text.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.policy import compat32
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from _machine import measured

from hamseda.channels.email.parsing.charsets import decode
from hamseda.channels.email.parsing.plain_text import text_of_page
from hamseda.channels.email.reply import split
from hamseda.channels.email.reply.sent import words_of


class Case(NamedTuple):
    """A mail and what is true of it."""

    name: str
    text: str
    html: str | None
    sent: list[str]
    truth: str


Way = Callable[[Case], str]


def main() -> None:
    """Print two figures a way, and a few of our failures when asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    cases = list(_cases(options.folder))
    if not cases:
        raise SystemExit(f"No cases in {options.folder}: make some with producers.py.")
    with measured():
        print(f"{len(cases)} mails; share in which …")
        print(f"{'':34}{'a word was lost':>18}{'a quote was kept':>18}{'both right':>12}")
        for name, way in _ways():
            _report(name, way, cases, options.show if name.startswith("ours") else 0)


def _report(name: str, way: Way, cases: list[Case], show: int) -> None:
    lost = kept = right = 0
    for case in cases:
        found = way(case)
        truth, words = Counter(words_of(case.truth)), Counter(words_of(found))
        is_lost, is_kept = bool(truth - words), bool(words - truth)
        lost, kept, right = lost + is_lost, kept + is_kept, right + (not is_lost and not is_kept)
        if (is_lost or is_kept) and show:
            show -= 1
            print(f"  {case.name}: lost {list(truth - words)[:9]}, kept {list(words - truth)[:9]}")
    total = len(cases)
    print(f"{name:34}{lost / total:>17.1%} {kept / total:>17.1%} {right / total:>11.1%}", flush=True)


def _ways() -> Iterator[tuple[str, Way]]:
    yield "ours, knowing what we sent", lambda case: split(case.text, case.html, case.sent).reply
    yield "ours, not knowing it", lambda case: split(case.text, case.html).reply
    try:
        import quotequail  # noqa: PLC0415 -- it may not be installed

        yield (
            "quotequail",
            lambda case: _first_of(quotequail.quote(case.text, quote_intro_line=True), case.text),
        )
    except ImportError:
        print("quotequail is not installed", file=sys.stderr)
    try:
        from mailparser_reply import EmailReplyParser as Replies  # noqa: PLC0415 -- it may not be installed

        languages = ["en", "de", "fr", "es", "it", "nl", "pl", "sv", "da", "cs", "ja", "ko", "zh", "he"]
        yield "mail-parser-reply", lambda case: Replies(languages=languages).parse_reply(text=case.text) or ""
    except ImportError:
        print("mail-parser-reply is not installed", file=sys.stderr)
    try:
        from email_reply_parser import EmailReplyParser  # noqa: PLC0415 -- it may not be installed

        yield "email-reply-parser", lambda case: EmailReplyParser.parse_reply(case.text)
    except ImportError:
        print("email-reply-parser is not installed", file=sys.stderr)


def _first_of(parts: list[tuple[bool, str]], whole: str) -> str:
    return "\n".join(text for is_shown, text in parts if is_shown) if parts else whole


def _cases(folder: Path) -> Iterator[Case]:
    for file in sorted(folder.rglob("*.json")):
        told = json.loads(file.read_text(encoding="utf-8"))
        html = told.get("html")
        text = told.get("text") or text_of_page(html or "")
        yield Case(file.stem, text, html, list(told.get("sent", ())), told["truth"])
    for file in sorted(folder.rglob("*.eml")):
        truth, sent = file.with_suffix(".truth.txt"), file.with_suffix(".sent.txt")
        if truth.is_file():
            text, html = _bodies(file.read_bytes())
            known = [sent.read_text(encoding="utf-8")] if sent.is_file() else []
            yield Case(file.stem, text, html, known, truth.read_text(encoding="utf-8"))


def _bodies(content: bytes) -> tuple[str, str | None]:
    found = {"text/plain": "", "text/html": ""}
    for part in message_from_bytes(content, policy=compat32).walk():
        payload = part.get_payload(decode=True)
        if part.get_content_type() in found and isinstance(payload, bytes):
            found[part.get_content_type()] += decode(payload, part.get_content_charset())
    html = found["text/html"] or None
    return found["text/plain"] or text_of_page(html or ""), html


if __name__ == "__main__":
    main()

"""A candidate's own view as a document: every entry explained to the one it is about, with no name of who wrote it."""

from collections.abc import Callable
from datetime import date

from hamseda.kit.document import Block, Bullets, Document, Heading, Paragraph, isolated
from hamseda.kit.i18n import translate
from hamseda.kit.jalali import Language, format_date
from hamseda.workforce.people.candidates import CandidateView, Score, TraitSeen
from hamseda.workforce.people.months import Reckoning
from hamseda.workforce.people.traits import TraitCard, cards


def sheet_of(
    candidate: CandidateView, organization: str, language: Language, reckoning: Reckoning
) -> Document:
    """Write what was seen of each trait, on which step that is and what the others are; the decision with its reason."""

    def say(key: str, **values: object) -> str:
        return translate(language, f"sheet.{key}", **values)

    def day(at: date) -> str:
        if reckoning == "jalali":
            return format_date(at, "fa" if language == "fa" else "latin")
        return at.isoformat()

    blocks: list[Block] = [
        Paragraph(say("intro")),
        Paragraph(say("kept", day=day(candidate.deleted_on)), is_note=True),
    ]
    about = {card.trait: card for card in cards(language)}
    for seen in candidate.traits:
        blocks += _trait(seen, about[seen.trait], language)
    blocks += [Heading(say("decision")), Paragraph(_decision(candidate, language, day))]
    blocks += [Heading(say("rights")), Bullets([say("right.ask"), say("right.correct"), say("right.delete")])]
    return Document(
        language=language,
        title=say("title", name=isolated(candidate.name)),
        subtitle=say("subtitle", post=isolated(candidate.post), organization=isolated(organization)),
        foot=organization,
        blocks=blocks,
    )


def _trait(seen: TraitSeen, card: TraitCard, language: Language) -> list[Block]:
    blocks: list[Block] = [Heading(card.name, 2), Paragraph(card.meaning, is_note=True)]
    if not seen.scores:
        return [*blocks, Paragraph(translate(language, "sheet.unseen"))]
    blocks.append(Bullets([_entry(score, card, language) for score in seen.scores]))
    steps = [f"{at.level}. {at.text}" for at in card.levels]
    return [*blocks, Paragraph(translate(language, "sheet.steps", steps=" ".join(steps)), is_note=True)]


def _entry(score: Score, card: TraitCard, language: Language) -> str:
    if score.level is None:
        return translate(
            language, "sheet.entry_open", exercise=isolated(score.exercise), evidence=isolated(score.evidence)
        )
    text = card.levels[score.level - 1].text
    return translate(
        language,
        "sheet.entry",
        exercise=score.exercise,
        evidence=score.evidence,
        level=score.level,
        text=text,
    )


def _decision(candidate: CandidateView, language: Language, day: Callable[[date], str]) -> str:
    if candidate.decision is None or candidate.decided_at is None:
        return translate(language, "sheet.undecided")
    decision = translate(language, f"sheet.{candidate.decision}")
    return translate(
        language,
        "sheet.decided",
        decision=decision,
        day=day(candidate.decided_at.date()),
        reason=candidate.reason,
    )

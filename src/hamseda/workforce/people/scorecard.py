"""A scorecard of a JSON file: what interviewers saw of each trait. Nothing is kept, added up, ranked or cut off."""

from typing import Annotated, Final

from msgspec import Meta, Struct

from hamseda.kit.i18n import translate
from hamseda.kit.jalali import Language
from hamseda.workforce.lines import listed
from hamseda.workforce.people.candidates import Evidence, Level, Name
from hamseda.workforce.people.hiring_words import Notice, noticed
from hamseda.workforce.people.traits import TRAITS, Trait, TraitCard, are_apart, cards
from hamseda.workforce.schedule.documents import document_of

MOST_ENTRIES: Final = 500


class FiledEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody saw of a trait in an exercise; no `level` where not enough was seen."""

    trait: Trait
    exercise: Name
    evidence: Evidence
    level: Level | None = None
    interviewer: Name | None = None


class ScorecardFile(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who would like to work here, for which post, and what was seen; there is no field for anything else."""

    name: Name
    post: Name
    entries: Annotated[list[FiledEntry], Meta(max_length=MOST_ENTRIES)] = []


class Seen(Struct, frozen=True):
    """An entry, its level in words, and words in it that do not belong."""

    entry: FiledEntry
    step: str | None
    notices: list[Notice]


class TraitOnCard(Struct, frozen=True):
    """A trait: `apart` where interviewers differ by two levels or more and should talk about it."""

    trait: Trait
    name: str
    apart: bool
    seen: list[Seen]


class Scorecard(Struct, frozen=True):
    name: str
    post: str
    traits: list[TraitOnCard]


def scorecard(text: str, name: str, language: Language) -> Scorecard:
    """Read what was seen, trait by trait in their order; raises FaultyError with all that cannot be meant, by line."""
    file = document_of(text, name, ScorecardFile)
    about = {card.trait: card for card in cards(language)}
    return Scorecard(file.name, file.post, [_of(trait, file.entries, about[trait]) for trait in TRAITS])


def _of(trait: Trait, entries: list[FiledEntry], card: TraitCard) -> TraitOnCard:
    own = [one for one in entries if one.trait == trait]
    seen = [
        Seen(
            one,
            None if one.level is None else card.levels[one.level - 1].text,
            noticed(f"{one.exercise}\n{one.evidence}"),
        )
        for one in own
    ]
    return TraitOnCard(trait, card.name, are_apart(one.level for one in own), seen)


def in_words(card: Scorecard, language: Language) -> str:
    """Each trait with what was seen and by whom, what to talk about, and who decides: a person."""
    lines = [listed([card.name, card.post], language)]
    for trait in card.traits:
        lines += ["", trait.name, *(f"  {one}" for one in _said(trait, language))]
    return "\n".join([*lines, "", translate(language, "scorecard.decides")])


def _said(trait: TraitOnCard, language: Language) -> list[str]:
    if not trait.seen:
        return [translate(language, "sheet.unseen")]
    said = []
    for one in trait.seen:
        entry = one.entry
        key = "sheet.entry_open" if entry.level is None else "sheet.entry"
        text = translate(
            language, key, exercise=entry.exercise, evidence=entry.evidence, level=entry.level, text=one.step
        )
        said.append(f"{entry.interviewer}: {text}" if entry.interviewer else text)
        said += [_notice(one.notices, language)] if one.notices else []
    return [*said, translate(language, "scorecard.apart")] if trait.apart else said


def _notice(notices: list[Notice], language: Language) -> str:
    words = listed([f"«{one.word}»" if language == "fa" else f"“{one.word}”" for one in notices], language)
    matters = dict.fromkeys(translate(language, f"scorecard.matter.{one.matter}") for one in notices)
    return translate(language, "scorecard.notice", words=words, matters=listed(list(matters), language))


def traits_in_words(language: Language) -> str:
    """The seven traits: what each means, an exercise that shows it, and its four levels by what one can see."""
    lines: list[str] = []
    for card in cards(language):
        lines += [
            card.name,
            f"  {card.meaning}",
            f"  {translate(language, 'scorecard.exercise', text=card.exercise)}",
        ]
        lines += [
            f"  {translate(language, 'scorecard.level', level=at.level, text=at.text)}" for at in card.levels
        ]
        lines.append("")
    return "\n".join(lines).rstrip()

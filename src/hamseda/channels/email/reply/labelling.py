"""The steps that say of each line whose it is: structure, attributions and heads, what we sent."""

from hamseda.channels.email.reply.attribution import (
    Attribution,
    attribution_ending_at,
    goes_on_in_its_row,
    is_before_quote,
)
from hamseda.channels.email.reply.heads import Head, head_at
from hamseda.channels.email.reply.lines import Line, next_written


class Verdict:
    """The lines with their labels, and which steps had a part in them."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.steps: set[str] = set()
        self.forward: Head | None = None
        self.is_open_ended = False

    def label_structure(self, *, is_page: bool) -> None:
        """What the page or the quote signs say."""
        for line in self.lines:
            if line.depth or line.region in {"quote", "rest"}:
                line.label = "quote"
                if not line.is_blank:
                    self.steps.add("structure" if is_page else "signs")

    def label_announced(self) -> None:
        """Attributions and heads, each with what it announces."""
        place = 0
        while place < len(self.lines):
            line = self.lines[place]
            if line.label != "own" or line.is_blank:
                place += 1
                continue
            head = head_at(self.lines, place) or self._boxed(place)
            if head is not None:
                if head.kind == "forward" and self.forward is None:
                    self.forward = head
                place = self._announce(head.start, head.end)
                continue
            found = attribution_ending_at(self.lines, place)
            if found is not None and self._is_believed(found):
                place = max(place + 1, self._announce(found.start, found.end))
                continue
            if goes_on_in_its_row(line.norm):
                place = self._announce(place, place + 1)
                continue
            place += 1

    def _boxed(self, place: int) -> Head | None:
        """A box with a line above it, as Outlook draws: rows with a label each, in whatever language."""
        if self.lines[place].region != "box" or (place and self.lines[place - 1].region == "box"):
            return None
        end = place
        while end < len(self.lines) and self.lines[end].region == "box":
            end += 1
        rows = [line for line in self.lines[place:end] if not line.is_blank]
        labelled = sum(1 for line in rows[:10] if ":" in line.norm[:30])
        return Head(place, end, "original") if labelled >= 3 and len(rows) <= 14 else None

    def _is_believed(self, found: Attribution) -> bool:
        if is_before_quote(self.lines, found.end):
            return True
        if self.lines[found.start].region == "attribution":
            return True
        return found.is_strong

    def _announce(self, start: int, end: int) -> int:
        """Label a head and, where no signs mark the quote, all that follows it."""
        for line in self.lines[start:end]:
            line.label = "head"
        self.steps.add("attribution")
        following = next_written(self.lines, end)
        if following is None or self.lines[following].label == "quote":
            return end
        if self.lines[following].is_soft:
            return self._label_while_soft(following)
        self.is_open_ended = True
        for line in self.lines[end:]:
            if line.label == "own":
                line.label = "quote"
        return len(self.lines)

    def _label_while_soft(self, place: int) -> int:
        while place < len(self.lines) and (self.lines[place].is_soft or self.lines[place].is_blank):
            if self.lines[place].is_soft:
                self.lines[place].label = "quote"
            place += 1
        return place

    def label_left_attributions(self) -> None:
        """Places that a program made for its attribution, in a language that no pattern knows."""
        for place, line in enumerate(self.lines):
            is_last = line.region == "attribution" and line.label == "own" and line.norm.endswith(":")
            if is_last and is_before_quote(self.lines, place + 1):
                line.label = "head"
                self.steps.add("structure")
                following = next_written(self.lines, place + 1)
                if following is not None and self.lines[following].is_soft:
                    self._label_while_soft(following)

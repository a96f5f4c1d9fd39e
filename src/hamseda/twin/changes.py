"""What may be changed in a model to see what it means, as documents."""

from typing import Annotated, Final

from msgspec import Meta, Struct

from hamseda.twin.document import Name, Share

MOST_STEPS: Final = 2
Factor = Annotated[float, Meta(gt=0, le=50)]
At = Annotated[int, Meta(ge=0, description="A period, counted from the first that counts.")]
Length = Annotated[int, Meta(ge=1, description="Periods.")]


class Growth(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="growth"):
    """So many times as many contacts."""

    factor: Factor = 1.5


class Crisis(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="crisis"):
    """So many times as many contacts for some periods; what an announcement spares, who takes a callback.

    `first` where it begins; none: so that it meets the busiest time.
    """

    factor: Factor = 3.0
    periods: Length = 4
    first: At | None = None
    announced: Annotated[Share, Meta(description="Who needs nobody any more after the announcement.")] = 0.25
    callback: Annotated[Share, Meta(description="Who, of those who have to wait, takes a later call.")] = 0.4


class Pooling(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="pooling"):
    """One team for all instead of a team for each."""


class CrossTraining(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="cross_training"):
    """Everybody learns the work of one more department, or of all."""


class Closing(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="closing"):
    """One type closes for some periods; a share follows `to` another, or (none) writes and is answered when it is quiet."""

    type: Name
    first: At
    periods: Length
    to: Name | None = None
    follow: Share = 0.7


class Opening(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="opening"):
    """Open from one period for some.

    `moved`: who comes within the hours instead; `beyond`: what newly opened periods bring, as a share of the mean one.
    """

    first: At
    periods: Length
    moved: Share = 0.6
    beyond: Annotated[float, Meta(ge=0, le=5)] = 0.3


class Containment(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="containment"):
    """A share is helped by the IVR; who wants a person reaches one within two steps."""

    share: Share = 0.2
    steps: Annotated[int, Meta(ge=1, description="Choices until a person is rung: two at most.")] = 2
    step_s: Annotated[float, Meta(ge=0, le=120)] = 12.0


Change = Growth | Crisis | Pooling | CrossTraining | Closing | Opening | Containment


class CannotMeanError(ValueError):
    """A change that cannot be made to this model: which field, and a code of the catalogue."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(code)
        self.field, self.code = field, code

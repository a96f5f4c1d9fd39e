"""What can go wrong with working time; each error carries a code for the catalogues and its sentence."""


class WorkingTimeError(ValueError):
    """A question that a working calendar cannot answer."""

    code = "working-time.refused"


class CalendarFaultError(WorkingTimeError):
    """A calendar, or a part of it, that contradicts itself."""

    code = "working-time.calendar-fault"


class InstantRefusedError(WorkingTimeError):
    """An instant or duration that is naive, negative, in the wrong order or out of range."""

    code = "working-time.instant-refused"


class NeverOpensError(WorkingTimeError):
    """The calendar has no open period within the years that are searched."""

    code = "working-time.never-opens"


class NeverClosesError(WorkingTimeError):
    """The calendar stays open without end within the years that are searched."""

    code = "working-time.never-closes"


class BeyondHorizonError(WorkingTimeError):
    """The calendar opens, but too seldom for the working time asked for."""

    code = "working-time.beyond-horizon"

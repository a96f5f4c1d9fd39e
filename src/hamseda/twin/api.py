"""Front door of the twin: read a model, play it, compare two, and ask what if."""

from hamseda.twin.calculating import COMPARISON, RUN, WHAT_IF
from hamseda.twin.changes import (
    CannotMeanError,
    Change,
    Closing,
    Containment,
    Crisis,
    CrossTraining,
    Growth,
    Opening,
    Pooling,
)
from hamseda.twin.document import Model, schema
from hamseda.twin.executors import Executor, Here, Processes
from hamseda.twin.faults import FaultyModelError
from hamseda.twin.reading import read_model
from hamseda.twin.replications import Engine, played
from hamseda.twin.report import Outcome, as_told, compared
from hamseda.twin.telling import Answer, Bill, Costs, Said, answered
from hamseda.twin.typed import Department, Typed, typed_model
from hamseda.twin.words import in_words

__all__ = [
    "COMPARISON",
    "RUN",
    "WHAT_IF",
    "Answer",
    "Bill",
    "CannotMeanError",
    "Change",
    "Closing",
    "Containment",
    "Costs",
    "Crisis",
    "CrossTraining",
    "Department",
    "Engine",
    "Executor",
    "FaultyModelError",
    "Growth",
    "Here",
    "Model",
    "Opening",
    "Outcome",
    "Pooling",
    "Processes",
    "Said",
    "Typed",
    "answered",
    "as_told",
    "compared",
    "in_words",
    "played",
    "read_model",
    "schema",
    "typed_model",
]

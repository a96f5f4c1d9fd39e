"""Front door of the twin: read a model, play it, compare two."""

from hamseda.twin.calculating import COMPARISON, RUN
from hamseda.twin.document import Model, schema
from hamseda.twin.executors import Executor, Here, Processes
from hamseda.twin.reading import FaultyModelError, read_model
from hamseda.twin.replications import Engine, played
from hamseda.twin.report import Outcome, as_told, compared

__all__ = [
    "COMPARISON",
    "RUN",
    "Engine",
    "Executor",
    "FaultyModelError",
    "Here",
    "Model",
    "Outcome",
    "Processes",
    "as_told",
    "compared",
    "played",
    "read_model",
    "schema",
]

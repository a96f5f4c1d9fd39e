"""The loop, compiled by numba from the same source as the plain one.

Imported only where numba (extra `fast`) is there and wanted. The first time compiles for half a minute; what has been
compiled is kept, and then it is there in a second.
"""

from dataclasses import fields
from typing import Any

from hamseda.kit import machine_code
from hamseda.routing.api import Crew, Line, policy_to_compile
from hamseda.twin import coming, happened, loop, notes, roads, serving, stage
from hamseda.twin.stage import Stage

policy = policy_to_compile()
OURS = (notes, roads, serving, coming, loop)
policy.compile_functions_of(*OURS)
policy.as_struct(Stage)


def _play(columns: Any, crew: Any, line: Any) -> int:
    return loop.play(Stage(Crew(*crew), Line(*line), *columns))


_compiled = machine_code.compiled(_play, (*OURS, stage, happened, *policy.SOURCES))


def play(s: Stage) -> int:
    """Play on from where a stage of arrays stands, as `loop.play` does."""
    return _compiled(_columns(s)[2:], _columns(s.crew), _columns(s.queue))


def _columns(struct: Any) -> tuple[Any, ...]:
    return tuple(getattr(struct, field.name) for field in fields(struct))

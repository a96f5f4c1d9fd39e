"""Live events where no WebSocket passes: server-sent events and long polling, on the same numbers and rights."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final, cast

import msgspec
from litestar import Request, Router, get
from litestar.datastructures import State
from litestar.params import HeaderParameter, QueryParameter
from litestar.response import Stream

from hamseda.conversations.live import MOST_BEHIND, LiveDesk, session_of
from hamseda.conversations.views import EventView, PolledEvents, Resync
from hamseda.kit.problem import Unauthenticated
from hamseda.organization.api import READERS, Caller

LONGEST_WAIT_S: Final = 25
HEARTBEAT_S: Final = 15.0
HEARTBEAT: Final = b": \n\n"
ENDS: Final = frozenset({"bye", "resync"})

After = Annotated[
    int | None, QueryParameter(name="after", ge=0, description="The newest number known; none: from now.")
]
Wait = Annotated[
    int, QueryParameter(name="wait", ge=0, le=LONGEST_WAIT_S, description="Seconds to wait for something.")
]
LastEventId = Annotated[
    str | None, HeaderParameter(name="Last-Event-ID", description="As `after`, set by browsers.")
]


class Head(msgspec.Struct):
    """What of a frame decides how it is passed on."""

    t: str
    n: int | None = None
    as_of: int | None = None
    code: str | None = None


class Feed:
    """The outlet of a connection that reads by itself: bounded; one that falls behind gets `resync` instead."""

    def __init__(self, most_behind: int = MOST_BEHIND) -> None:
        self._most_behind = most_behind
        self._frames: deque[bytes] = deque()
        self._due = asyncio.Event()
        self.is_ending = False

    def push(self, frame: bytes, *, otherwise: bytes) -> None:
        if self.is_ending:
            return
        if len(self._frames) >= self._most_behind:
            self._frames.clear()
            self.is_ending = True
            frame = otherwise
        self._frames.append(frame)
        self._due.set()

    def push_first(self, frame: bytes) -> None:
        self._frames.appendleft(frame)
        self._due.set()

    def end(self, code: str) -> None:
        self.push(msgspec.json.encode({"t": "bye", "code": code}), otherwise=b'{"t":"resync"}')
        self.is_ending = True

    async def take(self, seconds: float) -> list[bytes]:
        """Give the frames that came; none where nothing came in this time."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._due.wait(), seconds)
        self._due.clear()
        frames = list(self._frames)
        self._frames.clear()
        return frames


@get(
    "/events",
    access=READERS,
    media_type="text/event-stream",
    summary="Live events as a stream (server-sent events)",
)
async def stream_events(
    request: Request[Any, Any, Any],
    state: State,
    caller: Caller,
    after: After = None,
    last_event_id: LastEventId = None,
) -> Stream:
    """Every event that the caller may hear after a number, as frames of the WebSocket; each has its number as id."""
    known = int(last_event_id) if last_event_id and last_event_id.isdigit() else after
    content = _stream(state.live_desk, caller, session_of(request, caller), known)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Stream(content, media_type="text/event-stream", headers=headers)


@get("/events/poll", access=READERS, summary="Live events by long polling")
async def poll_events(
    request: Request[Any, Any, Any], state: State, caller: Caller, after: After = None, wait: Wait = 20
) -> PolledEvents | Resync:
    """Events after a number, at once or as soon as one comes; `as_of` is the `after` of the next question.

    `{"resync": true}` says that the number is not kept any more, or that rights have changed: read afresh.
    """
    desk: LiveDesk = state.live_desk
    feed = Feed()
    async with desk.open(caller, session_of(request, caller), feed, after) as connection:
        frames = await feed.take(0)  # "hello", and what was missed
        if len(frames) == 1:
            frames += await feed.take(wait if after is not None else 0)
        heads = [msgspec.json.decode(frame, type=Head) for frame in frames]
        if any(head.code == "session_ended" for head in heads):
            raise Unauthenticated("Log in first.")
        if any(head.t in ENDS for head in heads):
            return {"resync": True}
        told = [frame for frame, head in zip(frames, heads, strict=True) if head.t == "event"]
        events = cast("list[EventView]", [msgspec.Raw(frame) for frame in told])
        return {"events": events, "as_of": desk.newest(connection)}


async def _stream(
    desk: LiveDesk, caller: Caller, session: bytes | None, after: int | None
) -> AsyncIterator[bytes]:
    feed = Feed()
    async with desk.open(caller, session, feed, after):
        while True:
            frames = await feed.take(HEARTBEAT_S)
            for frame in frames:
                head = msgspec.json.decode(frame, type=Head)
                yield _sent(head, frame)
            if feed.is_ending:
                return
            if not frames:
                yield HEARTBEAT


def _sent(head: Head, frame: bytes) -> bytes:
    at = head.as_of if head.n is None else head.n
    number = f"id: {at}\n".encode() if at is not None else b""
    return number + b"event: " + head.t.encode() + b"\ndata: " + frame + b"\n\n"


router = Router("/api/v1", route_handlers=[stream_events, poll_events], tags=["live"])

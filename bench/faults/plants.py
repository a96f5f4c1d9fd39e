"""Faults of the kind that crash tests exist for: each is a change of the source that the harness must catch."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Edit:
    """In `file` (below src/hamseda), the one place that reads `old` becomes `new`."""

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Plant:
    """One planted fault; `fails` names the check that must notice it."""

    name: str
    edits: tuple[Edit, ...]
    fails: str


PLANTS = [
    Plant(
        "acknowledge-before-commit",
        (
            Edit(
                "channels/webchat/live.py",
                "        message = await self._chat.say(visitor, said, self._clock.now(), wish)\n",
                '        connection.push({"t": "ack", "id": str(said.id), "position": 0, "at": ""})\n'
                "        await asyncio.sleep(0.25)\n"
                "        message = await self._chat.say(visitor, said, self._clock.now(), wish)\n",
            ),
        ),
        "lost",
    ),
    Plant(
        # The browser's own id is answered, but what is stored is a new message each time.
        "no-dedupe",
        (
            Edit(
                "channels/webchat/live.py",
                "        message = await self._chat.say(visitor, said, self._clock.now(), wish)\n",
                "        sent_id, said.id = str(said.id), __import__('uuid').uuid4()\n"
                "        message = await self._chat.say(visitor, said, self._clock.now(), wish)\n",
            ),
            Edit(
                "channels/webchat/live.py",
                '            {"t": "ack", "id": message["id"], ',
                '            {"t": "ack", "id": sent_id, ',
            ),
        ),
        "duplicate",
    ),
    Plant(
        "no-resume",
        (
            Edit(
                "kit/hub.py",
                "        # No await between here and the registration: nothing can slip between the two.\n",
                "        missed = []\n",
            ),
        ),
        "screen",
    ),
    Plant(
        # No row says that the message is due: only a task of the web process knows.
        "timer-in-memory",
        (
            Edit(
                "migrations/foundation/07_append.sql",
                "        IF item->>'state' = 'scheduled' THEN\n            INSERT INTO timer",
                "        IF false THEN\n            INSERT INTO timer",
            ),
            Edit(
                "conversations/sending.py",
                "                    return await self._appender.append(caller.organization_id, quick)\n",
                "                    import asyncio\n\n"
                "                    async def go() -> None:\n"
                "                        await asyncio.sleep(reply.undo_s)\n"
                "                        async with self._database.transaction(caller.organization_id) as later:\n"
                "                            await send_scheduled(later, quick.id)\n\n"
                "                    appended = await self._appender.append(caller.organization_id, quick)\n"
                "                    self.__dict__.setdefault('_tasks', []).append(asyncio.create_task(go()))\n"
                "                    return appended\n",
            ),
        ),
        "unsent",
    ),
]


def plant(source: Path, wanted: Plant) -> None:
    """Change the copied source tree; raises ValueError where the code has moved on and the plant must too."""
    for edit in wanted.edits:
        file = source / "hamseda" / edit.file
        text = file.read_text(encoding="utf-8")
        if text.count(edit.old) != 1:
            raise ValueError(
                f"The plant {wanted.name} no longer fits {edit.file}: mend it in bench/faults/plants.py."
            )
        file.write_text(text.replace(edit.old, edit.new), encoding="utf-8")

"""Faults of the kind that crash tests exist for: each is a change of the source that the harness must catch."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Plant:
    """One planted fault: in `file`, `old` becomes `new`; `fails` names the check that must notice."""

    name: str
    file: str
    old: str
    new: str
    fails: str


PLANTS = [
    Plant(
        "acknowledge-before-commit",
        "channels/webchat/live.py",
        "        message = await self._chat.say(visitor, said, self._clock.now())\n",
        '        connection.push({"t": "ack", "id": str(said.id), "position": 0, "at": ""})\n'
        "        await asyncio.sleep(0.25)\n"
        "        message = await self._chat.say(visitor, said, self._clock.now())\n",
        "lost",
    ),
    Plant(
        "no-dedupe",
        "channels/webchat/service.py",
        "        _check(said)\n",
        "        _check(said)\n        said.id = new_id()\n",
        "duplicate",
    ),
    Plant(
        "no-resume",
        "kit/hub.py",
        "        missed = await self._since(organization_id, stream, after)\n",
        "        missed: list[LiveEvent] | None = []\n",
        "screen",
    ),
    Plant(
        "timer-in-memory",
        "conversations/sending.py",
        '        message.state = "scheduled"\n',
        '        message.state = "scheduled"\n        message.send_at = "9999-01-01T00:00:00+00:00"\n',
        "unsent",
    ),
]


def plant(source: Path, wanted: Plant) -> None:
    """Change the copied source tree; raises ValueError where the code has moved on and the plant must too."""
    file = source / "hamseda" / wanted.file
    text = file.read_text(encoding="utf-8")
    if text.count(wanted.old) != 1:
        raise ValueError(f"The plant {wanted.name} no longer fits {wanted.file}: mend it in bench/faults/plants.py.")
    file.write_text(text.replace(wanted.old, wanted.new), encoding="utf-8")

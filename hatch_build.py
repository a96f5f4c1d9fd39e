"""The build hook: wheels and source archives carry the built web files, editable installs need none."""

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent / "bin"))
import build_ui


class WebFilesHook(BuildHookInterface[Any]):
    """Builds what is stale before the files are gathered."""

    def dependencies(self) -> list[str]:
        return [build_ui.NODE_REQUIREMENT] if self._stale() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatch's signature
        if version == "editable":
            return
        for name in self._stale():
            build_ui.build(Path(self.root), name)

    def _stale(self) -> list[str]:
        """Name what is to be built; `make`, which builds by itself, sets HAMSEDA_SKIP_UI."""
        return [] if os.environ.get("HAMSEDA_SKIP_UI") == "1" else build_ui.stale_projects(Path(self.root))

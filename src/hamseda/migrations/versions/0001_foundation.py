"""The foundation: people, customers, conversations, routing and the two first channels."""

from pathlib import Path

from hamseda.kit.migration import run_script

revision = "0001"
down_revision = None

FOLDER = Path(__file__).parent.parent / "foundation"


def upgrade() -> None:
    """Run the domain scripts in the order of their numbers."""
    for script in sorted(FOLDER.glob("*.sql")):
        run_script(script.read_text(encoding="utf-8"))

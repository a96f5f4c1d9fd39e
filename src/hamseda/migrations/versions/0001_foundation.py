"""The foundation: people, customers, conversations, routing and the two first channels."""

from hamseda.kit.migration import lay_foundation

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Run the domain scripts in the order of their numbers."""
    lay_foundation()

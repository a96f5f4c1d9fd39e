"""What the doctor says of one thing."""

import msgspec


class Finding(msgspec.Struct, frozen=True):
    """One thing looked at; `cure` says what to do where it is wrong."""

    name: str
    is_wrong: bool
    said: str
    cure: str = ""

    def line(self) -> str:
        """The finding as a person reads it."""
        mark = "✗" if self.is_wrong else "✓"
        return f"{mark} {self.name}: {self.said}" + (
            f"\n    → {self.cure}" if self.is_wrong and self.cure else ""
        )


def listed(found: list[str], most: int = 3) -> str:
    """Name the first few, and say how many more there are."""
    more = len(found) - most
    return ", ".join(found[:most]) + (f" and {more} more" if more > 0 else "")

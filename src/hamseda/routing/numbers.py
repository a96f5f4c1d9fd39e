"""The kernel's numbers for our ids: the leading bits of a UUIDv7, so that numbers are in the order of making."""

from uuid import UUID

# 48 bits of milliseconds and 12 of the fraction that follows the version: below 2**60.
TIME_BITS, FRACTION_BITS, BEHIND_VERSION = 80, 12, 64


class Numbers:
    """Numbers and ids, both ways; two ids of one instant get neighbouring numbers."""

    def __init__(self) -> None:
        self._number: dict[UUID, int] = {}
        self._id: dict[int, UUID] = {}

    def of(self, row_id: UUID) -> int:
        """Give the number of an id, the same each time it is asked."""
        known = self._number.get(row_id)
        if known is not None:
            return known
        number = leading_bits(row_id)
        while number in self._id:
            number += 1
        self._number[row_id], self._id[number] = number, row_id
        return number

    def id(self, number: int) -> UUID:
        """Give back the id of a number; KeyError for one that was never given."""
        return self._id[number]

    def forget(self, row_id: UUID) -> None:
        """Free the number of an id that will not be asked for again."""
        number = self._number.pop(row_id, None)
        if number is not None:
            del self._id[number]


def leading_bits(row_id: UUID) -> int:
    """Take the time of a UUIDv7 as one integer of 60 bits."""
    fraction = (row_id.int >> BEHIND_VERSION) & ((1 << FRACTION_BITS) - 1)
    return ((row_id.int >> TIME_BITS) << FRACTION_BITS) | fraction

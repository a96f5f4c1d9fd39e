"""Opening what the installation has sealed; a seal of another key is said with its cure."""

from cryptography.exceptions import InvalidTag

from hamseda.kit.keys import Keys
from hamseda.kit.problem import Conflict


def open_seal(keys: Keys, use: str, sealed: bytes, bound_to: bytes) -> bytes:
    """Open a seal, or raise Conflict (other_key): a restored database needs the secret.key of its own time."""
    try:
        return keys.open(use, sealed, bound_to)
    except InvalidTag as error:
        raise Conflict(
            "It was sealed with another key: bring the file secret.key of that installation back.",
            code="other_key",
        ) from error

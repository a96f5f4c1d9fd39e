"""Simulated mails of the demonstration: known by a Message-ID that nobody else can make."""

import hashlib
import hmac
import re
from typing import Final

from hamseda.kit.keys import Keys

KEY: Final = "simulated mail"
SIMULATED: Final = re.compile(r"<?simulated\.([0-9a-f]{16})\.([0-9a-f]{32})@")


def simulation_key(keys: Keys) -> bytes:
    """The key that the simulator of this installation signs with."""
    return keys.key(KEY)


def is_simulated(keys: Keys, message_id: str, sender: str) -> bool:
    """Whether a mail of this sender was made by this installation's simulator: `simulated.NONCE.PROOF@…`."""
    found = SIMULATED.match(message_id)
    if found is None:
        return False
    proof = hmac.digest(simulation_key(keys), f"{found[1]}:{sender}".encode(), hashlib.sha256).hex()[:32]
    return hmac.compare_digest(proof, found[2])

"""The address by which an answer finds its conversation: local+r.<token>@domain.

The token is the conversation's number and 80 bits of HMAC-SHA256 over organization, conversation and the address
that it was issued to, in base32: 24 letters, the case of which does not matter. It never expires; it proves
something only together with the address it was issued to.
"""

import hmac
import re
from base64 import b32decode, b32encode
from typing import Final
from uuid import UUID

from hamseda.kit.keys import Keys

NUMBER_BYTES: Final = 5
PROOF_BYTES: Final = 10
_PLUS: Final = re.compile(r"\+r\.([a-z2-7]{24})@", re.IGNORECASE)


def reply_address(
    keys: Keys, address: str, organization_id: UUID, conversation_id: UUID, number: int, to: str
) -> str:
    """The Reply-To of a mail of this conversation to the address `to` (in its normal form)."""
    local, _, domain = address.rpartition("@")
    proof = _proof(keys, organization_id, conversation_id, to)
    token = b32encode(number.to_bytes(NUMBER_BYTES) + proof).decode().lower()
    return f"{local.split('+', 1)[0]}+r.{token}@{domain}"


def read_reply_address(recipient: str) -> tuple[int, bytes] | None:
    """The conversation's number and the proof that a recipient address carries; None where it carries none."""
    found = _PLUS.search(recipient)
    if found is None:
        return None
    content = b32decode(found[1].upper())
    return int.from_bytes(content[:NUMBER_BYTES]), content[NUMBER_BYTES:]


def proves(keys: Keys, proof: bytes, organization_id: UUID, conversation_id: UUID, sender: str) -> bool:
    """Whether the proof was issued for this conversation to this sender; takes the same time for every answer."""
    return hmac.compare_digest(proof, _proof(keys, organization_id, conversation_id, sender))


def _proof(keys: Keys, organization_id: UUID, conversation_id: UUID, address: str) -> bytes:
    content = organization_id.bytes + conversation_id.bytes + address.casefold().encode()
    return keys.sign("reply", content)[:PROOF_BYTES]

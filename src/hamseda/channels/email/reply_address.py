"""The address by which an answer finds its conversation: local+r.<token>@domain.

`+s.` stands where others read it too, `+f.` in a forward.
The token is the conversation's number and 80 bits of HMAC-SHA256 over organization, conversation and the address
that it was issued to, in base32: 24 letters, the case of which does not matter. It never expires; it proves
something only together with the address it was issued to. The kinds are signed apart: what somebody outside was
given with a forward never proves a customer, and what stood in a mail to several people only names a conversation,
since each of them could write it below the customer's name.
"""

import hmac
import re
from base64 import b32decode, b32encode
from typing import Final
from uuid import UUID

from msgspec import Struct

from hamseda.kit.keys import Keys

NUMBER_BYTES: Final = 5
PROOF_BYTES: Final = 10
_PLUS: Final = re.compile(r"\+([rsf])\.([a-z2-7]{24})@", re.IGNORECASE)
_PURPOSE: Final = {"r": "reply", "s": "shared reply", "f": "forward reply"}


class Token(Struct, frozen=True):
    """What an address carries: its kind, the conversation's number, the proof.

    `kind`: `r` of an answer, `s` of one to several, `f` of a forward.
    """

    kind: str
    number: int
    proof: bytes


def reply_address(
    keys: Keys, address: str, organization_id: UUID, conversation_id: UUID, number: int, to: str
) -> str:
    """The Reply-To of a mail of this conversation to the address `to` (in its normal form)."""
    return _made("r", keys, address, organization_id, conversation_id, number, to)


def shared_address(
    keys: Keys, address: str, organization_id: UUID, conversation_id: UUID, number: int, to: str
) -> str:
    """The Reply-To of a mail to `to` that others get as well."""
    return _made("s", keys, address, organization_id, conversation_id, number, to)


def forward_address(
    keys: Keys, address: str, organization_id: UUID, conversation_id: UUID, number: int, to: str
) -> str:
    """The Reply-To of what is passed on to somebody outside, at the address `to` (in its normal form)."""
    return _made("f", keys, address, organization_id, conversation_id, number, to)


def read_reply_address(recipient: str) -> Token | None:
    """The token that a recipient address carries; None where it carries none."""
    found = _PLUS.search(recipient)
    if found is None:
        return None
    content = b32decode(found[2].upper())
    return Token(found[1].lower(), int.from_bytes(content[:NUMBER_BYTES]), content[NUMBER_BYTES:])


def proves(keys: Keys, token: Token, organization_id: UUID, conversation_id: UUID, address: str) -> bool:
    """Whether the token was issued for this conversation to this address; takes the same time for every answer."""
    return hmac.compare_digest(
        token.proof, _proof(token.kind, keys, organization_id, conversation_id, address)
    )


def _made(
    kind: str, keys: Keys, address: str, organization_id: UUID, conversation_id: UUID, number: int, to: str
) -> str:
    local, _, domain = address.rpartition("@")
    proof = _proof(kind, keys, organization_id, conversation_id, to)
    token = b32encode(number.to_bytes(NUMBER_BYTES) + proof).decode().lower()
    return f"{local.split('+', 1)[0]}+{kind}.{token}@{domain}"


def _proof(kind: str, keys: Keys, organization_id: UUID, conversation_id: UUID, address: str) -> bytes:
    content = organization_id.bytes + conversation_id.bytes + address.casefold().encode()
    return keys.sign(_PURPOSE[kind], content)[:PROOF_BYTES]

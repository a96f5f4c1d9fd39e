"""Signing what leaves (DKIM, RFC 6376), and the record of the DNS that lets others check it."""

import base64
from typing import Final

import dkim
import dns.asyncresolver
import dns.exception
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from msgspec import Struct

from hamseda.channels.email.settings import Dkim

BITS: Final = 2048
DNS_SECONDS: Final = 5.0
# All that a reader sees or an answer follows; some twice, so that a second one cannot be added under the signature.
SIGNED: Final = (
    *(b"from", b"from", b"to", b"to", b"cc", b"cc", b"subject", b"subject", b"date", b"date"),
    *(b"message-id", b"message-id", b"reply-to", b"reply-to", b"in-reply-to", b"references"),
    *(b"mime-version", b"content-type", b"content-transfer-encoding", b"auto-submitted"),
)


class DnsRecord(Struct, frozen=True):
    """What an administrator publishes: a TXT record of this name with this value."""

    name: str
    value: str


def sign(content: bytes, key: Dkim | None) -> bytes:
    """Put a signature before a mail; without a key it stays as it is. Raises ValueError for a key that is none."""
    if key is None or not key.private_key:
        return content
    mail = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    try:
        head = dkim.sign(
            mail,
            key.selector.encode("ascii"),
            key.domain.encode("idna"),
            key.private_key.encode("ascii"),
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=list(SIGNED),
        )
    except (dkim.DKIMException, UnicodeError) as error:
        raise ValueError(f"The mail could not be signed for {key.domain}: {error}") from error
    return bytes(head) + mail


def new_key(domain: str, selector: str) -> Dkim:
    """Make a key pair for a domain; the private half is for the settings of a channel."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    pem = made.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    return Dkim(domain, selector, pem.decode("ascii"))


def record(key: Dkim) -> DnsRecord:
    """The record under which the world finds the public half. Raises ValueError for a key that is none."""
    private = serialization.load_pem_private_key(key.private_key.encode("ascii"), None)
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    value = f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode('ascii')}"
    return DnsRecord(f"{key.selector}._domainkey.{key.domain}", value)


async def is_published(wanted: DnsRecord) -> tuple[bool, str]:
    """Whether the DNS has the record with this key, and what it answered."""
    resolver = dns.asyncresolver.Resolver()
    resolver.lifetime = DNS_SECONDS
    try:
        answer = await resolver.resolve(wanted.name, "TXT", search=False)
    except dns.exception.DNSException as error:
        return False, " ".join(str(error).split())[:500]
    found = [b"".join(one.strings).decode("utf-8", "replace") for one in answer]
    return any(_key(one) == _key(wanted.value) for one in found), " ".join(found)[:500]


def _key(value: str) -> str:
    """The public half in a record: tags may stand in any order, with spaces anywhere."""
    tags = dict(part.partition("=")[::2] for part in "".join(value.split()).split(";"))
    return tags.get("p", "")

"""Two signed tokens: ours, which a visitor's browser carries, and the site's, which says who is logged in there."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from msgspec import Meta

from hamseda.customers.api import Claim
from hamseda.kit.keys import Keys
from hamseda.kit.problem import Invalid, Unauthenticated
from hamseda.kit.sensitive import mask

AUDIENCE = "hamseda:widget"
ANONYMOUS_LIFE = timedelta(days=7)
VERIFIED_LIFE = timedelta(hours=2)
# A proof is renewed by our own token so long, then the site must say anew who is logged in.
LONGEST_PROOF = timedelta(hours=12)
LONGEST_IDENTITY = timedelta(minutes=10)
CLOCK_SKEW = timedelta(seconds=60)
MARK_DIGITS = 32


class VisitorToken(msgspec.Struct, frozen=True):
    """Who a widget request is: bound to one channel of one organization, for a limited time.

    `proven_at`: when the site's identity token proved this browser's person; None for an anonymous visit. It is the
    token's and not the visitor's, whom several browsers of one person share. `version` must be the visitor's.
    """

    organization_id: UUID
    channel_id: UUID
    visitor_id: UUID
    version: int
    proven_at: datetime | None
    expires_at: datetime

    @property
    def is_verified(self) -> bool:
        return self.proven_at is not None


class Identity(msgspec.Struct, frozen=True):
    """What a site says of its logged-in visitor, by a token signed with the channel's secret."""

    sub: str
    iat: int
    exp: int
    name: Annotated[str, Meta(max_length=200)] | None = None
    email: str | None = None
    email_verified: bool = False
    phone: str | None = None
    phone_verified: bool = False

    def claims(self, keys: Keys, channel_id: UUID) -> list[Claim]:
        """The identities it proves; what is not verified there is a claim without proof here."""
        found = [Claim("external", f"{channel_id}:{self._subject(keys)}", "identity_token")]
        if self.email:
            found.append(Claim("email", self.email, "identity_token" if self.email_verified else None))
        if self.phone:
            found.append(Claim("phone", self.phone, "identity_token" if self.phone_verified else None))
        return found

    def _subject(self, keys: Keys) -> str:
        """Name the person as the site does; a site that goes by national ids is known by a mark of ours instead."""
        shown = mask(self.sub)
        if not shown.findings:
            return self.sub
        return f"{shown.text}#{keys.sign('subject', self.sub.encode()).hex()[:MARK_DIGITS]}"


def issue(
    organization_id: UUID,
    channel_id: UUID,
    visitor_id: UUID,
    *,
    version: int,
    proven_at: datetime | None,
    now: datetime,
) -> VisitorToken:
    """A fresh visitor token; a verified one lives shorter, and never beyond its proof."""
    expires_at = (
        now + ANONYMOUS_LIFE if proven_at is None else min(now + VERIFIED_LIFE, proven_at + LONGEST_PROOF)
    )
    return VisitorToken(organization_id, channel_id, visitor_id, version, proven_at, expires_at)


def encode(keys: Keys, token: VisitorToken) -> str:
    """The token as the browser carries it."""
    claims = {
        "aud": AUDIENCE,
        "org": str(token.organization_id),
        "chn": str(token.channel_id),
        "sub": str(token.visitor_id),
        "gen": token.version,
        "prv": int(token.proven_at.timestamp()) if token.proven_at else None,
        "exp": int(token.expires_at.timestamp()),
    }
    return jwt.encode({"alg": "HS256"}, claims, _own_key(keys))


def decode(keys: Keys, text: str, now: datetime) -> VisitorToken:
    """Read a visitor token; raises Unauthenticated for anything but one of ours that still holds."""
    try:
        claims = jwt.decode(text, _own_key(keys), algorithms=["HS256"]).claims
        token = VisitorToken(
            UUID(claims["org"]),
            UUID(claims["chn"]),
            UUID(claims["sub"]),
            int(claims["gen"]),
            datetime.fromtimestamp(int(claims["prv"]), UTC) if claims["prv"] is not None else None,
            datetime.fromtimestamp(int(claims["exp"]), UTC),
        )
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise Unauthenticated("The visitor token is not valid.", code="visitor_token") from error
    if claims.get("aud") != AUDIENCE or token.expires_at <= now:
        raise Unauthenticated("The visitor token has expired.", code="visitor_token_expired")
    return token


def read_identity(secret: bytes, text: str, now: datetime) -> Identity:
    """Check a site's identity token: HS256 by the channel's secret, issued now, for at most ten minutes."""
    try:
        claims: dict[str, Any] = jwt.decode(text, OctKey.import_key(secret), algorithms=["HS256"]).claims
        identity = msgspec.convert(claims, Identity)
    except (JoseError, ValueError, msgspec.ValidationError) as error:
        raise Invalid.field(
            "identity_token", "not_valid", "The identity token is not valid for this channel."
        ) from error
    issued, expires = datetime.fromtimestamp(identity.iat, UTC), datetime.fromtimestamp(identity.exp, UTC)
    if expires <= now or issued > now + CLOCK_SKEW:
        raise Invalid.field("identity_token", "expired", "The identity token has expired.")
    if expires - issued > LONGEST_IDENTITY:
        raise Invalid.field(
            "identity_token", "lives_too_long", "An identity token may live for ten minutes at most."
        )
    if not identity.sub or len(identity.sub) > 200:
        raise Invalid.field("identity_token", "no_subject", "An identity token needs a subject.")
    return identity


def _own_key(keys: Keys) -> OctKey:
    return OctKey.import_key(keys.key("visitor"))

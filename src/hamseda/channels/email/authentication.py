"""Whether the sender of a mail is who the From says: read from what our own border server wrote, nothing else.

Pure: headers in, verdict out. Authentication-Results is RFC 8601.
"""

import re
from collections.abc import Iterator
from typing import Final, Literal

from msgspec import Struct

from hamseda.channels.email.dmarc import Organization, stands_at_or_above

Place = Literal["above_received", "first"]
METHODS: Final = ("dmarc", "dkim", "spf")


class Trust(Struct, frozen=True):
    """Which Authentication-Results headers are our border's.

    `place`: above_received trusts only what stands above the first Received header, where nothing that a
    stranger sent can stand; first trusts the topmost, for borders that write below their own Received header
    and take inbound copies away. `headers`: how many the border writes into each mail.
    """

    authserv_id: str
    place: Place = "above_received"
    headers: int = 1


class Result(Struct, frozen=True):
    """One method's result: `dkim=pass header.d=example.com`; quoted text stands in it as a bare quotation mark.

    `is_whole`: nothing but `name=value` was found in it; what is not whole can refuse, but never prove.
    """

    method: str
    outcome: str
    properties: dict[str, str]
    is_whole: bool


def authenticated_by(
    trace: list[tuple[str, str]], sender: str, trust: Trust, organization_of: Organization
) -> str | None:
    """Name the method that proves the From address, None where nothing does.

    `trace`: (name in lower case, value) of Received and Authentication-Results headers, from the top.
    `sender`: the only From address in its normal form. `organization_of`: by the list of public suffixes.
    """
    if not trust.authserv_id:
        return None
    results = [result for some in _trusted(trace, trust) for result in some]
    domain = sender.rpartition("@")[2]
    if not domain or any(r.method == "dmarc" and r.outcome in {"fail", "permerror"} for r in results):
        return None
    passed = [
        r
        for r in results
        if r.is_whole and r.outcome == "pass" and r.method in METHODS and _aligned(r, domain, organization_of)
    ]
    return min((r.method for r in passed), key=METHODS.index, default=None)


def trusted_results(trace: list[tuple[str, str]], trust: Trust) -> dict[str, str]:
    """Say what our border found by each method, spf, dkim, dmarc or arc: its first word for it."""
    found: dict[str, str] = {}
    for result in (one for some in _trusted(trace, trust) for one in some):
        if result.outcome.isalpha():
            found.setdefault(result.method, result.outcome)
    return found


def is_unanswered(
    trace: list[tuple[str, str]], sender: str, trust: Trust, organization_of: Organization
) -> bool:
    """Whether our border got no answer about the From's own house; about another domain a stranger may arrange that."""
    domain = sender.rpartition("@")[2]
    results = [one for some in _trusted(trace, trust) for one in some]
    return bool(domain) and any(
        one.outcome == "temperror" and one.method in METHODS and _aligned(one, domain, organization_of)
        for one in results
    )


_REFUTED: Final = re.compile(
    r"\bdmarc\s*=\s*fail\b[^;]{0,500}?\b(?:p|policy|published-domain-policy|action)\s*=\s*o?(none|quarantine|reject)\b",
    re.IGNORECASE,
)


def policy_in(trace: list[tuple[str, str]], trust: Trust) -> str:
    """What the From's domain wants done with a mail that our border refuted, as far as the border tells; "" else."""
    told = (_REFUTED.search(value) for value, _ in _trusted_values(trace, trust))
    return next((found[1].lower() for found in told if found), "")


def _trusted(trace: list[tuple[str, str]], trust: Trust) -> list[list[Result]]:
    return [results for _, results in _trusted_values(trace, trust)]


def _trusted_values(trace: list[tuple[str, str]], trust: Trust) -> list[tuple[str, list[Result]]]:
    ours: list[tuple[str, list[Result]]] = []
    for name, value in trace:
        if name == "received":
            if trust.place == "above_received":
                break
            continue
        identity, results = read_results(value)
        if identity == trust.authserv_id.casefold():
            ours.append((value, results))
    return ours[: trust.headers]


def _aligned(result: Result, domain: str, organization_of: Organization) -> bool:
    match result.method:
        case "dmarc":
            proved = result.properties.get("header.from", domain)
        case "dkim":
            proved = result.properties.get("header.d", "")
        case _:
            proved = _domain(result.properties.get("smtp.mailfrom", ""))
    return _same_site(proved, domain, organization_of)


def _domain(address: str) -> str:
    """The domain of an address; empty where a second @ outside quotes leaves open which one was meant."""
    before, _, domain = address.rpartition("@")
    return "" if "@" in before else domain


_DOMAIN: Final = re.compile(r"[\w-]+(\.[\w-]+)+")


def _same_site(proved: str, domain: str, organization_of: Organization) -> bool:
    """The proved domain is the sender's or stands above it, and is no public suffix."""
    proved = proved.casefold()
    return _DOMAIN.fullmatch(proved) is not None and stands_at_or_above(proved, domain, organization_of)


def read_results(value: str) -> tuple[str, list[Result]]:
    """Read a header value into the authserv-id (casefolded) and its results; what does not fit is left out."""
    fields = list(_fields(value))
    head = fields[0] if fields else []
    identity = head[0].casefold() if head else ""
    return identity, [found for field in fields[1:] if (found := _result(field)) is not None]


_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._/-]*", re.IGNORECASE)


def _result(field: list[str]) -> Result | None:
    pairs = [pair.partition("=") for pair in field]
    if not pairs or not pairs[0][1]:
        return None
    method = pairs[0][0].partition("/")[0].casefold()
    is_whole = all(equals and _NAME.fullmatch(name) and "\\" not in text for name, equals, text in pairs)
    properties: dict[str, str] = {}
    for name, equals, text in pairs[1:]:
        # The first of a name counts, so that nothing appended can change it.
        if equals:
            properties.setdefault(name.casefold(), text)
    return Result(method, pairs[0][2].casefold(), properties, is_whole)


_TOKEN: Final = re.compile(r'(?P<quoted>"(?:[^"\\]|\\.)*(?P<end>"?))|[^\s";()=]+|[;=]|\s+|.', re.DOTALL)


def _fields(value: str) -> Iterator[list[str]]:
    """Yield the parts between semicolons, each as words; `name = value` is one word without its spaces.

    What stands together stays together: `"x"@example.com` is one word. Quoted text, which a stranger may have
    chosen, becomes a bare quotation mark; a quotation that never ends is a word of its own and takes the rest.
    """
    words: list[str] = []
    joins = False
    for token in _TOKEN.finditer(_without_comments(value)):
        text = token[0]
        if text == ";":
            yield words
            words, joins = [], False
        elif text.isspace():
            # Only the sign after the name reaches over spaces; one at the end of base64 does not.
            joins = bool(words) and words[-1].find("=") == len(words[-1]) - 1
        else:
            is_open = token["quoted"] is not None and not token["end"]
            piece = text if token["quoted"] is None else '"'
            if words and (joins or text == "=") and not is_open:
                words[-1] += piece
            else:
                words.append(piece)
            joins = True
    if words:
        yield words


def _without_comments(value: str) -> str:
    """Take comments out, nested ones too, but not parentheses in quotes."""
    if "(" not in value:
        return value
    kept: list[str] = []
    depth, in_quotes, position = 0, False, 0
    while position < len(value):
        sign = value[position]
        if sign == "\\" and (in_quotes or depth):
            kept.append(value[position : position + 2] if not depth else "")
            position += 2
            continue
        if sign == '"' and not depth:
            in_quotes = not in_quotes
        if not in_quotes and sign in "()":
            depth = max(depth + (1 if sign == "(" else -1), 0)
            kept.append(" ")
        elif not depth:
            kept.append(sign)
        position += 1
    return "".join(kept)

"""Classes, ids and styles by which mail programs mark quotes, attributions and signatures in HTML; in small letters."""

import re
from typing import Final

QUOTE_CLASSES: Final = frozenset(
    [
        "protonmail_quote",
        "zmail_extra",
        "tutanota_quote",
        "yahoo_quoted",
        "yahoo_quoted_begin",
        "moz-cite",
        "gmail_quote_attribution-quote",
        "freshdesk_quote",
        "front-blockquote",
        "nylas-quote",
        "mailspring-quote",
        "hamseda_quote",
        "messagereplysection",
        "mail-quote-collapse",
        "cafe24_quote",
        "iscwquote",
        "spark-quote",
        "ymail_quoted",
    ]
)
"""Classes and names of blocks that hold nothing but the quoted mail and its attribution."""
QUOTE_IDS: Final = frozenset(
    [
        "olk_src_body_section",
        "isreplycontent",
        "reply139content",
        "replybody1",
        "yahoo_quoted_begin",
        "mail-editor-reference-message-container",
        "messagereplysection",
        "isforwardcontent",
        "ntesreplycontent",
        "_origin_body",
    ]
)
REST_IDS: Final = frozenset(
    ["appendonsend", "divrplyfwdmsg", "stopspelling", "ms-outlook-mobile-quote-separator"]
)
"""What Outlook and its family put before the quoted mail: all that follows in this block is the quote."""
ATTRIBUTION_CLASSES: Final = frozenset(
    ["gmail_attr", "moz-cite-prefix", "-x-evo-attribution", "moz-email-headers-table", "hamseda_attribution"]
)
ATTRIBUTION_IDS: Final = frozenset(["reply-intro", "replyintro"])
SIGNATURE_CLASSES: Final = frozenset(
    [
        "gmail_signature",
        "moz-signature",
        "protonmail_signature_block",
        "-x-evo-signature-wrapper",
        "-x-evo-signature",
        "ms-outlook-mobile-signature",
        "hamseda_signature",
        "applemailsignature",
        "tutanota_signature",
        "mailbird-signature",
    ]
)
SIGNATURE_IDS: Final = frozenset(
    [
        "signature",
        "_rc_sig",
        "applemailsignature",
        "ms-outlook-mobile-signature",
        "x_signature",
        "zmail-signature",
        "ymail_android_signature_link",
        "ymail_android_signature",
    ]
)
# A quote has a bar beside it; a block that is only indented has none.
BAR: Final = re.compile(
    r"border-(?:left|right|inline-start)(?:-width)?\s{0,3}:(?!\s{0,3}(?:none|0(?:px|pt)?\b|medium none))"
)
LINE_ABOVE: Final = re.compile(r"border-top\s{0,3}:\s{0,3}(?:solid|[#\w.() ]{1,30}solid)")

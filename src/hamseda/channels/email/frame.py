"""A mail as a page of its own, for a frame that may do nothing: no scripts, no forms, no pictures of others unasked."""

import re
from base64 import b64encode
from typing import Final
from uuid import UUID

from litestar import Response

from hamseda.channels.email import markup, queries
from hamseda.channels.email.dressing import dress
from hamseda.channels.email.files import load_file
from hamseda.kit.database import Row, Transaction
from hamseda.kit.persian import direction
from hamseda.settings import Settings

MOST_PICTURE_BYTES: Final = 4 * 1024 * 1024
MOST_PICTURES_BYTES: Final = 12 * 1024 * 1024
SAFE_PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
STYLE: Final = (
    "html{color-scheme:light}body{margin:0;padding:12px 16px;background:#fff;color:#1f2937;"
    "font:15px/1.8 Vazirmatn,Tahoma,'Segoe UI',system-ui,sans-serif;overflow-wrap:anywhere;unicode-bidi:plaintext}"
    "img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}"
    "img[data-remote-src]{display:inline-block;min-width:24px;min-height:24px;border:1px dashed #9ca3af}"
)
_OURS: Final = re.compile(r'src="/api/v1/attachments/([0-9a-f-]{36})"')
_WAITING: Final = re.compile(r'data-remote-src="(?:https?:)?//', re.IGNORECASE)


def policy(*, images: bool) -> str:
    """Write the Content-Security-Policy of the frame."""
    sources = "'self' data: https:" if images else "'self' data:"
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; img-src {sources}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
    )


async def frame(view: Transaction, settings: Settings, message: Row, *, images: bool) -> str:
    """Build the page from the stored HTML, which is harmless and masked already; `images` loads those of others."""
    inner = await shown_mail(view, settings, message)
    if images:
        # A frame without an origin sends no cookies, so only addresses that ask for none can be shown; http never.
        inner = _WAITING.sub('src="https://', inner)
    return _page(inner, message["text_direction"])


def page_without_pictures(html: str | None, text: str) -> str:
    """Build the page of a mail whose files are not kept apart from it."""
    inner = _OURS.sub('alt=""', html or markup.page_of_text(text))
    return _page(inner, direction(text) or "rtl")


def response(page: str, *, images: bool) -> Response[str]:
    """A page for a sandboxed frame, with what forbids it everything."""
    return Response(
        page,
        media_type="text/html; charset=utf-8",
        headers={
            "Content-Security-Policy": policy(images=images),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "private, no-store",
        },
    )


def _page(inner: str, towards: str) -> str:
    return (
        f'<!doctype html><html dir="{towards}"><head><meta charset="utf-8"><base target="_blank">'
        f'<meta name="referrer" content="no-referrer"><title>—</title><style>{STYLE}</style></head>'
        f'<body dir="auto">{inner}</body></html>'
    )


async def shown_mail(view: Transaction, settings: Settings, message: Row) -> str:
    """The harmless HTML of a stored mail with its own pictures in it; those of others wait unasked."""
    inner = message["html"] or markup.page_of_text(message["text"])
    if message["html"] and message["direction"] == "outbound":
        # Ours is stored as it was typed, and dressed where it goes out: here it looks the same.
        inner = dress(inner, message["text_direction"])
    return await _with_pictures(view, settings, message["id"], inner)


async def _with_pictures(view: Transaction, settings: Settings, message_id: UUID, html: str) -> str:
    """Put the mail's own pictures into the page: a sandboxed frame has no cookie to ask for them."""
    wanted = set(_OURS.findall(html))
    if not wanted:
        return html
    left, pages = MOST_PICTURES_BYTES, {}
    for row in await view.fetch(queries.NAMED_ATTACHMENTS, view.organization_id, message_id):
        is_small = row["size"] <= min(MOST_PICTURE_BYTES, left)
        if str(row["id"]) in wanted and row["content_type"] in SAFE_PICTURES and is_small:
            left -= row["size"]
            content = b64encode(await load_file(settings, row["storage_key"])).decode()
            pages[str(row["id"])] = f'src="data:{row["content_type"]};base64,{content}"'
    return _OURS.sub(lambda found: pages.get(found[1], 'alt=""'), html)

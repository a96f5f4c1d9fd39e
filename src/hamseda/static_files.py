"""Files for browsers: the desk, the widget, and the security headers that every page carries."""

import mimetypes
from pathlib import Path
from typing import Any

from litestar import Response, get
from litestar.response import File, Redirect

from hamseda.kit.problem import NotFound
from hamseda.organization.api import PUBLIC

STATIC = Path(__file__).parent / "static"
YEAR = "public, max-age=31536000, immutable"

DESK_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "media-src 'self' blob:",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
PAGE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=(self)",
}


@get(["/desk", "/desk/{rest:path}"], access=PUBLIC, include_in_schema=False, sync_to_thread=False)
def desk(rest: str = "") -> Response[Any]:
    """The staff application: its files by name, every other address its start page."""
    file = _inside(STATIC / "desk", rest)
    if file is not None and file.name != "index.html":
        cache = YEAR if "/assets/" in rest else "no-cache"
        return File(
            file,
            media_type=_type(file),
            headers={"Cache-Control": cache, "X-Content-Type-Options": "nosniff"},
            content_disposition_type="inline",
        )
    start = STATIC / "desk" / "index.html"
    if not start.exists():
        raise NotFound("The desk is not built: run `make ui`.", code="ui_not_built")
    return File(
        start,
        media_type="text/html; charset=utf-8",
        content_disposition_type="inline",
        headers={"Cache-Control": "no-cache", "Content-Security-Policy": DESK_POLICY, **PAGE_HEADERS},
    )


def _type(file: Path) -> str:
    guessed, _ = mimetypes.guess_type(file.name)
    # A browser runs a script only under its own type; unknown files must not be guessed at.
    return {".js": "text/javascript; charset=utf-8", ".woff2": "font/woff2"}.get(
        file.suffix, guessed or "application/octet-stream"
    )


@get("/", access=PUBLIC, include_in_schema=False, sync_to_thread=False)
def start() -> Redirect:
    """The address without a path leads to the desk."""
    return Redirect("/desk/")


def _inside(folder: Path, name: str) -> Path | None:
    """A file of a folder, or None for anything that is not there or lies outside."""
    file = (folder / name.lstrip("/")).resolve()
    return file if file.is_file() and file.is_relative_to(folder.resolve()) else None


@get("/widget/{rest:path}", access=PUBLIC, include_in_schema=False, sync_to_thread=False)
def widget(rest: str) -> Response[Any]:
    """The chat widget's files, for pages of any site."""
    file = _inside(STATIC / "widget", rest)
    if file is None:
        raise NotFound("This file is not there.")
    cache = "public, max-age=300" if file.name == "loader.js" else YEAR
    return File(
        file,
        media_type=_type(file),
        content_disposition_type="inline",
        headers={
            "Cache-Control": cache,
            "Access-Control-Allow-Origin": "*",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "cross-origin",
        },
    )

"""What all server-rendered pages share: templates that escape and forgive nothing, and headers that let nothing in."""

from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

NOTHING: Final = dict.fromkeys(("default-src", "base-uri", "form-action", "frame-ancestors"), "'none'")
# A page with the chat on it: scripts, pictures and sound from here, and from nowhere else.
WITH_CHAT: Final = {
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "media-src": "'self' blob:",
}


def templates_beside(module: str) -> Environment:
    """The templates in the folder beside a module (its `__file__`); a name that is missing is an error, never a blank."""
    return Environment(
        loader=FileSystemLoader(Path(module).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def guarded(allowed: dict[str, str], referrer: str = "same-origin") -> dict[str, str]:
    """Headers of a page that nobody may frame or keep, under a policy that allows only what is named."""
    policy = "; ".join(f"{name} {value}" for name, value in (NOTHING | allowed).items())
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": referrer,
        "X-Frame-Options": "DENY",
        "Cache-Control": "no-store",
    }

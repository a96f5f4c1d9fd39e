"""What lies on the desks of the demonstration: files of customers and agents, drafts, and promised calls."""

import struct
import zlib
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from hamseda.conversations.api import add_attachment, attachment_blobs, write_blob
from hamseda.demo.arrangement import Shop
from hamseda.demo.cast import AGENTS
from hamseda.demo.ledger import Ledger
from hamseda.demo.rhythm import ZONE
from hamseda.demo.threads import Thread
from hamseda.kit.database import Transaction
from hamseda.kit.ids import new_id
from hamseda.settings import Settings

Colour = tuple[int, int, int]
SHAWL: Final = ((178, 58, 72), (232, 196, 120))
CRACK: Final = ((236, 239, 241), (96, 125, 139))
# By the beginning of a message's text: name, type, content.
FILES: Final[tuple[tuple[str, str, str, tuple[Colour, Colour] | str], ...]] = (
    ("سلام، «شال پشمی البرز»", "شال-رسیده.png", "image/png", SHAWL),
    ("با سلام. سفارش MR-50112", "رسید-بانک.pdf", "application/pdf", "Bank receipt - MR-50112"),
    ("سلام نرگس گرامی،", "رسید-پست.pdf", "application/pdf", "Postal receipt - MR-48213"),
    ("واحد ۴، خانم صادقی", "نشانی-همسایه.png", "image/png", CRACK),
)
DRAFTS: Final = (
    ("نرگس کریمی", "sara", "نرگس جان با پیک هماهنگ شد: اگر نبودید به خانم صادقی، واحد ۴، تحویل می‌دهند."),
    ("", "leila", "سلام، پوزش می‌خواهیم که منتظر ماندید. پیک پاسخ داد که "),
)
BRIEFS: Final = ("می‌خواهد تلفنی بداند پیک کی می‌آید.", "درباره‌ی قطعه‌ی یدکی چراغ؛ صبح‌ها پاسخ می‌دهد.")
NAMED: Final = (
    "SELECT id, conversation_id FROM message WHERE organization_id = $1 AND text LIKE $2 || '%' LIMIT 1"
)
HOLD: Final = (
    "UPDATE attachment SET message_id = $3, conversation_id = $4 WHERE organization_id = $1 AND id = $2"
)
SHOW: Final = "UPDATE message SET attachments = attachments || $3 WHERE organization_id = $1 AND id = $2"
DRAFT: Final = """
INSERT INTO draft (organization_id, conversation_id, user_id, kind, text, updated_at)
VALUES ($1, $2, $3, 'message', $4, $5)
"""


def promise_calls(ledger: Ledger, shop: Shop, open_now: list[Thread], now: datetime) -> None:
    """One call soon and one tomorrow morning."""
    tomorrow = (now.astimezone(ZONE) + timedelta(days=1)).replace(hour=10, minute=30, second=0, microsecond=0)
    waiting = [t for t in open_now if t.status == "open" and t.assignee in {"kamran", "leila"}]
    for thread, at, brief in zip(waiting, (now + timedelta(minutes=40), tomorrow), BRIEFS, strict=False):
        call_id = new_id()
        ledger.add(
            "callback", id=call_id, conversation_id=thread.id, queue_id=shop.queues[thread.queue], wanted_at=at,
            address=thread.customer.phone, brief=brief,
        )  # fmt: skip
        ledger.add("timer", id=new_id(), kind="callback.due", subject_id=call_id, due_at=at)


async def lay_out(
    work: Transaction, settings: Settings, shop: Shop, open_now: list[Thread], now: datetime
) -> None:
    """Put files and drafts where the conversations that are open at `now` ask for them; their rows are there."""
    await _files(work, settings, shop)
    for name, key, text in DRAFTS:
        thread = next(
            t
            for t in open_now
            if t.status == "open" and t.assignee == key and name in (t.customer.name or "")
        )
        await work.execute(
            DRAFT, work.organization_id, thread.id, shop.users[key], text, now - timedelta(minutes=6)
        )


async def _files(work: Transaction, settings: Settings, shop: Shop) -> None:
    blobs = attachment_blobs(settings)
    for begins, name, kind, content in FILES:
        message = await work.row(NAMED, work.organization_id, begins)
        if message is None:
            raise LookupError(f"The demonstration has no message that begins with {begins!r}.")
        body = _page(content) if isinstance(content, str) else _photo(*content)
        blob = await write_blob(blobs, work.organization_id, _whole(body), settings.max_upload_bytes)
        view = await add_attachment(
            work,
            blob,
            name=name,
            claimed_type=kind,
            uploaded_by_kind="user",
            uploaded_by=shop.users[AGENTS[0].key],
        )
        await work.execute(
            HOLD, work.organization_id, UUID(str(view["id"])), message["id"], message["conversation_id"]
        )
        await work.execute(SHOW, work.organization_id, message["id"], [view])


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _photo(ground: Colour, thread: Colour, side: int = 360) -> bytes:
    """A PNG of a woven pattern in two colours."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    def row(y: int) -> bytes:
        return b"".join(
            bytes(thread if (x // 12 + y // 12) % 3 == 0 or (x - y) % 60 < 4 else ground) for x in range(side)
        )

    pixels = b"".join(b"\x00" + row(y) for y in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(pixels, 9)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _page(line: str) -> bytes:
    """A PDF of one page with one line."""
    drawn = f"BT /F1 18 Tf 60 760 Td ({line}) Tj ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    page, places = "%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(page))
        page += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    end = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(page)}\n%%EOF\n"
    return (page + start + end).encode("ascii")

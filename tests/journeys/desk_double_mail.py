"""The mail side of the scripted double: what is written before one writes, what passes on outside, and originals."""

import re
from html import unescape
from typing import Any

from journeys.desk_double_data import ME, PARS, at, message, uid

COPIED = "accounting@parsdata.example"
WAREHOUSE = "depot@post.example"
BOUNCED = "old@parsdata.example"
LOGO = uid("logo")

COMPOSITION: dict[str, Any] = {
    "to": [{"name": "شرکت پارس‌داده", "address": "info@parsdata.example"}],
    "cc": [
        {"name": "حسابداری پارس‌داده", "address": COPIED},
        {"name": "", "address": "ceo@parsdata.example"},
    ],
    "subject": "Re: مغایرت مبلغ — Invoice #4471",
    "quote": {
        "html": "<blockquote dir='rtl'>فاکتور اصلاح‌شده را پیوست کردم.</blockquote>",
        "text": "در ۹ آذر ۱۴۰۵، شرکت پارس‌داده نوشت:\n> فاکتور اصلاح‌شده را پیوست کردم.",
    },
    "signature": {
        "html": "<p dir='rtl'><strong>مریم احمدی</strong> · پشتیبانی سفارش</p><p dir='rtl'>فروشگاه مهر · "
        "<a href='https://mehr.example'>mehr.example</a></p>",
        "text": "مریم احمدی · پشتیبانی سفارش\nفروشگاه مهر · mehr.example",
    },
    "can_html": True,
}

HEADERS = [
    ["Return-Path", "<info@parsdata.example>"],
    [
        "Received",
        "from mx.parsdata.example (mx.parsdata.example [192.0.2.7]) by mail.mehr.example with ESMTPS",
    ],
    ["From", "شرکت پارس‌داده <info@parsdata.example>"],
    ["To", "support@mehr.example"],
    ["Cc", f"حسابداری پارس‌داده <{COPIED}>, ceo@parsdata.example"],
    ["Subject", "مغایرت مبلغ — Invoice #4471"],
    ["Date", "Mon, 30 Nov 2026 09:12:44 +0330"],
    ["Message-ID", "<CAF7x9c@mail.parsdata.example>"],
    [
        "Authentication-Results",
        "mail.mehr.example; spf=pass; dkim=pass header.d=parsdata.example; dmarc=pass",
    ],
]
SOURCE = "\r\n".join(f"{name}: {value}" for name, value in HEADERS) + (
    "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    "2YHYp9qp2KrZiNixINin2LXZhNin2K3igIzYtNiv2Ycg2LHYpyDZvtuM2YjYs9iqINqp2LHYr9mFLg==\r\n"
)

SIGNER = "mailer.example"

# who, channel, text, minutes ago, what differs
MAILS: list[tuple[Any, ...]] = [
    (
        "in",
        "email",
        "سلام\nمبلغ فاکتور ۴۴۷۱ با قرارداد نمی‌خواند؛ فاکتور اصلاح‌شده را پیوست کردم.",
        190,
        {
            "id": uid("pm1"),
            "html": "<p>…</p>",
            "meta": {"mail": {"raw_id": uid("raw"), "auth": {"by": "border", "method": "dmarc"}}},
        },
    ),
    (
        "out",
        "email",
        "سلام، سپاس از پیگیری شما.\n• مبلغ درست ۱۲٬۴۰۰٬۰۰۰ تومان است\n• فاکتور تازه تا فردا می‌رسد",
        170,
        {
            "id": uid("pm2"),
            "state": "delivered",
            "html": "<p dir='rtl'>سلام، <strong>سپاس</strong> از پیگیری شما.</p><ul dir='rtl'><li><p dir='rtl'>مبلغ درست "
            "<strong>۱۲٬۴۰۰٬۰۰۰ تومان</strong> است</p></li><li><p dir='rtl'>فاکتور تازه تا <em>فردا</em> می‌رسد</p></li></ul>"
            f"<p dir='ltr'>See <a href='https://mehr.example/i/4471'>invoice 4471</a>.</p>"
            f"<p dir='rtl'><img src='/api/v1/attachments/{LOGO}' alt='مهر فروشگاه'></p>",
            "attachments": [
                {
                    "id": LOGO,
                    "name": "stamp.png",
                    "content_type": "image/png",
                    "size": 5400,
                    "is_image": True,
                    "url": "/api/v1/picture",
                }
            ],
            "meta": {
                "mail": {
                    "recipients": {"to": ["info@parsdata.example"], "cc": [COPIED, BOUNCED], "bcc": []},
                    "subject": "Re: مغایرت مبلغ — Invoice #4471",
                },
                "delivery": {
                    "recipients": [
                        {"address": "info@parsdata.example", "state": "delivered"},
                        {"address": COPIED, "state": "sent"},
                        {
                            "address": BOUNCED,
                            "state": "failed",
                            "why": "no_such_address",
                            "text": "این نشانی وجود ندارد؛ نشانی درست را از مشتری بپرسید.",
                            "reason": "550 5.1.1 User unknown",
                            "suppressed": True,
                        },
                    ]
                },
            },
        },
    ),
    (
        "out",
        "email",
        "سلام، لطفاً وضعیت بسته‌ی این مشتری را بررسی کنید.",
        120,
        {
            "id": uid("pm3"),
            "kind": "aside",
            "meta": {
                "mail": {
                    "recipients": {"to": [WAREHOUSE], "cc": [], "bcc": []},
                    "forward": {"message_id": uid("pm1"), "history": False, "include_attachments": True},
                }
            },
        },
    ),
    (
        "in",
        "email",
        "بسته امروز از انبار بیرون رفته است. — انبار پست",
        60,
        {
            "id": uid("pm4"),
            "kind": "aside",
            "author_kind": "third_party",
            "author_name": "انبار پست",
            "meta": {
                "mail": {"third_party": {"name": "انبار پست", "address": WAREHOUSE, "forward_id": uid("pm3")}}
            },
        },
    ),
    (
        "in",
        "email",
        "خبر تازه‌ای هست؟",
        26,
        {
            "id": uid("pm5"),
            "html": "<p>…</p>",
            "meta": {
                "mail": {
                    "raw_id": uid("raw2"),
                    "auth": {"by": "ourselves", "method": None, "why": "other_signer", "signers": [SIGNER]},
                }
            },
        },
    ),
]

RENDERED: dict[str, dict[str, str | None]] = {
    uid("k1"): {
        "text": "سلام خانم رضایی، سفارش HMS-20418 امروز از انبار بیرون می‌رود.",
        "html": "<p>سلام خانم رضایی، سفارش <strong>HMS-20418</strong> امروز از انبار بیرون می‌رود.</p>",
    },
    uid("k2"): {"text": "خوشحال شدیم که کمک کردیم.", "html": None},
}


def plain(html: str) -> str:
    """The words of rich text, as far as tests look at them."""
    lines = re.sub(r"</(p|li|h3|blockquote)>|<br>", "\n", html)
    return unescape(re.sub(r"<[^>]+>", "", lines)).strip()


def composed(double: Any, query: str, body: Any, cid: str) -> tuple[int, Any]:
    if double.composition is None:
        return 404, {"title": "نیست", "status": 404}
    return 200, {**COMPOSITION, **({"cc": []} if cid != uid("c" + PARS) else {}), **double.composition}


def previewed(double: Any, query: str, body: Any, cid: str) -> tuple[int, Any]:
    passed = next(m for m in double.messages[cid] if m["id"] == body["message_id"])
    shown = double.messages[cid] if body["history"] else [passed]
    quoted = "".join(
        f"<blockquote dir='rtl'>{m['text']}</blockquote>" for m in shown if m["kind"] == "message"
    )
    return 200, {
        "subject": body["subject"] or "Fwd: مغایرت مبلغ — Invoice #4471",
        "html": f"<div dir='rtl'>{body['html'] or ''}<p>---------- پیام فرستاده‌شده ----------</p>{quoted}</div>",
        "text": plain(body["html"] or ""),
        "attachments": passed["attachments"] if body["include_attachments"] else [],
    }


def passed_on(double: Any, query: str, body: Any, cid: str) -> tuple[int, Any]:
    row = double.row(cid)
    more = {
        "id": body["id"],
        "author_id": ME,
        "kind": "aside",
        "html": body["html"],
        "state": "scheduled" if body.get("undo_s") else "sent",
        "send_at": at(seconds=-body["undo_s"]) if body.get("undo_s") else None,
        "meta": {
            "mail": {
                "recipients": {name: body[name] for name in ("to", "cc", "bcc")},
                "forward": {name: body[name] for name in ("message_id", "history", "include_attachments")},
            }
        },
    }
    said = message(
        row, row["last_position"] + 1, "out", "email", body["text"] or plain(body["html"] or ""), 0, more
    )
    row["last_position"] = said["position"]
    double.messages[cid].append(said)
    return 201, said


def sourced(double: Any, query: str, body: Any, mid: str) -> tuple[int, Any]:
    return 200, {"headers": HEADERS, "source": SOURCE, "size": 481_000, "cut": True}


def uploaded(double: Any, query: str, body: Any) -> tuple[int, Any]:
    double.uploads += 1
    return 201, {
        "id": uid(f"upload{double.uploads}"),
        "name": f"picture-{double.uploads}.png",
        "content_type": "image/png",
        "size": 1200,
        "is_image": True,
        "url": "/api/v1/picture",
    }


def suppressed(double: Any, query: str, body: Any) -> tuple[int, Any]:
    return 200, {"items": [{"id": uid("supp"), "address": BOUNCED, "lifted_at": None}], "next": None}


ID = r"([0-9a-f-]{36})"
ROUTES: list[tuple[str, str, Any]] = [
    ("GET", rf"/conversations/{ID}/mail-composition", composed),
    ("POST", rf"/conversations/{ID}/forwards/preview", previewed),
    ("POST", rf"/conversations/{ID}/forwards", passed_on),
    ("GET", rf"/mails/{ID}/source", sourced),
    ("GET", "/mail-suppressions", suppressed),
    ("DELETE", rf"/mail-suppressions/{ID}", lambda *_: (204, None)),
    ("POST", "/attachments", uploaded),
    (
        "POST",
        rf"/conversations/{ID}/canned-replies/{ID}/rendering",
        lambda d, q, b, cid, kid: (200, RENDERED[kid]),
    ),
]

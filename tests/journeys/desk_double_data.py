"""The people and their talk in the scripted double."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any


def at(**back: float) -> str:
    return (datetime.now(UTC) - timedelta(**back)).isoformat()


def uid(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


ME, SARA, OMID = uid("me"), uid("sara"), uid("omid")
SALES, SUPPORT = uid("q-sales"), uid("q-support")
CHAT, MAIL = uid("chat"), uid("mail")
NEGAR, KAZEM, ARIA, PARS = uid("negar"), uid("kazem"), uid("aria"), uid("pars")


def message(
    row: dict[str, Any],
    position: int,
    who: str,
    channel: str | None,
    text: str,
    minutes: float,
    more: dict[str, Any],
) -> dict[str, Any]:
    kind = {"in": "message", "out": "message", "note": "note", "notice": "notice"}[who]
    author = {
        "in": ("customer", None, row["customer"]["name"]),
        "out": ("agent", ME, "مریم احمدی"),
        "note": ("agent", SARA, "سارا کریمی"),
        "notice": ("system", None, None),
    }[who]
    return {
        "id": str(uuid.uuid4()),
        "conversation_id": row["id"],
        "interaction_id": None,
        "position": position,
        "kind": kind,
        "direction": {"in": "inbound", "out": "outbound"}.get(who, "internal"),
        "author_kind": author[0],
        "author_id": author[1],
        "author_name": author[2],
        "channel_id": None,
        "channel_kind": channel,
        "text": text,
        "html": None,
        "text_direction": "ltr" if text[:1].isascii() and text[:1].isalpha() else "rtl",
        "state": "read" if who == "out" else "sent",
        "send_at": None,
        "attachments": [],
        "meta": {},
        "created_at": at(minutes=minutes),
        **more,
    }


DEMO = [
    {
        "email": "admin@mehr.example",
        "name": "پرویز یزدانی",
        "role": "admin",
        "title": "مدیر سامانه",
        "department": None,
    },
    {
        "email": "maryam@mehr.example",
        "name": "مریم احمدی",
        "role": "supervisor",
        "title": "سرپرست پشتیبانی",
        "department": "پشتیبانی",
    },
    {
        "email": "sara@mehr.example",
        "name": "سارا کریمی",
        "role": "agent",
        "title": "کارشناس پشتیبانی",
        "department": "پشتیبانی",
    },
    {
        "email": "light@mehr.example",
        "name": "نادر صفوی",
        "role": "light",
        "title": "انباردار",
        "department": None,
    },
]

# customer, name, subject, preview, channel, minutes ago, what differs
ROWS: list[tuple[Any, ...]] = [
    (
        NEGAR,
        "نگار رضایی",
        "سفارش HMS-20418 هنوز نرسیده",
        "پس لطفاً تا فردا ظهر به من خبر بدهید.",
        "webchat",
        3,
        {
            "verified": True,
            "due_at": at(minutes=-95),
            "next_step": "پیگیری از انبار شرق",
            "labels": [uid("l1")],
            "unread": 2,
        },
    ),
    (KAZEM, "رضا کاظمی", "هزینه‌ی ارسال به شیراز", "هزینه‌ی پست پیشتاز تا شیراز چقدر است؟", "webchat", 9, {}),
    (
        PARS,
        "شرکت پارس‌داده",
        "مغایرت مبلغ — Invoice #4471",
        "فاکتور اصلاح‌شده را پیوست کردم.",
        "email",
        26,
        {"verified": True, "due_at": at(minutes=18), "unread": 0, "read_position": 9},
    ),
    (
        ARIA,
        "Aria Johnson",
        "Reset password",
        "I cannot log in since this morning.",
        "email",
        41,
        {"mark": "unverified_sender"},
    ),
    (
        uid("zahra"),
        "زهرا احمدی",
        "امتیاز باشگاه مشتریان",
        "ممنون، درست شد.",
        "whatsapp",
        58,
        {"verified": True, "waiting_since": None, "unread": 0, "read_position": 9},
    ),
    (
        uid("mehdi"),
        "مهدی نوری",
        "قطع مکرر سرویس",
        "سلام، از دیشب سه بار قطع شده است.",
        "phone",
        73,
        {"labels": [uid("l1")]},
    ),
    (
        uid("sadeghi"),
        "مریم صادقی",
        "تعویض کالا",
        "رنگ کالا با عکس سایت فرق دارد.",
        "telegram",
        96,
        {"assignee_id": SARA},
    ),
    (
        uid("elham"),
        "الهام جعفری",
        "قیمت محصول تازه",
        "این مدل کی موجود می‌شود؟",
        "instagram",
        128,
        {"assignee_id": None, "queue_id": SALES},
    ),
    (uid("anon"), "", None, "سلام کسی هست؟", "webchat", 2, {"assignee_id": None}),
    (
        uid("snooze"),
        "بهرام ملکی",
        "نصب دستگاه",
        "شنبه صبح منتظرم.",
        "phone",
        300,
        {"status": "snoozed", "snoozed_until": at(hours=-20), "waiting_since": None, "unread": 0},
    ),
    (
        uid("done"),
        "لیلا امینی",
        "فاکتور رسمی",
        "دستتان درد نکند.",
        "email",
        1500,
        {"status": "resolved", "resolved_at": at(hours=20), "waiting_since": None, "unread": 0},
    ),
    *(
        (uid(f"more{i}"), name, subject, "پیام تازه‌ی مشتری درباره‌ی همین موضوع.", "webchat", 140 + 13 * i, {})
        for i, (name, subject) in enumerate(
            [
                ("حسین مرادی", "مهلت بازگشت کالا"),
                ("فاطمه رستگار", "کد تخفیف کار نمی‌کند"),
                ("نیما شریفی", "تغییر نشانی تحویل"),
                ("سمیرا قاسمی", "گارانتی ساعت هوشمند"),
                ("داوود کرمی", "پرداخت دوباره"),
                ("پریسا جلالی", "بسته‌بندی هدیه"),
            ]
        )
    ),
]

# who, channel, text, minutes ago, what differs
SAID: dict[str, list[tuple[Any, ...]]] = {
    NEGAR: [
        (
            "in",
            "email",
            "سلام و وقت بخیر\nسفارش من با شماره‌ی HMS-20418 قرار بود دیروز برسد ولی هنوز خبری نیست.",
            1490,
            {},
        ),
        (
            "out",
            "email",
            "سلام خانم رضایی، پوزش می‌خواهیم. همین امروز از انبار پیگیری می‌کنیم و خبرتان می‌کنیم.",
            1460,
            {},
        ),
        (
            "note",
            None,
            "انبار شرق می‌گوید بسته دیروز ساعت ۱۷ تحویل پست شده؛ کد رهگیری هنوز در سامانه نیست. @مریم احمدی دوباره ببین.",
            70,
            {},
        ),
        ("notice", None, "گفتگو به مریم احمدی واگذار شد", 44, {}),
        ("in", "webchat", "سلام، کد رهگیری 9876543210 در سایت پست کار نمی‌کند؛ لطفاً بررسی کنید.", 38, {}),
        (
            "in",
            "webchat",
            "این هم عکس جعبه‌ای که دفعه‌ی پیش رسید:",
            37,
            {
                "attachments": [
                    {
                        "id": uid("a1"),
                        "name": "box.jpg",
                        "content_type": "image/jpeg",
                        "size": 148000,
                        "is_image": True,
                        "url": "/api/v1/picture",
                    },
                    {
                        "id": uid("a2"),
                        "name": "فاکتور-۲۰۴۱۸.pdf",
                        "content_type": "application/pdf",
                        "size": 86000,
                        "is_image": False,
                        "url": "/api/v1/picture",
                    },
                ]
            },
        ),
        ("out", "webchat", "سلام، وقت شما بخیر. در حال بررسی هستم؛ چند لحظه صبر کنید.", 33, {}),
        (
            "in",
            "webchat",
            "Order: HMS-20418\nhttps://example.com/track?id=9876543210\nلطفاً تا فردا خبر بدهید. کارت من ۶۰۳۷••••۵۶۷۸ است.",
            12,
            {"meta": {"sealed": [{"id": uid("s1"), "kind": "card", "masked": "۶۰۳۷••••۵۶۷۸"}]}},
        ),
        (
            "out",
            "webchat",
            "بسته امروز ساعت ۱۰ از تهران حرکت کرده و فردا تا ظهر در اصفهان است.",
            8,
            {"state": "delivered"},
        ),
        ("in", "webchat", "پس لطفاً تا فردا ظهر به من خبر بدهید.", 3, {}),
    ],
}

PEOPLE: dict[str, dict[str, Any]] = {
    NEGAR: {
        "attributes": {"شهر": "اصفهان", "باشگاه": "طلایی", "امتیاز": 4820, "سفارش‌ها": 18},
        "identities": [
            {
                "id": uid("i1"),
                "kind": "phone",
                "value": "+989123456789",
                "raw": "+98 912 345 6789",
                "verified_at": at(days=20),
                "verified_until": at(days=-160),
                "verified_by": "agent_checked",
                "is_verified": True,
                "shared_with": 1,
            },
            {
                "id": uid("i2"),
                "kind": "email",
                "value": "negar.rezaei@example.com",
                "raw": "negar.rezaei@example.com",
                "verified_at": at(days=3),
                "verified_until": at(days=-177),
                "verified_by": "reply_token",
                "is_verified": True,
                "shared_with": 0,
            },
            {
                "id": uid("i3"),
                "kind": "handle",
                "value": "@negar_rz",
                "raw": "@negar_rz",
                "verified_at": None,
                "verified_until": None,
                "verified_by": None,
                "is_verified": False,
                "shared_with": 0,
            },
        ],
        "context": {
            "pages": [
                {
                    "url": "https://shop.example/orders/HMS-20418",
                    "title": "پیگیری سفارش HMS-20418",
                    "at": at(minutes=40),
                    "seconds": 190,
                },
                {
                    "url": "https://shop.example/help/delivery",
                    "title": "راهنمای زمان تحویل",
                    "at": at(minutes=46),
                    "seconds": 65,
                },
                {
                    "url": "https://shop.example/cart",
                    "title": "سبد خرید",
                    "at": at(minutes=52),
                    "seconds": 30,
                },
                {"url": "https://shop.example/", "title": "فروشگاه مهر", "at": at(minutes=55), "seconds": 20},
            ],
            "device": {"kind": "phone", "os": "Android 16", "browser": "Chrome", "screen": "412×915"},
            "referrer": "google.com",
            "journey": {"topic": "پیگیری سفارش", "step": "پس از ارسال"},
        },
        "step": {
            "key": "track_order",
            "params": {},
            "text": "کد رهگیری تازه را از پست بگیرید و برایش بفرستید؛ سه دقیقه در صفحه‌ی پیگیری مانده است.",
        },
        "past": [
            {
                "id": uid("old1"),
                "number": 19877,
                "subject": "پیگیری سفارش پیشین",
                "status": "resolved",
                "last_message_channel": "phone",
                "last_message_preview": "",
                "opened_at": at(days=11),
            },
            {
                "id": uid("old2"),
                "number": 18211,
                "subject": "پرسش درباره‌ی گارانتی",
                "status": "resolved",
                "last_message_channel": "webchat",
                "last_message_preview": "",
                "opened_at": at(days=19),
            },
            {
                "id": uid("old3"),
                "number": 15003,
                "subject": "درخواست فاکتور رسمی",
                "status": "resolved",
                "last_message_channel": "email",
                "last_message_preview": "",
                "opened_at": at(days=72),
            },
        ],
        "suggestions": [
            {
                "id": uid("ms"),
                "customer_id": NEGAR,
                "customer_name": "نگار رضایی",
                "other_id": uid("n2"),
                "other_name": "ن. رضایی",
                "state": "open",
                "created_at": at(days=1),
                "evidence": {
                    "reasons": [
                        {"code": "same_phone", "value": "••••6789", "verified": False},
                        {"code": "similar_name", "similarity": 0.8},
                    ]
                },
            }
        ],
    },
}

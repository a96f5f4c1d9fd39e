"""The house of the scripted administration: a small shop with everything set up."""

from typing import Any

from journeys.desk_double_data import ME, OMID, SALES, SARA, SUPPORT, at, uid

D_SUPPORT, D_SALES = uid("d-support"), uid("d-sales")
ENGLISH, WARRANTY = uid("s-en"), uid("s-warranty")
OFFICE = uid("cal-office")
CHAT, MAIL = uid("chat"), uid("mail")
GONE = "maryam.ahmadi.purchasing@once-upon-a-time.gone.example"
DAY = [{"opens": "08:00:00", "closes": "12:00:00"}, {"opens": "13:00:00", "closes": "17:00:00"}]


def person(key: str, name: str, role: str, department: str | None, **more: Any) -> dict[str, Any]:
    return {
        "id": uid(key),
        "name": name,
        "email": f"{key}@mehr.example",
        "role": role,
        "department_id": department,
        "capacity": 100,
        "scope": {},
        "valid_until": None,
        "is_invited": False,
        "has_totp": False,
        "is_disabled": False,
        "created_at": at(days=200),
        "skills": [],
        "queue_ids": [],
        "team_ids": [],
        **more,
    }


def queue(row_id: str, name: str, department: str, **more: Any) -> dict[str, Any]:
    settings = {
        "offer_timeout_s": 20,
        "wrap_up_s": 30,
        "sticky_limit_s": 120,
        "fairness": "occupancy",
        "boost_max_min": 3,
        "target_s": 60,
        "weights": {},
        "rings": [
            {"after_s": 60, "drop_levels": 1, "add_queue_ids": []},
            {"after_s": 180, "drop_levels": 2, "add_queue_ids": []},
        ],
        "overflow_queue_id": None,
    }
    return {
        "id": row_id,
        "name": name,
        "department_id": department,
        "brand_id": None,
        "calendar_id": OFFICE,
        "priority": 0,
        "settings": settings,
        "skills": [{"skill_id": WARRANTY, "level": 2, "optional_after_s": 120}],
        "member_ids": [SARA, OMID],
        "archived_at": None,
        **more,
    }


def entry(action: str, minutes: int, position: int | None, **more: Any) -> dict[str, Any]:
    return {
        "id": uid(f"audit{minutes}"),
        "at": at(minutes=minutes),
        "actor_kind": "user",
        "actor_id": ME,
        "action": action,
        "subject_kind": action.split(".", maxsplit=1)[0],
        "subject_id": uid("x"),
        "detail": {},
        "address": "10.20.30.40",
        "position": position,
        **more,
    }


SHELVES: dict[str, list[dict[str, Any]]] = {
    "users": [
        person("me", "مریم احمدی", "admin", D_SUPPORT, has_totp=True, id=ME),
        person(
            "sara",
            "سارا کریمی",
            "agent",
            D_SUPPORT,
            id=SARA,
            has_totp=True,
            queue_ids=[SUPPORT],
            skills=[{"skill_id": WARRANTY, "level": 4}],
        ),
        person(
            "omid",
            "امید رستمی",
            "agent",
            D_SALES,
            id=OMID,
            queue_ids=[SALES, SUPPORT],
            skills=[{"skill_id": ENGLISH, "level": 3}],
        ),
        person("nader", "نادر صفوی", "light", D_SUPPORT, is_invited=True),
        person(
            "bita", "بیتا نجفی", "auditor", None, valid_until=at(days=-40), scope={"departments": [D_SUPPORT]}
        ),
        person("kian", "کیان مرادی", "supervisor", D_SALES),
        person("laleh", "لاله امینی", "agent", D_SUPPORT, is_disabled=True),
    ],
    "departments": [
        {"id": D_SUPPORT, "name": "پشتیبانی", "time_zone": None, "calendar_id": OFFICE, "archived_at": None},
        {"id": D_SALES, "name": "فروش", "time_zone": None, "calendar_id": None, "archived_at": None},
    ],
    "teams": [{"id": uid("t1"), "name": "صبح", "department_id": D_SUPPORT, "member_ids": [SARA, OMID]}],
    "skills": [{"id": ENGLISH, "name": "زبان انگلیسی"}, {"id": WARRANTY, "name": "گارانتی"}],
    "queues": [
        queue(SUPPORT, "پشتیبانی سفارش", D_SUPPORT),
        queue(SALES, "فروش", D_SALES, calendar_id=None, priority=5, skills=[]),
    ],
    "channels": [
        {
            "id": CHAT,
            "kind": "webchat",
            "name": "گفتگوی سایت",
            "brand_id": uid("b1"),
            "queue_id": SUPPORT,
            "enabled": True,
            "has_secret": True,
            "settings": {"origins": ["https://mehr.example"], "widget_key": "KEY"},
            "widget_key": "KEY",
            "snippet": '<script async src="https://desk.mehr.example/widget/loader.js" data-key="KEY"></script>',
        },
        {
            "id": MAIL,
            "kind": "email",
            "name": "صندوق پشتیبانی",
            "brand_id": None,
            "queue_id": SUPPORT,
            "enabled": True,
            "has_secret": False,
            "address": "support@mehr.example",
            "settings": {
                "address": "support@mehr.example",
                "name": "پشتیبانی مهر",
                "aliases": [],
                "authserv_id": "mx.mehr.example",
                "smtp": {
                    "host": "smtp.mehr.example",
                    "port": 587,
                    "user": "support",
                    "password": "••••",
                    "tls": True,
                },
            },
        },
    ],
    "mail-suppressions": [
        {
            "id": uid("gone"),
            "address": GONE,
            "why": "no_such_address",
            "text": f"صندوقی به نشانی {GONE} نیست؛ نشانی درست را از مشتری بپرسید.",
            "status": "5.1.1",
            "said": f"550 5.1.1 <{GONE}>: Recipient address rejected: User unknown",
            "message_id": None,
            "suppressed_at": at(days=2),
            "lifted_at": None,
            "lifted_by": None,
            "lifted_by_name": None,
        },
        {
            "id": uid("back"),
            "address": "reza@closed.example",
            "why": "mailbox_disabled",
            "text": "صندوق reza@closed.example بسته شده است؛ از راه دیگری با مشتری تماس بگیرید.",
            "status": "5.2.1",
            "said": "550 5.2.1 Mailbox disabled",
            "message_id": None,
            "suppressed_at": at(days=9),
            "lifted_at": at(days=8),
            "lifted_by": SARA,
            "lifted_by_name": "سارا کریمی",
        },
    ],
    "labels": [
        {"id": uid("l1"), "name": "فوری", "color": "#b3261e"},
        {"id": uid("l2"), "name": "شکایت", "color": "#6a3fa0"},
    ],
    "canned-replies": [
        {
            "id": uid("cr1"),
            "shortcut": "سلام",
            "title": "سلام و احوال",
            "text": "سلام {customer}، {agent} هستم؛ چطور کمک کنم؟",
            "department_id": None,
            "updated_at": at(days=3),
        },
        {
            "id": uid("cr2"),
            "shortcut": "رهگیری",
            "title": "کد رهگیری",
            "text": "گفتگوی {number}: کد رهگیری تا عصر می‌رسد.",
            "department_id": D_SUPPORT,
            "updated_at": at(days=9),
        },
    ],
    "dispositions": [
        {"id": uid("dp1"), "code": "solved", "name": "حل شد", "archived_at": None},
        {"id": uid("dp2"), "code": "follow-up", "name": "پیگیری", "archived_at": None},
    ],
    "brands": [{"id": uid("b1"), "name": "فروشگاه مهر", "color": "#0f766e", "settings": {}}],
    "calendars": [
        {
            "id": OFFICE,
            "name": "دفتر تهران",
            "definition": {
                "zone": "Asia/Tehran",
                "country": "IR",
                "week": {
                    **dict.fromkeys(("saturday", "sunday", "monday", "tuesday", "wednesday"), DAY),
                    "thursday": [{"opens": "22:00:00", "closes": "06:00:00"}],
                    "friday": [],
                },
                "windows": [
                    {
                        "name": "ماه رمضان",
                        "days": {"type": "gregorian", "first": "2027-02-08", "last": "2027-03-09"},
                        "week": {"saturday": [{"opens": "09:00:00", "closes": "14:00:00"}]},
                    },
                    {
                        "name": "تعطیلات نوروز",
                        "days": {
                            "type": "jalali",
                            "first_month": 1,
                            "first_day": 5,
                            "last_month": 1,
                            "last_day": 13,
                        },
                        "week": None,
                    },
                ],
                "holidays": [{"month": 9, "day": 1, "name": "زادروز فروشگاه"}],
                "extra_dates": [
                    {
                        "first": "2026-12-01",
                        "name": "آلودگی هوا",
                        "last": None,
                        "within": None,
                        "cancelled": False,
                    }
                ],
                "exceptions": [
                    {
                        "day": "2027-04-02",
                        "slots": [{"opens": "09:00:00", "closes": "13:00:00"}],
                        "name": "کشیک سیزده‌به‌در",
                    }
                ],
                "closures": [
                    {
                        "type": "instant",
                        "start": "2026-11-20T05:30:00Z",
                        "end": "2026-11-20T07:00:00Z",
                        "name": "قطع برق",
                    }
                ],
            },
        }
    ],
    "bulletins": [
        {
            "id": uid("bu1"),
            "title": "تعرفه‌ی تازه‌ی پست",
            "text": "از امروز پست پیشتاز ۸۵ هزار تومان است.",
            "department_id": None,
            "published_at": at(days=1),
            "expires_at": at(days=-6),
            "is_read": False,
        },
    ],
    "webhooks": [
        {
            "id": uid("w1"),
            "name": "انبار",
            "url": "https://stock.mehr.example/hooks",
            "kinds": ["conversation.opened"],
            "enabled": True,
            "created_at": at(days=30),
            "last_success_at": at(hours=2),
            "last_error": None,
        },
        {
            "id": uid("w2"),
            "name": "CRM",
            "url": "https://crm.mehr.example/in",
            "kinds": [],
            "enabled": True,
            "created_at": at(days=30),
            "last_success_at": None,
            "last_error": "The receiver answered 502.",
        },
    ],
    "api-keys": [
        {
            "id": uid("k1"),
            "name": "گزارش شبانه",
            "hint": "hmsk_Ab12…9xYz",
            "role": "supervisor",
            "scopes": ["conversations"],
            "created_by": ME,
            "created_at": at(days=50),
            "last_used_at": at(hours=9),
            "expires_at": at(days=-200),
            "revoked_at": None,
        },
    ],
    "audit": [
        entry("queue.changed", 4, None),
        entry("member.changed", 30, 812, detail={"fields": ["capacity"], "role": "agent"}),
        entry("sealed_value.revealed", 95, 811, detail={"reason": "شکایت مشتری"}),
        entry("api_key.made", 400, 810),
        entry("password.reset_asked", 900, 809, actor_kind="system", actor_id=None),
    ],
}


def _held(name: str, reason: str, text: str, **words: Any) -> dict[str, Any]:
    return {
        "id": uid(name),
        "channel_id": MAIL,
        "channel_name": "ایمیل پشتیبانی",
        "reason": reason,
        "reasons": [reason],
        "text": text,
        "sender_name": "",
        "preview": "",
        "detail": {"files": [], "to": ["support@mehr.example"], "auth": {"why": "unsigned", "by": "border"}},
        "state": "held",
        "held_at": at(hours=3),
        "decided_at": None,
        "decided_by": None,
        "decided_by_name": None,
        "why": None,
        "conversation_id": None,
        "can_return": False,
        **words,
    }


FORGED = "بازپرداخت فوری سفارش ۵۱۸۷۷"
QUARANTINE: list[dict[str, Any]] = [
    _held(
        "q1",
        "forged_own_domain",
        "خود را manager@mehr.example می‌نامد که از دامنه‌ی خود ماست، ولی چیزی ثابت نمی‌کند که از ما باشد.",
        sender="manager@mehr.example",
        sender_name="مدیر فروشگاه مهر",
        subject=FORGED,
        preview="سلام، لطفاً همین امروز مبلغ سفارش را به کارت زیر برگردانید و شماره‌ی پیگیری را برای من بفرستید. عجله کنید.",
        detail={
            "files": [],
            "to": ["support@mehr.example"],
            "auth": {"why": "other_server", "by": "ourselves", "spf": "fail"},
        },
    ),
    _held(
        "q2",
        "executable",
        "پیوستی دارد که با باز شدن اجرا می‌شود.",
        sender="hesabdari@company.example",
        sender_name="واحد حسابداری",
        subject="فاکتور آبان",
        preview="با سلام، فاکتور پیوست است.",
        detail={
            "files": ["faktor-1405-08.pdf.exe"],
            "to": ["support@mehr.example"],
            "auth": {"method": "dmarc", "by": "border"},
        },
        held_at=at(hours=20),
    ),
    _held(
        "q3",
        "dmarc",
        "صاحبِ دامنه‌ی info@bank.example خواسته است نامه‌هایی که ثابت نمی‌شود از اوست پذیرفته نشود، و این نامه ثابت نشد.",
        sender="info@bank.example",
        subject="Your account is limited",
        preview="Dear customer, confirm your card within 24 hours or your account will be closed.",
        detail={"files": [], "to": ["support@mehr.example"], "auth": {"why": "refuted", "by": "border"}},
        held_at=at(days=2),
    ),
    _held(
        "q4",
        "lookalike",
        "نشانی یا نامِ فرستنده طوری است که با نشانی ما اشتباه گرفته شود: support@rnehr.example",
        sender="support@rnehr.example",
        subject="خبرنامه",
        state="discarded",
        why="هرزنامه",
        decided_at=at(days=1),
        decided_by_name="سارا کریمی",
        can_return=True,
    ),
]

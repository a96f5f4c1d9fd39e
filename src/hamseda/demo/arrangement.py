"""How the shop of the demonstration is arranged: hours, departments, people, queues, channels and small tables."""

from datetime import time, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from hamseda.channels.email.settings import register_addresses
from hamseda.demo import cast
from hamseda.demo.cast import Colleague
from hamseda.founding import Person, enrol, found, office_hours
from hamseda.kit.database import Transaction
from hamseda.kit.ids import new_id
from hamseda.kit.keys import Keys, digest, new_token
from hamseda.kit.working_time import Slot, Week, WorkingCalendar
from hamseda.organization.api import hash_password
from hamseda.pages.shop.catalogue import WIDGET_KEY
from hamseda.settings import Settings

LABELS: Final = {
    "urgent": ("فوری", "#dc2626"),
    "vip": ("مشتری وفادار", "#7c3aed"),
    "order": ("پیگیری سفارش", "#2563eb"),
    "delivery": ("ارسال و تحویل", "#0891b2"),
    "return": ("مرجوعی", "#c2410c"),
    "refund": ("بازپرداخت", "#b45309"),
    "warranty": ("گارانتی", "#4d7c0f"),
    "invoice": ("فاکتور", "#475569"),
    "discount": ("کد تخفیف", "#be185d"),
    "advice": ("مشاوره‌ی خرید", "#0f766e"),
    "complaint": ("شکایت", "#991b1b"),
    "praise": ("قدردانی", "#15803d"),
}
DISPOSITIONS: Final = {
    "solved": "حل شد",
    "informed": "راهنمایی شد",
    "sold": "خرید انجام شد",
    "refunded": "وجه برگشت",
    "returned": "مرجوع شد",
    "repaired": "به تعمیر رفت",
    "apologised": "دلجویی شد",
    "praised": "قدردانی مشتری",
    "no_answer": "مشتری پاسخ نداد",
    "spam": "تبلیغ و مزاحمت",
}
CANNED: Final = (
    ("salam", "خوشامد", "سلام {customer}، وقت شما بخیر. من {agent} هستم؛ چطور می‌توانم کمک کنم؟", None),
    ("peygiri", "در حال بررسی", "همین حالا بررسی می‌کنم، چند لحظه همراهم باشید.", None),
    ("ersal", "زمان ارسال", "سفارش شما تا دو روز کاری دیگر به پست تحویل می‌شود و کد رهگیری آن پیامک خواهد شد.", None),
    ("marjui", "شرایط مرجوعی", ("تا هفت روز پس از تحویل می‌توانید کالا را با جعبه و برچسب پس "
        "بدهید. پیک ما می‌آید و هزینه‌اش با ماست."), "returns"),
    ("vajh", "بازگشت وجه", "وجه به همان کارتی برمی‌گردد که با آن پرداخت کرده‌اید؛ معمولاً تا سه روز کاری.", "finance"),
    ("factor", "فاکتور رسمی", ("برای فاکتور رسمی، نام و شناسه‌ی ملی شرکت را "
        "بفرستید. شماره‌ی این گفتگو {number} است."), "finance"),
    ("pozesh", "پوزش", "{customer} گرامی، از شما پوزش می‌خواهم. خودم تا پایان کار پیگیرش هستم.", None),
    ("hello", "English greeting", "Hello {customer}, this is {agent} from Mehr Shop. How can I help you?", None),
    ("badrud", "پایان گفتگو", "سپاس از اینکه به فروشگاه مهر پیام دادید. روز خوبی داشته باشید.", None),
)  # fmt: skip
BULLETINS: Final = (
    ("پست تهران امروز دیرتر می‌رسد", ("به خاطر ترافیک مسیر، بسته‌های امروز تهران تا فردا ظهر "
        "می‌رسند. به مشتریان بگویید و پوزش بخواهید."), None, 3),
    ("کد MEHR20 تا پایان هفته", "برای خرید بالای ۵۰۰ هزار تومان، بیست درصد. با کد تولد جمع نمی‌شود.", "sales", 26),
    ("بسته‌بندی دو لایه برای سفال و چینی", ("از این پس قوری، ماگ و گلدان در کارتن دو لایه می‌روند. شکستگی "
        "در حمل را با برچسب «ارسال و تحویل» ثبت کنید."), None, 24 * 6),
)  # fmt: skip


class Shop(msgspec.Struct, kw_only=True):
    """Ids of what was arranged, by the keys of the cast."""

    organization_id: UUID
    brand_id: UUID
    calendars: dict[str, UUID] = {}
    departments: dict[str, UUID] = {}
    teams: dict[str, UUID] = {}
    skills: dict[str, UUID] = {}
    queues: dict[str, UUID] = {}
    channels: dict[str, UUID] = {}
    labels: dict[str, UUID] = {}
    dispositions: dict[str, UUID] = {}
    users: dict[str, UUID] = {}

    def department_of(self, queue: str) -> UUID:
        return self.departments[QUEUES[queue].department]


class QueuePlan(msgspec.Struct, frozen=True, kw_only=True):
    """A queue to be: `skills` as (key, level), `rings` as (after seconds, levels dropped, queues that help)."""

    name: str
    department: str
    calendar: str
    target_s: int
    skills: tuple[tuple[str, int], ...] = ()
    rings: tuple[tuple[int, int, tuple[str, ...]], ...] = ()
    priority: int = 0


QUEUES: Final = {
    "chat": QueuePlan(
        name="گفتگوی آنلاین", department="support", calendar="always", target_s=60, priority=2,
        skills=(("chat", 3),), rings=((60, 1, ()), (180, 2, ("mail",))),
    ),
    "mail": QueuePlan(
        name="ایمیل پشتیبانی", department="support", calendar="office", target_s=4 * 3600, skills=(("letters", 2),),
        rings=((3600, 1, ()),),
    ),
    "sales": QueuePlan(
        name="فروش و مشاوره", department="sales", calendar="office", target_s=1800, rings=((900, 0, ("chat",)),),
    ),
    "finance": QueuePlan(
        name="مالی و بازپرداخت", department="finance", calendar="office", target_s=4 * 3600, skills=(("accounts", 3),),
    ),
    "returns": QueuePlan(
        name="مرجوعی و گارانتی", department="returns", calendar="office", target_s=2 * 3600, rings=((1800, 1, ()),),
    ),
}  # fmt: skip


async def arrange(work: Transaction, keys: Keys, settings: Settings) -> Shop:
    """Write the organization and everything that it works with; the history comes after."""
    await found(work, slug=cast.SLUG, name=cast.SHOP, is_demo=True, settings={"demo_paused": False})
    brand_id = await put(work, "brand", name=cast.SHOP, color=cast.BRAND_COLOR)
    shop = Shop(organization_id=work.organization_id, brand_id=brand_id)
    await _hours(work, shop)
    for key, name in cast.DEPARTMENTS.items():
        shop.departments[key] = await put(work, "department", name=name, calendar_id=shop.calendars["office"])
    for key, (name, department) in cast.TEAMS.items():
        shop.teams[key] = await put(work, "team", name=name, department_id=shop.departments[department])
    for key, name in cast.SKILLS.items():
        shop.skills[key] = await put(work, "skill", name=name)
    await _people(work, shop)
    await _queues(work, shop)
    await _channels(work, shop, keys, settings)
    await _small_tables(work, shop)
    return shop


async def put(work: Transaction, table: str, **columns: Any) -> UUID:
    """Write one row and answer its id."""
    row_id = new_id()
    await put_plain(work, table, id=row_id, **columns)
    return row_id


async def put_plain(work: Transaction, table: str, **columns: Any) -> None:
    """Write one row of a table without an id of its own."""
    names = ", ".join(["organization_id", *columns])
    places = ", ".join(f"${number}" for number in range(1, len(columns) + 2))
    await work.execute(
        f"INSERT INTO {table} ({names}) VALUES ({places})", work.organization_id, *columns.values()
    )


def open_always() -> WorkingCalendar:
    """Every hour of every day, holidays too: a demonstration is given at any time."""
    return WorkingCalendar(zone="Asia/Tehran", week=Week(*([(Slot(time(0), time(0)),)] * 7)))


async def _hours(work: Transaction, shop: Shop) -> None:
    for key, name, calendar in (
        ("office", "ساعت اداری", office_hours()),
        ("always", "پشتیبانی شبانه‌روزی", open_always()),
    ):
        shop.calendars[key] = await put(work, "calendar", name=name, definition=msgspec.to_builtins(calendar))


async def _people(work: Transaction, shop: Shop) -> None:
    shared_hash = await hash_password(cast.PASSWORD)
    for one in cast.EVERYBODY:
        user_id = shop.users[one.key] = await enrol(work, _person(one, shop, shared_hash))
        await work.execute(
            "UPDATE app_user SET preferences = preferences || $2 WHERE id = $1",
            user_id,
            {"demo_title": {"fa": one.title_fa, "en": one.title_en}},
        )
        if one.team:
            await put_plain(work, "team_member", team_id=shop.teams[one.team], user_id=user_id)
        for skill, level in one.skills:
            await put_plain(work, "agent_skill", user_id=user_id, skill_id=shop.skills[skill], level=level)


def _person(one: Colleague, shop: Shop, password_hash: str) -> Person:
    is_auditor = one.role == "auditor"
    seen = [str(shop.departments[key]) for key in ("sales", "finance")]
    return Person(
        email=one.email,
        name=one.name,
        role=one.role,
        password_hash=password_hash,
        department_id=shop.departments[one.department] if one.department else None,
        capacity=one.capacity,
        scope={"departments": seen} if is_auditor else {},
        valid_days=30 if is_auditor else None,
    )


async def _queues(work: Transaction, shop: Shop) -> None:
    ids = {key: new_id() for key in QUEUES}
    for key, plan in QUEUES.items():
        rings = [
            {"after_s": after, "drop_levels": drop, "add_queue_ids": [str(ids[q]) for q in more]}
            for after, drop, more in plan.rings
        ]
        shop.queues[key] = ids[key]
        await put_plain(
            work, "queue", id=ids[key], name=plan.name, department_id=shop.departments[plan.department],
            brand_id=shop.brand_id, calendar_id=shop.calendars[plan.calendar], priority=plan.priority,
            settings={"rings": rings, "target_s": plan.target_s},
        )  # fmt: skip
        for skill, level in plan.skills:
            await put_plain(
                work,
                "queue_skill",
                queue_id=ids[key],
                skill_id=shop.skills[skill],
                level=level,
                optional_after_s=600,
            )
    for one in cast.EVERYBODY:
        for queue in one.queues:
            await put_plain(work, "queue_member", queue_id=ids[queue], user_id=shop.users[one.key])


async def _channels(work: Transaction, shop: Shop, keys: Keys, settings: Settings) -> None:
    chat_id, mail_id = new_id(), new_id()
    chat = {"widget_key": WIDGET_KEY, "origins": [settings.base_url]}
    mail = {"address": support_address(settings), "name": cast.SHOP, "authserv_id": cast.AUTHSERV_ID}
    for key, kind, name, channel_id, queue, said, secret in (
        ("webchat", "webchat", "گفتگوی سایت", chat_id, "chat", chat, new_token()),
        ("email", "email", "ایمیل پشتیبانی", mail_id, "mail", mail, None),
    ):
        sealed = keys.seal("channel", secret.encode(), channel_id.bytes) if secret else None
        await put_plain(
            work, "channel", id=channel_id, kind=kind, name=name, brand_id=shop.brand_id,
            queue_id=shop.queues[queue], settings=said, secret=sealed,
        )  # fmt: skip
        shop.channels[key] = channel_id
    await put_plain(work, "lookup", kind="widget_key", digest=digest(WIDGET_KEY), id=chat_id)
    await register_addresses(work, mail_id, mail)


def support_address(settings: Settings) -> str:
    """Where customers of the demonstration write mails to."""
    domain = cast.DOMAIN if settings.mail_domain in {"", "localhost"} else settings.mail_domain
    return f"support@{domain}"


async def _small_tables(work: Transaction, shop: Shop) -> None:
    for key, (name, color) in LABELS.items():
        shop.labels[key] = await put(work, "label", name=name, color=color)
    for code, name in DISPOSITIONS.items():
        shop.dispositions[code] = await put(work, "disposition", code=code, name=name)
    for shortcut, title, text, department in CANNED:
        await put(
            work, "canned_reply", shortcut=shortcut, title=title, text=text,
            department_id=shop.departments[department] if department else None,
        )  # fmt: skip
    now = await work.value("SELECT now()")
    for title, text, department, hours_ago in BULLETINS:
        await put(
            work, "bulletin", title=title, text=text, published_by=shop.users["farid"],
            department_id=shop.departments[department] if department else None,
            published_at=now - timedelta(hours=hours_ago), expires_at=now + timedelta(days=7),
        )  # fmt: skip

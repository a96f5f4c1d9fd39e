"""Who works in the shop of the demonstration, and what they can do."""

from typing import Final

from msgspec import Struct

from hamseda.organization.api import Role

PASSWORD: Final = "mehr-demo-1405"  # noqa: S105 -- meant to be read: everybody of the demonstration has it
DOMAIN: Final = "mehr.example"
SLUG: Final = "mehr"
SHOP: Final = "فروشگاه مهر"
BRAND_COLOR: Final = "#9a4f2c"
AUTHSERV_ID: Final = "mx.mehr.example"


class Colleague(Struct, frozen=True, kw_only=True):
    """A member of staff: `queues` by key, `skills` as (key, level); titles are what the log-in page shows."""

    key: str
    name: str
    role: Role
    title_fa: str
    title_en: str
    department: str | None = None
    team: str | None = None
    queues: tuple[str, ...] = ()
    skills: tuple[tuple[str, int], ...] = ()
    capacity: int = 100

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


DEPARTMENTS: Final = {"sales": "فروش", "support": "پشتیبانی", "finance": "مالی", "returns": "مرجوعی"}
TEAMS: Final = {
    "morning": ("شیفت صبح", "support"),
    "evening": ("شیفت عصر", "support"),
    "gifts": ("هدیه‌ی سازمانی", "sales"),
}
SKILLS: Final = {
    "chat": "گفتگوی نوشتاری",
    "letters": "نامه‌نگاری",
    "english": "انگلیسی",
    "leather": "شناخت کالای چرمی",
    "accounts": "امور مالی",
}


def _support(
    key: str, name: str, team: str, chat: int, *, english: int = 1, capacity: int = 100
) -> Colleague:
    return Colleague(
        key=key, name=name, role="agent", department="support", team=team, queues=("chat", "mail"), capacity=capacity,
        skills=(("chat", chat), ("letters", 3), ("english", english)),
        title_fa="کارشناس پشتیبانی", title_en="Agent · Support",
    )  # fmt: skip


def _sales(key: str, name: str, team: str | None, leather: int) -> Colleague:
    return Colleague(
        key=key, name=name, role="agent", department="sales", team=team, queues=("chat", "sales"),
        skills=(("chat", 3), ("letters", 2), ("leather", leather)),
        title_fa="کارشناس فروش", title_en="Agent · Sales",
    )  # fmt: skip


def _finance(key: str, name: str) -> Colleague:
    return Colleague(
        key=key, name=name, role="agent", department="finance", queues=("finance",),
        skills=(("accounts", 4), ("letters", 3)),
        title_fa="کارشناس مالی", title_en="Agent · Finance",
    )  # fmt: skip


def _returns(key: str, name: str, leather: int) -> Colleague:
    return Colleague(
        key=key, name=name, role="agent", department="returns", queues=("returns", "mail"),
        skills=(("letters", 3), ("leather", leather)),
        title_fa="کارشناس مرجوعی", title_en="Agent · Returns",
    )  # fmt: skip


AGENTS: Final = (
    _support("arash", "آرش نوری", "morning", 5, english=4, capacity=200),
    _support("sara", "سارا احمدی", "morning", 4),
    _support("omid", "امید رستمی", "evening", 3),
    _support("hoda", "هدا فرهمند", "evening", 3, english=3),
    _sales("mahsa", "مهسا کیانی", "gifts", 4),
    _sales("babak", "بابک صالحی", "gifts", 3),
    _sales("yalda", "یلدا مشایخی", None, 5),
    _finance("shahram", "شهرام وکیلی"),
    _finance("parvaneh", "پروانه دادگر"),
    _returns("kamran", "کامران بهمنی", 4),
    _returns("leila", "لیلا سپهری", 3),
    _returns("vahid", "وحید ترابی", 2),
)

OTHERS: Final = (
    Colleague(
        key="mina", name="مینا مهرجو", role="admin", title_fa="مدیر فروشگاه", title_en="Administrator",
        queues=("chat",),
    ),
    Colleague(
        key="farid", name="فرید سرمد", role="supervisor", title_fa="سرپرست واحدها",
        title_en="Supervisor", queues=("chat", "mail"),
    ),
    Colleague(
        key="anbar", name="ناصر انباردار", role="light", title_fa="همکار انبار",
        title_en="Warehouse", department="returns",
    ),
    Colleague(
        key="bazres", name="دکتر بهمن داور", role="auditor", title_fa="بازرس فروش و مالی",
        title_en="Auditor · Sales, finance",
    ),
)  # fmt: skip

EVERYBODY: Final = OTHERS + AGENTS

"""Earlier conversations of the customers that the demonstration is shown by."""

from datetime import datetime, timedelta
from typing import Any, Final

from hamseda.demo.customers import FAMILY_LINE, Crowd
from hamseda.demo.threads import Line, Shopper, Talk, Thread
from hamseda.founding import office_hours

Pair = tuple[Shopper, Shopper, list[dict[str, Any]]]

# Of Narges: days ago, kind, agent, queue, label, what was said (customer, then agent).
NARGES: Final = (
    (83.2, "branch", "yalda", "sales", "advice", ("به شعبه آمد و «چراغ آفتاب» را پسندید؛ عضو باشگاه شد.",)),
    (61.4, "phone", "omid", "mail", "order", ("درباره‌ی زمان ارسال سفارش MR-41870 تماس گرفت. گفتم فردا می‌رسد.",)),
    (40.3, "email", "parvaneh", "finance", "invoice", (
        "با سلام، فاکتور رسمی سفارش MR-41870 را به نام شرکت می‌خواهم.\nنرگس کریمی",
        "سلام، فاکتور در حساب کاربری شما قرار گرفت.\nپروانه دادگر\nواحد مالی فروشگاه مهر",
        "دریافت شد، سپاس.")),
    (22.1, "telegram", "babak", "sales", "discount", ("در تلگرام پرسید برای ده عدد ماگ تخفیف داریم یا نه؛ ده درصد گفتم.",)),
    (9.3, "webchat", "sara", "chat", "warranty", (
        "سلام، حباب چراغی که بهار خریدم لق شده",
        "سلام نرگس جان. گارانتی دارید؛ حباب تازه را رایگان می‌فرستم.",
        "دست شما درد نکنه 🌷")),
)  # fmt: skip


def tell(threads: list[Thread], pairs: list[Pair], now: datetime, crowd: Crowd) -> None:
    """Add the past of Narges, a calm regular, and a family that shares a telephone."""
    narges = next(one for one in crowd.everybody if one.latin == "narges" and one.is_proven)
    for days, kind, agent, queue, label, said in NARGES:
        at = office_hours().next_open(now - timedelta(days=days))
        threads.append(_over(narges, kind, queue, agent, at, said, label))
    farhad = crowd.shopper("farhad", now - timedelta(days=33))
    threads.append(_over(farhad, "webchat", "chat", "hoda", now - timedelta(days=33), (
        "سلام، «گلدان لالجین» را برای ایوان می‌خواهم. سرما را تحمل می‌کند؟",
        "سلام آقای زند، بله ولی در یخ‌بندان بهتر است داخل باشد.", "ممنون از راهنمایی"), "advice"))  # fmt: skip
    crowd.shopper("yasaman", now - timedelta(days=5))
    _family(threads, pairs, now, crowd)


def settle(thread: Thread, agent: str) -> None:
    """Say that the matter was over a few minutes after the last word."""
    moment = thread.last_at + timedelta(minutes=3)
    thread.status, thread.resolved_at, thread.resolved_by = "resolved", moment, agent
    thread.after.append(Line(at=moment, speaker="notice", by=agent, meta={"notice": "resolved"}))


def _family(threads: list[Thread], pairs: list[Pair], now: datetime, crowd: Crowd) -> None:
    """A line is not a person: two people call from one telephone, and stay two until somebody decides."""
    people = []
    for name, latin, days, text in (
        ("حسین مرادی", "hossein.m", 37.2, "از تلفن خانه زنگ زد و پرسید «گلیم قشقایی» حراج می‌شود یا نه."),
        ("الهام صادقی", "elham.s", 11.4, "با تلفن خانه تماس گرفت؛ گفت همسرش هم مشتری ماست. قوری را با جعبه‌ی هدیه می‌خواهد."),
    ):  # fmt: skip
        at = office_hours().next_open(now - timedelta(days=days))
        who = crowd.named(name, latin, at)
        who.identities = [("phone", FAMILY_LINE, FAMILY_LINE.replace("+98", "0"), None)]
        threads.append(_over(who, "phone", "sales", "mahsa", at, (text,), "advice"))
        people.append(who)
    pairs.append((people[0], people[1], [{"code": "same_phone", "value": FAMILY_LINE, "verified": False}]))


def _over(
    who: Shopper, kind: str, queue: str, agent: str, at: datetime, said: tuple[str, ...], label: str
) -> Thread:
    is_connected = kind in {"webchat", "email"}
    gap = timedelta(minutes=2 if kind == "webchat" else 95)
    lines = [
        Line(
            at=at + n * gap, speaker="agent" if n % 2 else "customer", text=text,
            by=agent if n % 2 or not is_connected else None,
        )
        for n, text in enumerate(said)
    ]  # fmt: skip
    talk = Talk(
        kind=kind, channel=kind if is_connected else None, queue=queue, lines=lines, agent=agent,
        answered_at=lines[1].at if is_connected else at, ended_at=lines[-1].at + timedelta(minutes=1),
        state="ended" if is_connected else "logged", disposition="informed", address=who.email if kind == "email" else None,
    )  # fmt: skip
    thread = Thread(
        customer=who, queue=queue, is_verified=is_connected and who.is_proven, talks=[talk], labels=[label], assignee=agent
    )  # fmt: skip
    settle(thread, agent)
    return thread

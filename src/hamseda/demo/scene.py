"""What is going on in the shop right now, told by hand: who waits, who sleeps, what is late, who is known twice."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from hamseda.demo import cast, past
from hamseda.demo.customers import Crowd
from hamseda.demo.dialogues import topics, turns, words_for
from hamseda.demo.history import context
from hamseda.demo.ledger import Ledger
from hamseda.demo.threads import Line, Shopper, Talk, Thread, instant_id
from hamseda.founding import office_hours

MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
# Whom the next contacts find with room: their own open work is left out.
FREE_HANDED: Final = "arash"
ASKED: Final = (
    ("order", "ممنون. می‌شود بگویید پیک پیش از رسیدن تماس می‌گیرد یا نه؟ صبح‌ها خانه نیستم."),
    ("delivery", "سپاس. اگر فردا هم نرسید باید به چه کسی زنگ بزنم؟"),
    ("invoice", "ممنونم. نشانی شرکت در فاکتور قدیمی است؛ می‌شود اصلاحش کنید؟"),
    ("advice", "عالی. هزینه‌ی ارسالش به شهر ما چقدر می‌شود؟"),
    ("return", "پیک امروز نیامد. فردا بعدازظهر هم خوب است؟"),
    ("discount", "ممنون، الان کار کرد. می‌شود با کد تولد هم جمع شود؟"),
)


@dataclass
class Stage:
    """The open conversations, the people that only they know, and pairs that may be one person."""

    threads: list[Thread] = field(default_factory=list)
    people: list[Shopper] = field(default_factory=list)
    pairs: list[tuple[Shopper, Shopper, list[dict[str, Any]]]] = field(default_factory=list)


def set_stage(now: datetime, crowd: Crowd, rng: Random) -> Stage:
    """Everything that is open at `now`, with the past of those whom it shows best."""
    stage = Stage()
    _narges(stage, now, crowd, rng)
    _waiting(stage, now, crowd, rng)
    _late_and_asleep(stage, now, crowd, rng)
    _own_of_each(stage, now, crowd, rng)
    past.tell(stage.threads, stage.pairs, now, crowd)
    stage.people = list(crowd.everybody)
    crowd.everybody.clear()
    return stage


def write_visitor(ledger: Ledger, stage: Stage, channel_id: UUID) -> None:
    """The shop's page knows Narges again: her chat of now opens there, to be answered from both sides."""
    thread = next(t for t in stage.threads if t.status == "open" and t.customer.latin == "narges")
    claims = [
        {"kind": kind, "raw": value, "verified_by": proof}
        for kind, value, _, proof in thread.customer.identities
        if proof
    ]
    ledger.add(
        "visitor", id=instant_id(thread.talks[-1].started_at), channel_id=channel_id, customer_id=thread.customer.id,
        conversation_id=thread.id, interaction_id=thread.talks[-1].id, is_verified=True, claims=claims,
        name=thread.customer.name, locale="fa", created_at=thread.customer.known_since,
    )  # fmt: skip


def write_suggestions(ledger: Ledger, stage: Stage) -> None:
    """Pairs that people are asked about, each with its evidence."""
    for one, other, reasons in stage.pairs:
        low, high = sorted((one.id, other.id))
        ledger.add(
            "merge_suggestion", id=instant_id(max(one.known_since, other.known_since)), customer_id=low, other_id=high,
            evidence={"reasons": reasons},
        )  # fmt: skip


def _narges(stage: Stage, now: datetime, crowd: Crowd, rng: Random) -> None:
    """One customer of many roads: a mail of yesterday and a chat of now lie in one conversation."""
    who = crowd.shopper("narges", now - timedelta(days=84))
    who.identities += [
        ("phone", "+989000001009", "0900 000 1009", None),
        ("handle", "narges_k", "@narges_k", None),
        ("email", "n.karimi@office.example", "n.karimi@office.example", None),
    ]
    who.attributes |= {"city": "اصفهان", "orders": 11, "club": "طلایی"}
    mail = _talk("email", "mail", now - 26 * HOUR, "hoda", [
        ("customer", ("سلام، سفارش MR-48213 قرار بود امروز برسد ولی کد رهگیری‌اش تکان نخورده "
            "است. هدیه است و تا پنجشنبه لازمش دارم.\nنرگس کریمی"), 0),
        ("agent", ("سلام نرگس گرامی،\nمرسوله در مرکز پست اصفهان است؛ از پست خواستیم فردا تحویل "
            "دهد و نتیجه را به شما خبر می‌دهیم.\nهدا فرهمند\nفروشگاه مهر"), 75),
    ], address=who.email, ended=True)  # fmt: skip
    seen = context(rng, topics()["delivery"], now - 14 * MINUTE)
    chat = _talk("webchat", "chat", now - 14 * MINUTE, "sara", [
        ("customer", "سلام، من دیروز ایمیل هم زده بودم درباره‌ی سفارش MR-48213", 0),
        ("customer", "هنوز خبری نشده 😕", 0.4),
        ("agent", "سلام نرگس جان، ایمیل دیروزتون رو همین‌جا می‌بینم. دارم از پست می‌پرسم.", 1.5),
        ("note", "@ناصر انباردار لطفاً ببین یک «گلیم قشقایی» دیگر داریم که اگر تا فردا نرسید جایگزین بفرستیم؟", 3),
        ("agent", "پست می‌گه تا سه ساعت دیگه تحویل می‌شه. اگر نرسید، خودمون با پیک یکی دیگه می‌فرستیم.", 6),
        ("customer", "خیلی خوبه. فقط خودم خونه نیستم، می‌شه به همسایه تحویل بدن؟", 11),
        ("customer", "واحد ۴، خانم صادقی", 11.5),
    ], context=seen | {"journey": {"step": "پیگیری سفارش", "topic": "MR-48213"}})  # fmt: skip
    stage.threads.append(
        Thread(
            customer=who, queue="chat", is_verified=True, talks=[mail, chat], assignee="sara", unread_by_assignee=2,
            labels=["delivery", "vip"], subject="دیرکرد سفارش MR-48213", next_step="تماس با پیک: تحویل به همسایه",
            due_at=now + 3 * HOUR, participants=[("anbar", "mentioned", "sara")],
        )
    )  # fmt: skip
    twin = crowd.named("نرگس کریمی", "narges", now - 9 * HOUR)
    twin.identities = [("email", who.email, who.email, None), ("device", "demo-narges-phone", "", None)]
    stage.threads.append(_settled(twin, "webchat", "chat", now - 9 * HOUR, "omid", [
        ("customer", "سلام من از گوشی همسرم پیام می‌دم. کد تخفیف باشگاه هنوز فعاله؟", 0),
        ("agent", "سلام، بله تا پایان ماه فعاله.", 2),
    ], "discount"))  # fmt: skip
    stage.pairs.append((who, twin, [
        {"code": "same_email", "value": who.email, "verified": True},
        {"code": "similar_name", "similarity": 1.0},
    ]))  # fmt: skip


def _waiting(stage: Stage, now: datetime, crowd: Crowd, rng: Random) -> None:
    """Those who wait for somebody: a visitor without a name, and mails, one of them from nobody knows whom."""
    guest = crowd.newcomer("branch", now - 3 * MINUTE)
    guest.name, guest.identities = None, [("device", "demo-guest-device", "", None)]
    stage.threads.append(_open(guest, _talk("webchat", "chat", now - 3 * MINUTE, None, [
        ("customer", "سلام کسی هست؟ می‌خوام بدونم این چراغ رومیزی با لامپ معمولی هم کار می‌کنه", 0),
        ("customer", "توی عکس معلوم نیست سرپیچش چیه", 0.5),
    ], context=context(rng, topics()["advice"], now - 3 * MINUTE)), ["advice"]))  # fmt: skip
    for name, latin, proof, queue, ago, label, subject, text in (
        ("الهه توکلی", "elahe.t", "authentication_results", "mail", 38, "order", "ویرایش نشانی سفارش MR-51877",
         ("سلام، در سفارش MR-51877 نشانی قدیمی‌ام ثبت شده است. لطفاً پیش از ارسال به "
             "«یزد، بلوار دانشجو، کوچه‌ی ۱۲» تغییر دهید.\nالهه توکلی")),
        ("مدیر فروش", "boss", None, "mail", 52, "complaint", "فوری: تغییر شماره حساب",
         "سلام، من مدیر شرکت طرف قراردادتان هستم. از این پس پرداخت‌ها را به حساب تازه واریز کنید. زود پاسخ دهید."),
        ("سعید خسروی", "saeed.kh", "authentication_results", "finance", 95, "refund", "بازگشت وجه سفارش لغوشده",
         ("با سلام. سفارش MR-50112 را لغو کردم. لطفاً مبلغ را به این شبا "
             "برگردانید: IR82 0540 1026 8002 0817 9090 02\nسعید خسروی")),
        ("پریسا پناهی", "parisa.p", "authentication_results", "returns", 64, "return", "رنگ شال با عکس فرق دارد",
         "سلام، «شال پشمی البرز» رسید ولی رنگش با عکس سایت خیلی فرق دارد. می‌خواهم پس بدهم؛ هنوز بازش نکرده‌ام.\nپریسا پناهی"),
    ):  # fmt: skip
        who = crowd.named(name, latin, now - ago * MINUTE)
        who.identities = [("email", who.email, who.email, proof)]
        talk = _talk("email", queue, now - ago * MINUTE, None, [("customer", text, 0)], address=who.email)
        thread = _open(who, talk, [label], subject=subject, is_verified=proof is not None)
        thread.mark = None if proof else "unverified_sender"
        stage.threads.append(thread)


def _late_and_asleep(stage: Stage, now: datetime, crowd: Crowd, rng: Random) -> None:
    """One matter is overdue, two are put away until their time comes, one was handed to the warehouse."""
    morning = office_hours().next_open(now + 12 * HOUR) + 30 * MINUTE
    for key, queue, agent, label, days, changes, note in (
        ("complaint", "mail", "leila", "complaint", 2.2, {
            "due_at": now - 3 * HOUR, "next_step": "نتیجه‌ی گفتگو با پیک را به مشتری بگوییم", "unread_by_assignee": 1,
            "labels": ["complaint", "urgent"]}, "پیک هنوز پاسخ نداده؛ مشتری تا ظهر منتظر خبر ما بود."),
        ("discount", "sales", "mahsa", "discount", 1.3, {
            "status": "snoozed", "snoozed_until": morning, "next_step": "پیش‌فاکتور ۳۰ عدد ماگ فرستاده شود"},
            "خرید سازمانی؛ مدیرشان شنبه تأیید می‌کند."),
        ("refund", "finance", "shahram", "refund", 1.6, {
            "status": "snoozed", "snoozed_until": now + 2 * HOUR, "next_step": "پاسخ بانک درباره‌ی تراکنش تکراری"},
            "به بانک نامه زدم؛ پاسخشان دو ساعت دیگر می‌آید."),
        ("warranty", "returns", "kamran", "warranty", 0.9, {
            "due_at": now + 22 * HOUR, "next_step": "قطعه‌ی یدکی از انبار", "participants": [("anbar", "handed", "kamran")]},
            "@ناصر انباردار سرپیچ چراغ «آفتاب» را برای این مشتری کنار بگذار."),
    ):  # fmt: skip
        at = office_hours().next_open(now - timedelta(days=days))
        at = min(at, now - 4 * HOUR)
        who = crowd.newcomer("email", at)
        talk, subject = _mail_of(who, key, queue, agent, at, at + 2 * HOUR, rng)
        talk.lines.append(Line(at=talk.lines[-1].at + 9 * MINUTE, speaker="note", text=note, by=agent))
        thread = _open(who, talk, [label], subject=subject, assignee=agent)
        for name, value in changes.items():
            setattr(thread, name, value)
        stage.threads.append(thread)


def _own_of_each(stage: Stage, now: datetime, crowd: Crowd, rng: Random) -> None:
    """Each agent has a customer who has just written again."""
    for n, one in enumerate(cast.AGENTS):
        key, question = ASKED[n % len(ASKED)]
        minutes = 25 + 17 * n
        who = crowd.newcomer("email", now - minutes * 3 * MINUTE)
        talk, subject = _mail_of(
            who,
            key,
            one.queues[-1],
            one.key,
            now - minutes * 3 * MINUTE,
            now - minutes * MINUTE / 3,
            rng,
            question,
        )
        if one.key == FREE_HANDED:
            talk.state, talk.ended_at = "ended", talk.lines[-1].at
        thread = _open(who, talk, [key], subject=subject, assignee=one.key)
        thread.unread_by_assignee = 1
        stage.threads.append(thread)


def _mail_of(
    who: Shopper,
    key: str,
    queue: str,
    agent: str,
    at: datetime,
    last: datetime,
    rng: Random,
    question: str | None = None,
) -> tuple[Talk, str]:
    """A mail and its answer between two instants, and perhaps a question after it; answers the subject too."""
    names = {one.key: one.name for one in cast.AGENTS}
    words = words_for(who, names[agent], rng)
    said = turns(topics()[key].mails[0], words)[:2] + ([("customer", question)] if question else [])
    step = (last - at) / (len(said) - 1)
    lines = [
        Line(at=at + n * step, speaker=speaker, text=text, by=agent if speaker != "customer" else None)
        for n, (speaker, text) in enumerate(said)
    ]
    talk = Talk(
        kind="email", channel="email", queue=queue, lines=lines, agent=agent, answered_at=at + step / 2, ended_at=None,
        state="active", address=who.email,
    )  # fmt: skip
    return talk, topics()[key].subject.format_map(words)


def _talk(
    kind: str, queue: str, at: datetime, agent: str | None, said: list[tuple[Any, str, float]], *,
    address: str | None = None, context: dict[str, Any] | None = None, ended: bool = False,
) -> Talk:  # fmt: skip
    """A talk from (speaker, text, minutes after its beginning); nobody has taken it yet where no agent is given."""
    lines = [
        Line(at=at + minutes * MINUTE, speaker=who, text=text, by=agent if who != "customer" else None)
        for who, text, minutes in said
    ]
    answered = next((line.at for line in lines if line.speaker == "agent"), None)
    state = "ended" if ended else "waiting" if agent is None else "active"
    return Talk(
        kind=kind, channel=kind, queue=queue, lines=lines, agent=agent, address=address, context=context or {},
        answered_at=answered, ended_at=lines[-1].at + MINUTE if ended else None, state=state,
        disposition="informed" if ended else None,
    )  # fmt: skip


def _open(
    who: Shopper, talk: Talk, labels: list[str], *, subject: str | None = None, is_verified: bool | None = None,
    assignee: str | None = None,
) -> Thread:  # fmt: skip
    proven = who.is_proven if is_verified is None else is_verified
    return Thread(
        customer=who, queue=talk.queue, is_verified=proven, talks=[talk], labels=labels, subject=subject, assignee=assignee
    )  # fmt: skip


def _settled(
    who: Shopper,
    kind: str,
    queue: str,
    at: datetime,
    agent: str,
    said: list[tuple[Any, str, float]],
    label: str,
) -> Thread:
    talk = _talk(kind, queue, at, agent, said, ended=True)
    thread = _open(who, talk, [label], assignee=agent)
    past.settle(thread, agent)
    return thread

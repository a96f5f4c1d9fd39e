"""Ninety days of the shop: contacts arrive, wait, are answered, and end; later ones join where they belong."""

from datetime import datetime, timedelta
from random import Random
from typing import Final

from hamseda.demo import cast, rhythm
from hamseda.demo.arrangement import QUEUES
from hamseda.demo.customers import Crowd
from hamseda.demo.dialogues import Topic, topics, turns, words_for
from hamseda.demo.threads import Line, Shopper, Speaker, Talk, Thread
from hamseda.demo.waiting import ChatLine, Duty
from hamseda.founding import office_hours
from hamseda.pages.shop.catalogue import PRODUCTS

REJOIN: Final = timedelta(hours=72)
KINDS: Final = {"webchat": 52, "email": 20, "phone": 14, "telegram": 6, "branch": 5, "sms": 3}
RETURNING_SHARE: Final = 0.42
RECENT: Final = 150
BREAK_OFF: Final = timedelta(minutes=40)
"""What would not be over this long before now is left out: what is open now is told by hand."""

MINUTE: Final = timedelta(minutes=1)
HOURS: Final = office_hours()


class Chronicle:
    """Tells the history, contact by contact, in the order of time."""

    def __init__(self, now: datetime, crowd: Crowd, rng: Random) -> None:
        self.now = now
        self.crowd = crowd
        self.rng = rng
        self.threads: list[Thread] = []
        serving = tuple(one.key for one in cast.AGENTS if "chat" in one.queues)
        self._line = ChatLine(serving, rng)
        self._turn = 0

    def tell(self) -> list[Thread]:
        """Every conversation of the history, all of them over."""
        keys, weights = list(topics()), [topic.weight for topic in topics().values()]
        for at in rhythm.arrivals(self.now - BREAK_OFF, self.rng):
            kind = self.rng.choices(list(KINDS), list(KINDS.values()))[0]
            self._contact(at, kind, self.rng.choices(keys, weights)[0])
        return self.threads

    def duties(self) -> list[Duty]:
        """Who was there for chats, once the history is told."""
        return self._line.duties()

    def _contact(self, at: datetime, kind: str, key: str) -> None:
        topic = topics()[key]
        customer = self._customer(at, kind)
        talk = self._talk(at, kind, topic, customer)
        if talk.ended_at is None or talk.ended_at > self.now - BREAK_OFF:
            if customer.busy_until is None:
                self.crowd.everybody.remove(customer)
            return
        is_verified = talk.channel is not None and customer.is_proven
        before = customer.thread
        if before is not None and is_verified and before.may_be_joined(at, REJOIN):
            thread = before
            thread.talks.append(talk)
        else:
            thread = Thread(customer=customer, queue=talk.queue, is_verified=is_verified, talks=[talk])
            thread.subject = topic.subject.format_map(self._words) if kind == "email" else None
            thread.assignee = talk.agent
            self.threads.append(thread)
            if is_verified:
                customer.thread = thread
        self._close(thread, talk, key)
        customer.busy_until = thread.resolved_at

    def _customer(self, at: datetime, kind: str) -> Shopper:
        """A newcomer, or somebody who came by this kind of road before and whose matter is over by now."""
        if self.rng.random() < RETURNING_SHARE:
            recent = [c for c in self.crowd.everybody[-RECENT:] if _comes_by(c, kind) and _is_free(c, at)]
            if recent:
                return self.rng.choice(recent)
        return self.crowd.newcomer(kind, at)

    def _talk(self, at: datetime, kind: str, topic: Topic, customer: Shopper) -> Talk:
        match kind:
            case "webchat":
                return self._chat(at, topic, customer)
            case "email":
                return self._mail(at, topic, customer)
            case _:
                return self._logged(at, kind, topic, customer)

    def _chat(self, at: datetime, topic: Topic, customer: Shopper) -> Talk:
        script = self.rng.choice(topic.chats)
        minutes = self.rng.lognormvariate(1.75, 0.5)
        turn = self._line.arrive(at, minutes)
        said = self._said(script, customer, turn.agent)
        opening = [text for speaker, text in _until_agent(said)]
        lines = self._opening(at, opening)
        talk = Talk(
            kind="webchat", channel="webchat", queue="chat", lines=lines, agent=turn.agent, answered_at=None,
            ended_at=at + turn.wait, promise=turn.promise, context=context(self.rng, topic, at),
            disposition=topic.disposition,
        )  # fmt: skip
        if turn.agent is None:
            talk.is_abandoned, talk.disposition = True, "no_answer"
            return talk
        talk.answered_at = max(at + turn.wait, lines[-1].at)
        rest = said[len(opening) :]
        lines += self._spread(talk.answered_at, rest, turn.agent, timedelta(minutes=minutes))
        talk.ended_at = lines[-1].at + timedelta(seconds=self.rng.uniform(10, 50))
        if self.rng.random() < 0.05:
            talk.missed_by = self.rng.choice([a for a in self._line.agents if a != turn.agent])
        return talk

    def _mail(self, at: datetime, topic: Topic, customer: Shopper) -> Talk:
        queue = topic.queue if topic.queue in {"finance", "returns", "sales"} else "mail"
        agent = self._next_agent(queue)
        moment, lines = at, []
        for n, (speaker, text) in enumerate(self._said(self.rng.choice(topic.mails), customer, agent)):
            if speaker == "customer" and n:
                moment += timedelta(hours=self.rng.uniform(1, 14))
            elif n:
                moment = HOURS.add(moment, MINUTE * self.rng.uniform(12, 190))
            lines.append(
                Line(at=moment, speaker=speaker, text=text, by=agent if speaker != "customer" else None)
            )
        answered = next((line.at for line in lines if line.speaker == "agent"), None)
        return Talk(
            kind="email", channel="email", queue=queue, lines=lines, agent=agent, answered_at=answered,
            ended_at=lines[-1].at + MINUTE, disposition=topic.disposition, address=customer.email,
        )  # fmt: skip

    def _logged(self, at: datetime, kind: str, topic: Topic, customer: Shopper) -> Talk:
        """A contact that somebody wrote down; nobody does so outside opening hours."""
        moment = HOURS.next_open(at)
        if moment > at:
            moment += MINUTE * self.rng.uniform(2, 90)
        queue = "mail" if topic.queue == "chat" else topic.queue
        agent = self._next_agent(queue)
        [(_, text)] = self._said("C " + self.rng.choice(topic.logs), customer, agent)
        line = Line(at=moment, speaker="customer", text=text, by=agent)
        return Talk(
            kind=kind, channel=None, queue=queue, lines=[line], agent=agent, answered_at=moment,
            ended_at=moment + MINUTE, state="logged", disposition=topic.disposition,
        )  # fmt: skip

    def _said(self, script: str, customer: Shopper, agent: str | None) -> list[tuple[Speaker, str]]:
        name = next((one.name for one in cast.AGENTS if one.key == agent), cast.SHOP)
        self._words = words_for(customer, name, self.rng)
        return turns(script, self._words)

    def _opening(self, at: datetime, texts: list[str]) -> list[Line]:
        moments = [at]
        for _ in texts[1:]:
            moments.append(moments[-1] + timedelta(seconds=self.rng.uniform(8, 30)))
        return [Line(at=m, speaker="customer", text=t) for m, t in zip(moments, texts, strict=True)]

    def _spread(
        self, begin: datetime, said: list[tuple[Speaker, str]], agent: str, length: timedelta
    ) -> list[Line]:
        """Lay the rest of a talk over its length, longer sentences taking longer."""
        shares = [40 + len(text) for _, text in said]
        moment, lines = begin, []
        for (speaker, text), share in zip(said, shares, strict=True):
            moment += length * (share / sum(shares)) * 0.95
            lines.append(
                Line(at=moment, speaker=speaker, text=text, by=agent if speaker != "customer" else None)
            )
        return lines

    def _next_agent(self, queue: str) -> str:
        serving = [one.key for one in cast.AGENTS if queue in one.queues]
        own = [k for k in serving if _department_of(k) == QUEUES[queue].department] or serving
        self._turn += 1
        return own[self._turn % len(own)]

    def _close(self, thread: Thread, talk: Talk, label: str) -> None:
        """The matter is settled a little after the talk, by whoever had it."""
        if label not in thread.labels:
            thread.labels.append(label)
        ended = talk.ended_at or talk.started_at
        closer = talk.agent or self._next_agent(thread.queue)
        thread.assignee = thread.assignee or closer
        moment = max(ended, thread.resolved_at or ended) + timedelta(seconds=self.rng.uniform(20, 400))
        if talk.is_abandoned:
            moment = max(moment, ended + timedelta(minutes=self.rng.uniform(10, 60)))
        moment = min(moment, self.now)
        thread.status, thread.resolved_at, thread.resolved_by = "resolved", moment, closer
        thread.after.append(Line(at=moment, speaker="notice", by=closer, meta={"notice": "resolved"}))


def context(rng: Random, topic: Topic, wrote_at: datetime) -> dict[str, object]:
    """Where a visitor of the shop was before they wrote, page by page up to that moment."""
    visited = [
        (f"/shop/p/{p.slug}", p.fa, rng.randint(15, 200)) for p in rng.sample(PRODUCTS, rng.randint(1, 3))
    ]
    trail = [("/shop", cast.SHOP, rng.randint(8, 60)), *visited]
    if topic.queue != "sales":
        trail.append(("/shop/help", "راهنما و پیگیری", rng.randint(20, 90)))
    pages: list[dict[str, object]] = []
    left_at = wrote_at
    for url, title, seconds in reversed(trail):
        left_at -= timedelta(seconds=seconds)
        pages.insert(0, {"url": url, "title": title, "at": left_at.isoformat(), "seconds": seconds})
    kind, system, browser = rng.choice(
        (("phone", "Android", "Chrome"), ("phone", "iOS", "Safari"), ("desktop", "Windows", "Firefox"))
    )
    return {"pages": pages, "device": {"kind": kind, "os": system, "browser": browser, "language": "fa"}}


def _until_agent(said: list[tuple[Speaker, str]]) -> list[tuple[Speaker, str]]:
    first = next((n for n, (speaker, _) in enumerate(said) if speaker == "agent"), len(said))
    return said[:first]


def _comes_by(customer: Shopper, kind: str) -> bool:
    kinds = {kind for kind, *_ in customer.identities}
    wanted = {"webchat": {"external"}, "email": {"email"}, "telegram": {"handle"}}.get(kind, {"phone"})
    return bool(kinds & wanted)


def _is_free(customer: Shopper, at: datetime) -> bool:
    return customer.busy_until is None or customer.busy_until < at


def _department_of(key: str) -> str | None:
    return next(one.department for one in cast.AGENTS if one.key == key)

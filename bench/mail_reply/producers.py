"""Persian replies made by mail programs that are at hand, with what the person wrote known: cases for compare.py.

Run: python bench/mail_reply/producers.py FOLDER [--system /] [--cases 400] [--languages fa_IR|all] [--seed 1]

`--system` is where the programs are installed, or where their packages are unpacked (dpkg -x); a program that is
not there is named and left out. Roundcube's own code is run (needs php with mbstring); Evolution and Geary give
their catalogues, from which their replies are put together as they do it; mutt its default attribution.
"""

import argparse
import gettext
import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from pathlib import Path
from textwrap import wrap
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_datetime as in_words

TEHRAN = ZoneInfo("Asia/Tehran")
CATALOGUES = ("usr/share/locale", "usr/share/locale-langpack")

OURS = [
    (
        "سلام و وقت بخیر\n\nسفارش شما با شمارهٔ ۱۲۳۴۵۶ در انبار آماده است. لطفاً نشانی دقیق خود را برای ما بفرستید تا "
        "فردا ارسال شود.\n\nبا احترام\nپشتیبانی فروشگاه نمونه"
    ),
    (
        "کاربر گرامی، برای بررسی مشکل اینترنت خود، لطفاً مودم را یک بار خاموش و روشن کنید و نتیجه را برای ما بنویسید.\n"
        "اگر چراغ DSL همچنان خاموش بود، شمارهٔ تماس خود را بفرستید."
    ),
    "با سلام. مبلغ ۲٬۵۰۰٬۰۰۰ ریال به حساب شما برگشت داده شد.\nکد پیگیری: 98-4471\n\nhttps://example.ir/pay/4471",
    "درود بر شما\n۱. آیا کالا سالم به دستتان رسید؟\n۲. آیا از رفتار پیک راضی بودید؟\n۳. چه پیشنهادی دارید؟",
]
THEIRS = [
    "سلام، ممنون از پاسخ‌تان.\nنشانی من: تهران، خیابان ولیعصر، پلاک ۱۲",
    "بله",
    "چراغ DSL هنوز خاموش است.\n\nشمارهٔ تماس من:\n09121234567",
    "در ۱۴۰۵/۰۹/۰۱ ساعت ۱۰:۳۰ تماس گرفتم ولی کسی پاسخ نداد.\nلطفاً پیگیری کنید.",
    "سلام\nپول هنوز به حسابم نیامده است، کد پیگیری را هم در سایت وارد کردم:\nکد 98-4471 نامعتبر است\n\nبا تشکر\nعلی رضایی",
    "كالا سالم رسيد، ولي جعبه‌اش باز شده بود.\n- دفترچه نداشت\n- شارژر هم نبود",
    "از: تهران\nبه: مشهد\nتاریخ: ۱۴۰۵/۰۹/۱۲\nتعداد: دو نفر",
    "Hi,\nit works now: thanks for your help!\n\nMaryam",
    "مدیر شما گفته بود:\nتا شنبه حل می‌شود.\nولی نشد!",
    "با سلام و احترام\n\nپیوست، تصویر فاکتور است؛ مبلغ آن > ۵۰۰ هزار تومان است.\n\nسپاس از شما",
    "آقای احمدی نوشته است که ضمانت ندارد، درست است؟",
    "1) بله سالم رسید\n2) خیلی خوب بود\n3) پیشنهادی ندارم",
]
ENDS = [
    "",
    "",
    "",
    "\n\n-- \nعلی رضایی\nشرکت نمونه",
    "\n\nارسال‌شده از آیفون من",
    "\n\nSent from my Galaxy",
]
CHARSETS = [("utf-8", "quoted-printable"), ("utf-8", "base64"), ("utf-8", "8bit"), ("windows-1256", "base64")]
BIDI = ("", "", "", "\u200f", "\u202b")


class Written(NamedTuple):
    """What a producer is given: what the person wrote (with its end), what we sent, when, and in which place."""

    own: str
    ours: str
    when: datetime
    is_html: bool


class Case(NamedTuple):
    """A mail body as the producer makes it, and whether it is HTML."""

    producer: str
    body: str
    is_html: bool


Producer = Callable[[list[Written], random.Random], Iterator[Case]]


def main() -> None:
    """Write the cases and say which programs made them."""
    options = _options()
    chance = random.Random(options.seed)
    options.folder.mkdir(parents=True, exist_ok=True)
    producers = dict(_at_hand(options))
    if not producers:
        raise SystemExit("No mail program is at hand: unpack one and name the place with --system.")
    given = [_written(chance) for _ in range(options.cases)]
    for number, (name, make) in enumerate(producers.items()):
        mine = given[number :: len(producers)]
        for count, (what, case) in enumerate(zip(mine, make(mine, chance), strict=True)):
            _store(options.folder / f"{name}-{count:04}", what, case, chance)
        print(f"{name}: {len(mine)} mails")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--system", type=Path, default=Path("/"))
    parser.add_argument("--cases", type=int, default=400)
    parser.add_argument("--languages", default="fa_IR")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _at_hand(options: argparse.Namespace) -> Iterator[tuple[str, Producer]]:
    roundcube = options.system / "usr/share/roundcube"
    if (roundcube / "program/actions/mail/compose.php").is_file():
        yield "roundcube", _roundcube(options.system, options.languages)
    else:
        print("roundcube is not at hand: package roundcube-core", file=sys.stderr)
    for name, make in (("evolution", _evolution), ("geary", _geary)):
        catalogue = _catalogue(options.system, name)
        if catalogue is None:
            print(f"{name} is not at hand, or has no Persian catalogue", file=sys.stderr)
        else:
            yield name, make(catalogue)
    yield "mutt", _mutt


def _catalogue(system: Path, name: str) -> gettext.GNUTranslations | None:
    for place in CATALOGUES:
        file = system / place / "fa/LC_MESSAGES" / f"{name}.mo"
        if file.is_file():
            with file.open("rb") as opened:
                return gettext.GNUTranslations(opened)
    return None


def _written(chance: random.Random) -> Written:
    when = datetime(2026, 11, 22, tzinfo=TEHRAN) + timedelta(minutes=chance.randrange(400_000))
    return Written(
        chance.choice(THEIRS) + chance.choice(ENDS), chance.choice(OURS), when, chance.random() < 0.5
    )


def _roundcube(system: Path, languages: str) -> Producer:
    folder = system / "usr/share/roundcube"
    all_of_them = sorted(one.name for one in (folder / "program/localization").iterdir() if one.is_dir())

    def make(given: list[Written], chance: random.Random) -> Iterator[Case]:
        asked = []
        for one in given:
            language = chance.choice(all_of_them) if languages == "all" else languages
            asked.append(
                {
                    "language": language,
                    "mode": chance.choice([0, 1, 1, 1, 2]),
                    "is_html": one.is_html,
                    "timezone": "Asia/Tehran",
                    "date": format_datetime(one.when),
                    "from": "پشتیبانی نمونه <support@example.ir>",
                    "to": "ali@example.com",
                    "subject": "پاسخ درخواست شما",
                    "body": _as_html(one.ours) if one.is_html else one.ours,
                }
            )
        config = system / "etc/roundcube"
        command = ["php", str(Path(__file__).with_name("roundcube.php")), str(folder), str(config)]
        told = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=True)
        for one, request, body in zip(given, asked, json.loads(told.stdout), strict=True):
            is_below = request["mode"] == 0
            own = _as_html(one.own) if one.is_html else one.own
            yield Case("roundcube", body.strip("\n") + "\n\n" + own if is_below else own + body, one.is_html)

    return make


def _evolution(catalogue: gettext.GNUTranslations) -> Producer:
    template = catalogue.gettext(
        "On ${AbbrevWeekdayName}, ${Year}-${Month}-${Day} at ${24Hour}:${Minute} ${TimeZone}, ${Sender} wrote:"
    )
    banner = catalogue.gettext("-----Original Message-----")

    def make(given: list[Written], chance: random.Random) -> Iterator[Case]:
        for one in given:
            line = banner if chance.random() < 0.2 else _filled(template, one.when)
            if one.is_html:
                quote = f'<blockquote type="cite"><div>{_as_html(one.ours)}</div></blockquote>'
                body = f'<div>{_as_html(one.own)}</div><div><br></div><div class="-x-evo-attribution">{line}</div>{quote}'
            else:
                body = f"{one.own}\n\n" + "\n".join(wrap(line, 71)) + "\n" + _signed(one.ours, 70)
            yield Case("evolution", body, one.is_html)

    return make


def _filled(template: str, when: datetime) -> str:
    values = {
        "AbbrevWeekdayName": in_words(when, "EEE", locale="fa"),
        "WeekdayName": in_words(when, "EEEE", locale="fa"),
        "Year": f"{when:%Y}",
        "Month": f"{when:%m}",
        "Day": f"{when:%d}",
        "24Hour": f"{when:%H}",
        "Minute": f"{when:%M}",
        "TimeZone": f"{when:%z}",
        "Sender": "پشتیبانی نمونه",
    }
    for name, value in values.items():
        template = template.replace("${" + name + "}", value)
    return template


def _geary(catalogue: gettext.GNUTranslations) -> Producer:
    template = catalogue.gettext("On %1$s, %2$s wrote:").replace("%1$s", "{0}").replace("%2$s", "{1}")

    def make(given: list[Written], chance: random.Random) -> Iterator[Case]:
        for one in given:
            shown = in_words(one.when, chance.choice(["d MMMM y HH:mm", "EEE، d MMM y، HH:mm"]), locale="fa")
            line = template.format(shown, "پشتیبانی نمونه <support@example.ir>")
            if one.is_html:
                body = f'<div>{_as_html(one.own)}</div><br/><br/>{escape(line)}<br/><br/><blockquote type="cite">'
                yield Case("geary", body + f"{_as_html(one.ours)}</blockquote>", True)
            else:
                yield Case("geary", f"{one.own}\n\n{line}\n\n" + _signed(one.ours, 74), False)

    return make


def _mutt(given: list[Written], chance: random.Random) -> Iterator[Case]:
    """Its default "On %d, %n wrote:", the date by the names of a Persian locale; plain text only."""
    for one in given:
        shown = in_words(one.when, "EEE, MMM dd, y 'at' HH:mm:ss", locale=chance.choice(["fa", "en"]))
        body = f"{one.own}\n\nOn {shown} {one.when:%z}, پشتیبانی نمونه wrote:\n" + _signed(one.ours, 2_000)
        yield Case("mutt", body, False)


def _signed(text: str, width: int) -> str:
    rows = [row for line in text.split("\n") for row in (wrap(line, width) or [""])]
    return "\n".join(f"> {row}".rstrip() for row in rows)


def _as_html(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")


def _store(place: Path, what: Written, case: Case, chance: random.Random) -> None:
    charset, transfer = chance.choice(CHARSETS)
    body = _fitting(case.body, charset)
    mark = chance.choice(BIDI)
    if mark and charset == "utf-8" and not case.is_html:
        body = "\n".join(
            mark + line if line and not line.startswith((">", "-- ")) else line for line in body.split("\n")
        )
    mail = EmailMessage(policy=SMTP.clone(cte_type="8bit"))
    mail["From"], mail["To"] = "ali@example.com", "support@example.ir"
    mail["Subject"], mail["Date"] = "Re: درخواست شما", format_datetime(what.when.astimezone(UTC))
    mail["Message-ID"] = f"<{place.name}@example.com>"
    mail.set_content(body, subtype="html" if case.is_html else "plain", charset=charset, cte=transfer)
    place.with_suffix(".eml").write_bytes(mail.as_bytes())
    truth = what.own.split("\n\n-- \n")[0].split("\n\nارسال‌شده از")[0].split("\n\nSent from")[0]
    place.with_suffix(".truth.txt").write_text(_fitting(truth, charset), encoding="utf-8")
    place.with_suffix(".sent.txt").write_text(what.ours, encoding="utf-8")


def _fitting(text: str, charset: str) -> str:
    """The text as a program that writes in this charset has it: Windows' Arabic has no ی of its own, nor our digits."""
    if charset == "utf-8":
        return text
    text = text.translate(str.maketrans("ی۰۱۲۳۴۵۶۷۸۹٬ٔ", "ي0123456789,ء"))
    return text.encode(charset, "replace").decode(charset)


if __name__ == "__main__":
    main()

"""What the terminal says when the demonstration is up: where to go, who one may be, in two languages."""

from typing import Final

from hamseda.demo import cast
from hamseda.demo.arrangement import support_address
from hamseda.settings import Settings

OUTGOING: Final = "outgoing"
RULE: Final = "─" * 72
PLAYED: Final = ("mina", "farid", "arash", "mahsa", "shahram", "kamran", "anbar", "bazres")


def welcome(settings: Settings, *, live: bool) -> str:
    """Addresses and logins of the demonstration, Persian first."""
    people = {one.key: one for one in cast.EVERYBODY}
    shown = [people[key] for key in PLAYED]
    return "\n".join(
        [
            RULE,
            "هم‌صدا · فروشگاه مهر",
            *_addresses(settings, "fa", live=live),
            f"  رمز همه: {cast.PASSWORD}  (در صفحه‌ی ورود، با یک کلیک به هر نقش درمی‌آیید)",
            *(f"    {one.email:<24} {one.title_fa}" for one in shown),
            "",
            "Hamseda · Mehr Shop",
            *_addresses(settings, "en", live=live),
            f"  Everybody's password: {cast.PASSWORD}  (or one click on the log-in page)",
            *(f"    {one.email:<24} {one.title_en}" for one in shown),
            "",
            "Ctrl-C ends everything. · با Ctrl-C همه چیز بسته می‌شود.",
            RULE,
        ]
    )


def _addresses(settings: Settings, locale: str, *, live: bool) -> list[str]:
    base, mail = settings.base_url, support_address(settings)
    lmtp = f"{settings.lmtp_host}:{settings.lmtp_port}"
    smtp = f"{settings.smtp_host}:{settings.smtp_port}"
    if locale == "fa":
        out = f"ایمیل‌های بیرون‌رو به {smtp} می‌روند." if settings.smtp_host else (
            f"ایمیل‌های بیرون‌رو در این پوشه می‌مانند: {settings.data_folder / OUTGOING}"
        )  # fmt: skip
        crowd = "مشتریان نمایشی هر ۱۵ ثانیه می‌آیند؛ با hamseda demo --pause یا از صفحه‌ی فروشگاه می‌مانند." if live else (
            "با --live مشتریان نمایشی هم می‌آیند."
        )  # fmt: skip
        return [
            f"  میز کار: {base}/desk/",
            f"  فروشگاه و گفتگو: {base}/shop",
            f"  ایمیل {mail} از راه LMTP به {lmtp} می‌رسد.",
            f"  {out}",
            f"  {crowd}",
        ]
    out = f"Outgoing mail goes to {smtp}." if settings.smtp_host else (
        f"Outgoing mail is kept in {settings.data_folder / OUTGOING} (HAMSEDA_SMTP_HOST lets it out)."
    )  # fmt: skip
    crowd = "Simulated customers come every 15 s; `hamseda demo --pause` or the shop page pauses them." if live else (
        "With --live, simulated customers come too."
    )  # fmt: skip
    return [
        f"  Desk:             {base}/desk/",
        f"  Shop with chat:   {base}/shop",
        f"  Mail to {mail} comes in by LMTP at {lmtp}.",
        f"  {out}",
        f"  {crowd}",
    ]

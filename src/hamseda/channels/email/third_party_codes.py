"""Mails by which other services check who owns an address (codes, links to confirm, to set a new password). Pure.

Whoever signs up somewhere with our address makes such a service write to us; its code must never reach a customer.
Told by three things together, so that a customer who writes about a code is not one: words, a code or a link, and a
sender that is a program's.
"""

import re
from collections.abc import Sequence
from typing import Final

MOST_TEXT: Final = 10_000
_WORDS: Final = re.compile(
    r"""verif(?:y|ication|ier)\s+(?:code|your|pin|email|e-mail|address|account|link)|(?:security|login|log-?in|sign-?in|access|
    confirmation|one[- ]?time|authentication|auth|activation|validation|2fa|two[- ]factor)\s+(?:code|pass(?:word|code)|pin|
    link|token)|confirm\s+(?:your|this|the)\s+(?:e-?mail|address|account|identity|subscription|registration)|
    activate\s+your\s+account|(?:reset|change|forgot(?:ten)?|recover|restore)\s+(?:your\s+|the\s+)?(?:account\s+)?password|
    password\s+(?:reset|recovery)|magic\s+link|\botp\b|verify\s+it'?s\s+you|
    complete\s+(?:your\s+)?(?:sign[- ]?up|registration)|
    code\s+de\s+(?:vérification|sécurité)|bestätigungscode|código\s+de\s+verificación|код\s+подтверждения|doğrulama\s+kodu|
    رمز\s*التحقق|كود\s*التحقق|
    (?:کد|كد|رمز)[\s\u200c]*(?:تأیید|تایید|فعال[\s\u200c]*سازی|ورود|امنیتی|یک[\s\u200c]*بار[\s\u200c]*مصرف|یکبار[\s\u200c]*مصرف|پویا|عبور\s*موقت)|
    (?:تأیید|تایید)[\s\u200c]*(?:ایمیل|نشانی|آدرس|حساب|پست|ثبت[\s\u200c]*نام)|فعال[\s\u200c]*سازی[\s\u200c]*(?:حساب|ایمیل)|
    (?:بازیابی|بازنشانی|تغییر|فراموشی)[\s\u200c]*(?:رمز|گذرواژه|کلمه|پسورد)|(?:پیوند|لینک)[\s\u200c]*(?:ورود|تأیید|تایید|فعال)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CODE: Final = re.compile(
    r"(?<![\w۰-۹٠-٩/.,:+-])(?:[0-9۰-۹٠-٩]{4,8}|[0-9]{3}[ -][0-9]{3}|[A-Z0-9]{4}-[A-Z0-9]{4}|[A-Z]{1,3}-[0-9]{4,8}"
    r"|(?=[A-Z0-9]{6,8}\b)[A-Z]*[0-9][A-Z0-9]*)(?![\w۰-۹٠-٩/-])"
)
_LINK: Final = re.compile(r"https?://[^\s<>\"']{12,}", re.IGNORECASE)
_PROGRAM: Final = re.compile(
    r"(?:[\w.+-]*(?:no-?_?\.?reply|donotreply|do-not-reply|not-?reply|notif|verif|confirm|security|accounts?|signup|sign-?in|"
    r"login|auth|otp|passw|mailer|daemon|bounce|automat|system|robot|alerts?|service)[\w.+-]*)$",
    re.IGNORECASE,
)


def is_code_of_others(
    subject: str, text: str, html: str, senders: Sequence[str], *, is_automatic: bool, answers: bool
) -> bool:
    """Whether such a service wrote. `answers`: it names a mail that it answers, which they never do."""
    if answers or not senders:
        return False
    is_program = is_automatic or any(_PROGRAM.match(one.rpartition("@")[0]) for one in senders)
    said = f"{subject}\n{text[:MOST_TEXT]}"
    if not is_program or not _WORDS.search(said):
        return False
    return bool(_CODE.search(said) or _LINK.search(said) or "href=" in html[: MOST_TEXT * 4])

"""Somebody who writes a mail; it arrives by LMTP as a border mail server would hand it on."""

import smtplib
from email.message import EmailMessage
from email.utils import make_msgid

from hamseda.demo.actors.wire import orders, tell


def main() -> None:
    wanted = orders()
    mail = EmailMessage()
    if wanted.get("authentication_results"):
        mail["Authentication-Results"] = wanted["authentication_results"]
    mail["From"] = f"{wanted['name']} <{wanted['sender']}>"
    mail["To"] = wanted["recipient"]
    mail["Subject"] = wanted["subject"]
    mail["Message-ID"] = make_msgid(domain="example.com")
    mail.set_content(wanted["text"])
    with smtplib.LMTP(wanted["host"], wanted["port"], timeout=20) as server:
        refused = server.send_message(mail, wanted["sender"], [wanted["recipient"]])
    tell(saw="accepted", refused=len(refused))


if __name__ == "__main__":
    main()

"""The mail server of the world outside: takes what the product sends and tells what arrived."""

import asyncio
import email
import email.policy
import signal

from aiosmtpd.smtp import SMTP, Envelope, Session

from hamseda.demo.actors.wire import tell


class Taker:
    """Accepts every mail and tells its heads and text."""

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd's name
        content = (
            envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        )
        mail = email.message_from_bytes(content, policy=email.policy.default)
        body = mail.get_body(("plain",))
        tell(
            saw="mail",
            to=envelope.rcpt_tos,
            subject=str(mail["subject"]),
            reply_to=str(mail["reply-to"] or ""),
            sender=str(mail["from"]),
            text=body.get_content() if body else "",
            message_id=str(mail["message-id"]),
        )
        return "250 taken"


async def main() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Taker(), enable_SMTPUTF8=True), "127.0.0.1", 0)
    tell(saw="listening", port=server.sockets[0].getsockname()[1])
    stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(main())

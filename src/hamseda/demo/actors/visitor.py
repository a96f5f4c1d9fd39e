"""A visitor of the web site: logged in there, opens the chat, writes, waits for an answer.

Speaks only the public widget protocol; imports nothing of the product but the wire to its starter.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import time
import uuid
from typing import Any

import httpx
import websockets

from hamseda.demo.actors.wire import orders, tell


def identity_token(secret: str, claims: dict[str, Any]) -> str:
    """A JWT as any site would make it (HS256)."""

    def part(content: dict[str, Any]) -> bytes:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=")

    head = part({"alg": "HS256", "typ": "JWT"}) + b"." + part(claims)
    signature = hmac.digest(secret.encode(), head, hashlib.sha256)
    return (head + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


async def main() -> None:
    wanted = orders()
    base = wanted["base"]
    now = int(time.time())
    token = identity_token(
        wanted["secret"],
        {
            "sub": wanted["sub"],
            "iat": now,
            "exp": now + 300,
            "name": wanted["name"],
            "email": wanted["email"],
            "email_verified": True,
        },
    )
    async with httpx.AsyncClient(base_url=base, timeout=20) as http:
        answer = await http.post(f"/widget/v1/{wanted['key']}/visit", json={"identity_token": token})
        answer.raise_for_status()
        visit = answer.json()
    tell(saw="visit", verified=visit["verified"])
    url = f"{base.replace('http', 'ws', 1)}/widget/v1/chat?token={visit['visitor_token']}&after=0"
    async with websockets.connect(url) as socket:
        await socket.send(
            json.dumps(
                {
                    "t": "start",
                    "context": {
                        "pages": [
                            {"url": f"{base}/shop/bag", "title": wanted["page"], "at": None, "seconds": 42}
                        ],
                        "device": {"kind": "phone", "os": "Android", "browser": "Chrome"},
                    },
                }
            )
        )
        message_id = str(uuid.uuid4())
        await socket.send(
            json.dumps({"t": "message", "id": message_id, "text": wanted["text"], "attachments": []})
        )
        await _listen(socket, wanted, message_id)


async def _listen(socket: Any, wanted: dict[str, Any], message_id: str) -> None:
    async with asyncio.timeout(wanted["seconds"]):
        async for raw in socket:
            frame = json.loads(raw)
            if frame["t"] == "ack" and frame["id"] == message_id:
                tell(saw="ack")
            elif frame["t"] == "wait":
                tell(saw="wait", place=frame["place"])
            elif frame["t"] == "refused":
                tell(saw="refused", code=frame["code"], message=frame["message"])
                return
            elif frame["t"] == "message" and frame["direction"] == "outbound":
                tell(saw="answer", text=frame["text"], by=frame["author_name"])
                if frame["text"] == wanted["until"]:
                    return


if __name__ == "__main__":
    asyncio.run(main())

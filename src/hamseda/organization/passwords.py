"""Passwords: argon2 in threads of its own, and the same work whether or not the user exists."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hamseda.kit.problem import Invalid

LEAST_CHARACTERS: Final = 10
MOST_CHARACTERS: Final = 512
HASHER: Final = PasswordHasher()
# One hash takes 64 MiB: more threads would let a crowd at the door take the machine's memory.
_threads: Final = ThreadPoolExecutor(2, thread_name_prefix="argon2")
# Compared with where there is no password, so that the time does not tell who exists.
_nobody: Final = HASHER.hash("nobody")


async def hash_password(password: str) -> str:
    """Hash a password for storing."""
    return await asyncio.get_running_loop().run_in_executor(_threads, HASHER.hash, password)


async def is_password(stored: str | None, password: str) -> bool:
    """Compare with the stored hash; takes as long, and says no, where there is none."""
    matches = await asyncio.get_running_loop().run_in_executor(_threads, _verify, stored or _nobody, password)
    return matches and stored is not None


def check_new_password(password: str, *known: str) -> None:
    """Refuse a password that is short, endless, one letter, or known of the person (`known`)."""
    if not LEAST_CHARACTERS <= len(password) <= MOST_CHARACTERS:
        raise Invalid.field(
            "password",
            "password_length",
            f"The password needs {LEAST_CHARACTERS} to {MOST_CHARACTERS} characters.",
        )
    plain = password.casefold()
    if len(set(plain)) < 4 or any(plain in {word.casefold(), word.casefold()[::-1]} for word in known):
        raise Invalid.field(
            "password", "password_weak", "The password is too easy to guess: choose another one."
        )


def _verify(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False

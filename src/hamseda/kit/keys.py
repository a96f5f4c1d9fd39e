"""Keys of this installation: one secret in a file, one derived key for each use."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12


class Keys:
    """Derives a key for each use from the installation's secret."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 32:
            raise ValueError("The installation's secret must have at least 32 bytes.")
        self._secret = secret
        self._derived: dict[str, bytes] = {}

    def key(self, use: str) -> bytes:
        """The 32-byte key for one named use."""
        if use not in self._derived:
            self._derived[use] = HKDF(SHA256(), 32, salt=None, info=f"hamseda:{use}".encode()).derive(
                self._secret
            )
        return self._derived[use]

    def sign(self, use: str, content: bytes) -> bytes:
        """HMAC-SHA256 of `content`, 32 bytes."""
        return hmac.digest(self.key(use), content, "sha256")

    def seal(self, use: str, clear: bytes, bound_to: bytes) -> bytes:
        """Encrypt (AES-256-GCM), bound to a context that must be given again to open it."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self.key(use)).encrypt(nonce, clear, bound_to)

    def open(self, use: str, sealed: bytes, bound_to: bytes) -> bytes:
        """Decrypt what `seal` made; raises `cryptography.exceptions.InvalidTag` on any change."""
        return AESGCM(self.key(use)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)


def load_keys(folder: Path) -> Keys:
    """Read the secret of this installation, making it on the first start (file mode 0600)."""
    file = folder / "secret.key"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return Keys(file.read_bytes())
    with os.fdopen(descriptor, "wb") as out:
        out.write(secrets.token_bytes(32))
        out.flush()
        os.fsync(out.fileno())
    return Keys(file.read_bytes())


def digest(token: str) -> bytes:
    """What is stored instead of a random token: its SHA-256 (tokens have full entropy, no salt is needed)."""
    return hashlib.sha256(token.encode()).digest()


def new_token() -> str:
    """A random token of 256 bits, URL-safe."""
    return secrets.token_urlsafe(32)

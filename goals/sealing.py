"""Free text that can be erased: sealed under a key per subject, the keys kept apart from the log."""

from collections.abc import Callable
from os import urandom

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Struct

NONCE_BYTES = 12
KEY_BYTES = 32


class Sealed(Struct, frozen=True, kw_only=True):
    """Text encrypted with AES-256-GCM under `subject`'s key; `subject` is authenticated with it."""

    subject: str
    nonce: bytes
    ciphertext: bytes


Text = str | Sealed


class Erased(Exception):
    """The subject's key was destroyed, or is not the one that sealed this."""


def seal(text: str, *, subject: str, key: bytes, nonce: Callable[[int], bytes] = urandom) -> Sealed:
    drawn = nonce(NONCE_BYTES)
    return Sealed(subject=subject, nonce=drawn, ciphertext=AESGCM(key).encrypt(drawn, text.encode(), subject.encode()))


def unseal(sealed: Sealed, *, key: bytes) -> str:
    """The text. Raises Erased if `key` does not open it."""
    try:
        opened = AESGCM(key).decrypt(sealed.nonce, sealed.ciphertext, sealed.subject.encode())
    except InvalidTag:
        raise Erased(sealed.subject) from None
    return opened.decode()


def new_key() -> bytes:
    return urandom(KEY_BYTES)

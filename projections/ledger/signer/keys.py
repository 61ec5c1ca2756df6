"""The private keys: one, or two while one follows the other. Each is a file that only the signer's user can read."""

import stat
from base64 import b64decode, b64encode
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from goals.errors import Refused
from goals.ledger.notes import ED25519, VerifierKey, signed
from projections.ledger.signer.home import Home, HomeUnusable, synced, written

PRIVATE = ".pem"
PUBLIC = ".pub"
RETIRED = ".retired"
FIRST = "key-1"
OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeysNotSo(Refused):
    """Keys are exchanged one after the other: a new one is added before the old one is retired."""


def signing(home: Home) -> list[Ed25519PrivateKey]:
    """Those that sign, the oldest first; one is made where nothing was ever signed here. Raises HomeUnusable."""
    found = [_private(path) for path in _files(home, PRIVATE)]
    if found:
        return found
    if home.is_in_use or _files(home, PUBLIC):
        raise HomeUnusable(f"The private key is not in {home.keys}, and was there before: put it back.")
    return [_made(home, FIRST)]


def public(home: Home) -> list[bytes]:
    """The public halves of the keys that sign, the oldest first; it is not looked into the private ones."""
    return [_decoded(path) for path in _files(home, PUBLIC) if path.with_suffix(PRIVATE).exists()]


def retired(home: Home) -> list[bytes]:
    """The public halves of keys that signed once: who was killed while one was retired may have left it its name."""
    ended = [path for path in _files(home, PUBLIC) if not path.with_suffix(PRIVATE).exists()]
    return [_decoded(path) for path in (*_files(home, RETIRED), *ended)]


def known(home: Home) -> list[bytes]:
    """The public halves of all that ever signed here."""
    return [*public(home), *retired(home)]


def named(raw: bytes, origin: str) -> VerifierKey:
    return VerifierKey(name=origin, type=ED25519, public=raw)


def sign(home: Home, text: str, names: Sequence[str]) -> str:
    """A note, signed by each key under each of the names. Raises HomeUnusable."""
    private = signing(home)
    return str(signed(text, [(name, each) for name in names for each in private]))


def rotate(home: Home) -> bytes:
    """Add a key: from now on both sign. The new one's public half. Raises KeysNotSo where there are two already."""
    if len(signing(home)) > 1:
        raise KeysNotSo("Two keys sign already: retire the old one first.")
    newest = max(_number(path) for suffix in (PUBLIC, RETIRED) for path in _files(home, suffix))
    return _raw(_made(home, f"key-{newest + 1}"))


def retire(home: Home) -> bytes:
    """End the older of two keys: its private half is removed. Its public half. Raises KeysNotSo where there is one."""
    if len(signing(home)) < 2:
        raise KeysNotSo("Only one key signs: add another first, with `goalpost ledger rotate`.")
    private = _files(home, PRIVATE)[0]
    path = private.with_suffix(PUBLIC)
    ended = _decoded(path)
    private.unlink()
    synced(home.keys)
    path.rename(path.with_suffix(RETIRED))
    synced(home.keys)
    return ended


def _files(home: Home, suffix: str) -> list[Path]:
    return sorted(home.keys.glob(f"key-*{suffix}"), key=_number)


def _decoded(path: Path) -> bytes:
    try:
        return b64decode(path.read_text())
    except (OSError, ValueError) as error:
        raise HomeUnusable(f"{path} cannot be read: {error}.") from None


def _number(path: Path) -> int:
    return int(path.stem.removeprefix("key-"))


def _made(home: Home, name: str) -> Ed25519PrivateKey:
    made = Ed25519PrivateKey.generate()
    written(home.keys / f"{name}{PRIVATE}", made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    _publish(home.keys / f"{name}{PUBLIC}", made)
    return made


def _private(path: Path) -> Ed25519PrivateKey:
    if path.stat().st_mode & OTHERS:
        raise HomeUnusable(f"{path} can be read by others than its owner: run `chmod 600 {path}`.")
    try:
        found = load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        found = None
    except OSError as error:
        raise HomeUnusable(f"{path} cannot be read: {error.strerror}.") from None
    if not isinstance(found, Ed25519PrivateKey):
        raise HomeUnusable(f"{path} is no private key of Ed25519.")
    if not path.with_suffix(PUBLIC).exists():
        _publish(path.with_suffix(PUBLIC), found)
    return found


def _publish(path: Path, private: Ed25519PrivateKey) -> None:
    written(path, b64encode(_raw(private)) + b"\n")


def _raw(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes_raw()

"""Signed notes as C2SP has them: a text, and lines of Ed25519 signatures by keys that are known by name.

A verifier key is `name+id+key`: the id is the first four bytes of SHA-256 over name, newline, type and public key.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = 1
COSIGNATURE = 4
"""Types of signatures: of the text itself, and of a witness that says when it saw it."""
ID_BYTES = 4
KEY_BYTES = 32
SIGNATURE_BYTES = 64
TIME_BYTES = 8
DASH = "\u2014 "
MOST_SIGNATURES = 64


class NoteUnusable(ValueError):
    """It is no signed note, or no key of one."""


@dataclass(frozen=True, kw_only=True)
class VerifierKey:
    """Whose signatures are believed. `public` are 32 bytes."""

    name: str
    type: int
    public: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.type]) + self.public).digest()[:ID_BYTES]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(bytes([self.type]) + self.public).decode()}"


@dataclass(frozen=True, kw_only=True)
class Signature:
    """A line below a note's text. `signed` follows the key's id."""

    name: str
    id: bytes
    signed: bytes

    def __str__(self) -> str:
        return f"{DASH}{self.name} {b64encode(self.id + self.signed).decode()}\n"


@dataclass(frozen=True, kw_only=True)
class Note:
    """`text` ends with a newline."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(map(str, self.signatures))


@dataclass(frozen=True, kw_only=True)
class Verified:
    """By which key; `time` is what a witness says, in seconds since 1970, None of others."""

    key: VerifierKey
    time: int | None


def verifier_key(text: str) -> VerifierKey:
    """Raises NoteUnusable."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3 or not _is_name(parts[0]):
        raise NoteUnusable(f"{text.strip()[:80]!r} is no verifier key: it has the form name+id+key.")
    material = _decoded(parts[2], "A verifier key")
    if len(material) != 1 + KEY_BYTES or material[0] not in (ED25519, COSIGNATURE):
        raise NoteUnusable(f"The key {parts[0]} is not of a type that is known here: Ed25519, or a witness's of it.")
    key = VerifierKey(name=parts[0], type=material[0], public=material[1:])
    if key.id.hex() != parts[1]:
        raise NoteUnusable(f"The id of the key {key.name} is {key.id.hex()}, not {parts[1][:20]}.")
    return key


def public_key(private: Ed25519PrivateKey, name: str, *, type: int = ED25519) -> VerifierKey:
    return VerifierKey(name=name, type=type, public=private.public_key().public_bytes_raw())


def signed(text: str, keys: Iterable[tuple[str, Ed25519PrivateKey]]) -> Note:
    """`text` signed by each of the keys, under the names given."""
    assert text.endswith("\n") and "\n\n" not in text, "a note's text is lines, none of them empty"
    return Note(text=text, signatures=tuple(_signature(text, name, key) for name, key in keys))


def _signature(text: str, name: str, key: Ed25519PrivateKey) -> Signature:
    return Signature(name=name, id=public_key(key, name).id, signed=key.sign(text.encode()))


def note(text: str) -> Note:
    """Raises NoteUnusable."""
    body, blank, below = text.rpartition("\n\n")
    lines = below.split("\n")
    if not blank or lines.pop() != "" or not lines or not is_text(text):
        raise NoteUnusable("It is no signed note: a text, an empty line, and lines with signatures.")
    if len(lines) > MOST_SIGNATURES:
        raise NoteUnusable(f"It has {len(lines)} signatures: at most {MOST_SIGNATURES} are looked at.")
    return Note(text=body + "\n", signatures=tuple(map(_line, lines)))


def verified(found: Note, keys: Sequence[VerifierKey]) -> list[Verified]:
    """The keys that signed it; others' signatures are passed over.

    Raises NoteUnusable where a signature under a known key is not that key's.
    """
    known = {(key.name, key.id): key for key in keys}
    ours = ((known.get((each.name, each.id)), each) for each in found.signatures)
    return [_verified(found.text, key, each) for key, each in ours if key is not None]


def _verified(text: str, key: VerifierKey, signature: Signature) -> Verified:
    told, time = text.encode(), None
    bare = signature.signed
    if key.type == COSIGNATURE:
        time, bare = int.from_bytes(bare[:TIME_BYTES]), bare[TIME_BYTES:]
        told = f"cosignature/v1\ntime {time}\n".encode() + told
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(bare, told)
    except InvalidSignature:
        raise NoteUnusable(f"The signature under the name {key.name} is not by that key.") from None
    return Verified(key=key, time=time)


def _line(line: str) -> Signature:
    name, _, encoded = line.removeprefix(DASH).partition(" ")
    material = _decoded(encoded, "A signature")
    if not line.startswith(DASH) or not _is_name(name) or len(material) <= ID_BYTES:
        raise NoteUnusable(f"{line[:80]!r} is no line of a signature.")
    return Signature(name=name, id=material[:ID_BYTES], signed=material[ID_BYTES:])


def is_text(text: str) -> bool:
    """Lines that can be written down in UTF-8: what JSON calls text may hold halves of characters, which cannot."""
    return not any((each < " " and each != "\n") or "\ud800" <= each <= "\udfff" for each in text)


def _is_name(name: str) -> bool:
    return name != "" and "+" not in name and is_text(name) and not any(each.isspace() for each in name)


def _decoded(text: str, what: str) -> bytes:
    try:
        found = b64decode(text, validate=True)
    except ValueError:
        raise NoteUnusable(f"{what} is not written in base64.") from None
    if b64encode(found).decode() != text:
        raise NoteUnusable(f"{what} is not written in base64.")
    return found

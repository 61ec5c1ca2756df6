#!/usr/bin/env python3
"""Verify a Goalpost bundle or receipt, offline: python -I goalpost_verify.py BUNDLE --key FILE|VKEY

It needs Python 3.11 or newer and the package `cryptography`; no network, no database, nothing else of Goalpost.
Made by `goalpost ledger verifier` from the modules below, which are word for word those that Goalpost itself runs.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    print("Python 3.11 or newer is needed.", file=sys.stderr)
    sys.exit(2)
if __name__ == "__main__":
    # What lies beside this file, among downloads say, must not be taken for a part of Python. -I leaves it out, too.
    if not sys.flags.safe_path:
        del sys.path[0]
    sys.path[:] = [path for path in sys.path if path]

import types  # noqa: E402

MODULES = {}

MODULES["goals.ledger.notes"] = r'''
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
'''

MODULES["goals.ledger.leaf"] = r'''
"""The hash of a stored event: what the Merkle tree is built over.

The leaf is a framed header and the SHA-256 of the stored state, hashed as in RFC 6962 (a zero byte first). The header,
big-endian: format tag (8 bytes), workspace (16), position (8), stream (16), version (8), recorded_at in µs (8),
length of the topic (2), topic.
"""

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from struct import Struct

FORMAT = b"GPLEAF\x00\x01"
_FRAME = Struct(">x8s16sQ16sQqH")
"""With the zero byte that stands before all."""
_DASHES = slice(8, 24, 5)


def leaf_hash(
    *,
    workspace_id: str,
    position: int,
    stream_id: str,
    version: int,
    recorded_at_us: int,
    topic: str,
    state: bytes,
) -> bytes:
    """32 bytes. The ids are UUIDs in text.

    Raises ValueError where one is in another form than it is written in: no two texts have one leaf.
    """
    return leaf_of(
        workspace_id=workspace_id,
        position=position,
        stream_id=stream_id,
        version=version,
        recorded_at_us=recorded_at_us,
        topic=topic,
        digest=sha256(state).digest(),
    )


def leaf_of(
    *, workspace_id: str, position: int, stream_id: str, version: int, recorded_at_us: int, topic: str, digest: bytes
) -> bytes:
    """The same, where no more than the SHA-256 of the state is known."""
    return leaf(raw_id(workspace_id), position, stream_id, version, recorded_at_us, topic.encode(), digest)


def leaf(
    workspace: bytes, position: int, stream_id: str, version: int, recorded_at_us: int, topic: bytes, digest: bytes
) -> bytes:
    """The same for who computes a million of them: `workspace` is the raw id."""
    header = _FRAME.pack(FORMAT, workspace, position, raw_id(stream_id), version, recorded_at_us, len(topic))
    return sha256(header + topic + digest).digest()


def leaf_anywhere(
    *, workspace_id: str, stream_id: str, version: int, recorded_at_us: int, topic: str, digest: bytes
) -> Callable[[int], bytes]:
    """The leaf by position, of an event whose place is sought among many. Raises ValueError as the others do."""
    name = topic.encode()
    header = _FRAME.pack(FORMAT, raw_id(workspace_id), 0, raw_id(stream_id), version, recorded_at_us, len(name))
    before, after = header[:25], header[33:] + name + digest
    return lambda position: sha256(before + position.to_bytes(8) + after).digest()


@lru_cache(1 << 10)
def raw_id(identity: str) -> bytes:
    """16 bytes. Raises ValueError as `leaf_hash` does."""
    digits = identity.replace("-", "")
    raw = bytes.fromhex(digits)
    if raw.hex() != digits or len(digits) != 32 or len(identity) != 36 or identity[_DASHES] != "----":
        raise ValueError(f"{identity!r} is not the text of a UUID")
    return raw
'''

MODULES["goals.ledger.merkle"] = r'''
"""Merkle trees as in RFC 6962: roots, and proofs that a leaf is in one, or that one tree goes on where another ended.

A tree of `size` leaves is cut where its left part is the largest full one. A full subtree of 2^level leaves is named by
its level and its index on that level, leaves being level 0. Hashes are 32 bytes of SHA-256.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()
"""The root of a tree without leaves."""

Subtree = tuple[int, int]
"""Level and index."""
Span = tuple[int, int]
"""Leaves from the first to before the last, counted from 0."""


def joined(left: bytes, right: bytes) -> bytes:
    """The hash of the subtree that has these two below it."""
    return sha256(b"\x01" + left + right).digest()


class Growing:
    """A tree that leaves are appended to, of which only the largest full subtrees are kept: at most one a level."""

    def __init__(self, size: int = 0, subtrees: Iterable[bytes] = ()) -> None:
        """`subtrees` are those that `full(0, size)` names."""
        self.size = size
        self._subtrees = list(subtrees)
        assert len(self._subtrees) == size.bit_count(), f"{size} leaves are {size.bit_count()} full subtrees"

    def append(self, leaf: bytes) -> None:
        node, size = leaf, self.size
        while size & 1:
            node = sha256(b"\x01" + self._subtrees.pop() + node).digest()
            size >>= 1
        self._subtrees.append(node)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """The same for many, a level of the tree after the other."""
        nodes, old, alone = list(leaves), self.size, []
        self.size += len(nodes)
        while nodes:
            if old & 1:
                nodes.insert(0, self._subtrees.pop())
            if len(nodes) & 1:
                alone.append(nodes.pop())
            nodes = list(map(joined, nodes[::2], nodes[1::2]))
            old >>= 1
        self._subtrees += reversed(alone)

    @property
    def subtrees(self) -> tuple[bytes, ...]:
        return tuple(self._subtrees)

    def root(self) -> bytes:
        return folded(self._subtrees)

    def copy(self) -> "Growing":
        return Growing(self.size, self._subtrees)


def folded(subtrees: Sequence[bytes]) -> bytes:
    """The root above neighbouring full subtrees, each smaller than the one before."""
    if not subtrees:
        return EMPTY
    root = subtrees[-1]
    for each in reversed(subtrees[:-1]):
        root = joined(each, root)
    return root


def root(leaves: Iterable[bytes]) -> bytes:
    tree = Growing()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def full(first: int, last: int) -> list[Subtree]:
    """The largest full subtrees that together hold the leaves from `first` to before `last`."""
    found = []
    while first < last:
        level = min((last - first).bit_length() - 1, (first & -first).bit_length() - 1 if first else 64)
        found.append((level, first >> level))
        first += 1 << level
    return found


def inclusion(index: int, size: int) -> list[Span]:
    """The parts of the tree whose roots prove that leaf `index` is in it, from the leaf upwards.

    Raises ValueError if there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size}")
    found: list[Span] = []
    first, last = 0, size
    while last - first > 1:
        middle = first + _left(last - first)
        if index < middle:
            found.append((middle, last))
            last = middle
        else:
            found.append((first, middle))
            first = middle
    return found[::-1]


def consistency(old: int, size: int) -> list[Span]:
    """The parts whose roots prove that the tree of `size` leaves begins with the tree of `old`; none for the same one.

    Raises ValueError if `old` is 0, or greater than `size`.
    """
    if not 0 < old <= size:
        raise ValueError(f"a tree of {size} is not proved to go on from one of {old}")
    found: list[Span] = []
    first, last = 0, size
    while old < last:
        middle = first + _left(last - first)
        if old <= middle:
            found.append((middle, last))
            last = middle
        else:
            found.append((first, middle))
            first = middle
    return ([(first, last)] if first > 0 else []) + found[::-1]


def root_by_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root of the tree in which `proof` shows the leaf at `index`: to be compared with one that is trusted.

    Raises ValueError where the proof has not as many hashes as it needs.
    """
    node = leaf
    for (first, _), sibling in _matched(inclusion(index, size), proof):
        node = joined(sibling, node) if first < index else joined(node, sibling)
    return node


def root_by_consistency(old: int, size: int, old_root: bytes, proof: Sequence[bytes]) -> bytes:
    """The root of the tree of `size` leaves that `proof` shows to begin with the tree of `old`.

    Raises ValueError where the proof has not as many hashes as it needs, or does not show `old_root`.
    """
    steps = _matched(consistency(old, size), proof)
    before = after = old_root
    if steps and steps[0][0][1] == old:
        before = after = steps.pop(0)[1]
    for (first, _), sibling in steps:
        after = joined(sibling, after) if first < old else joined(after, sibling)
        before = joined(sibling, before) if first < old else before
    if before != old_root:
        raise ValueError(f"the proof begins with another tree of {old}")
    return after


def _matched(spans: Sequence[Span], proof: Sequence[bytes]) -> list[tuple[Span, bytes]]:
    if len(proof) != len(spans):
        raise ValueError(f"the proof has {len(proof)} hashes, and needs {len(spans)}")
    return list(zip(spans, proof, strict=True))


def _left(size: int) -> int:
    """The largest power of two below `size`, at least 2."""
    return 1 << (size - 1).bit_length() - 1
'''

MODULES["goals.ledger.proof"] = r'''
"""A proof that an event is in the log, as one file that is checked offline: C2SP's tlog-proof.

It has the index of the leaf, the hashes from there up, and the checkpoint they lead to. Who checks it computes the hash
of the leaf from the event.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass

HEAD = "c2sp.org/tlog-proof@v1"
HASH_BYTES = 32
MOST_HASHES = 63
MOST_DIGITS = 18
EXTRA, INDEX = "extra ", "index "


class ProofUnusable(ValueError):
    """It is no tlog-proof."""


@dataclass(frozen=True, kw_only=True)
class TlogProof:
    """`note` is the signed checkpoint, verbatim; `extra` is what nobody signed."""

    index: int
    hashes: tuple[bytes, ...]
    note: str
    extra: bytes | None = None

    def __str__(self) -> str:
        extra = [] if self.extra is None else [EXTRA + b64encode(self.extra).decode()]
        hashes = [b64encode(each).decode() for each in self.hashes]
        return "\n".join([HEAD, *extra, f"{INDEX}{self.index}", *hashes, "", self.note])


def tlog_proof(text: str) -> TlogProof:
    """Raises ProofUnusable. The checkpoint is not looked at."""
    above, blank, note = text.partition("\n\n")
    head, *lines = above.split("\n")
    if head != HEAD or not blank or not note or not lines:
        raise ProofUnusable(f"It is no proof: it begins with {HEAD}, and a checkpoint follows an empty line.")
    extra = _decoded(lines.pop(0).removeprefix(EXTRA)) if lines[0].startswith(EXTRA) else None
    if not lines or not lines[0].startswith(INDEX):
        raise ProofUnusable("The index of the leaf is missing.")
    return TlogProof(index=_index(lines[0].removeprefix(INDEX)), hashes=_hashes(lines[1:]), note=note, extra=extra)


def _index(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    if not is_number or text != str(int(text)):
        raise ProofUnusable(f"The index of a leaf is a number, not {text[:40]!r}.")
    return int(text)


def _hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    found = tuple(map(_decoded, lines))
    if len(found) > MOST_HASHES or any(len(each) != HASH_BYTES for each in found):
        raise ProofUnusable(f"A proof has up to {MOST_HASHES} hashes of {HASH_BYTES} bytes.")
    return found


def _decoded(text: str) -> bytes:
    try:
        found = b64decode(text, validate=True)
    except ValueError:
        raise ProofUnusable(f"{text[:80]!r} is not written in base64.") from None
    if b64encode(found).decode() != text:
        raise ProofUnusable(f"{text[:80]!r} is not written in base64.")
    return found
'''

MODULES["goals.ledger.sampling"] = r'''
"""A sample of changes that nobody chose: drawn from strata, by a seed and the leaf hashes of what could be drawn.

A stratum is a month of recording. It is hashed into the leaf, so whoever exports cannot choose it; by what a change did
to its goal he could, since that follows from events which are not in a sample. Whoever has the seed and the log draws
the same sample again.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from heapq import heappush, heappushpop
from typing import NamedTuple

METHOD = "stratified-by-month/v1"
"""One to each stratum while there are enough, the rest in proportion; within a stratum by SHA-256 of seed and leaf."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Member(NamedTuple):
    """What can be drawn: an event's position, its leaf hash, and its stratum."""

    position: int
    leaf: bytes
    stratum: str


def stratum_of(recorded_at_us: int) -> str:
    """The month in UTC, as `2026-11`. Raises OverflowError."""
    recorded_at = _EPOCH + timedelta(microseconds=recorded_at_us)
    return f"{recorded_at.year:04d}-{recorded_at.month:02d}"


def line(member: Member) -> bytes:
    """What the hash of a population is of: a line of each member, in the order of positions."""
    return b"%d %s %s\n" % (member.position, member.leaf.hex().encode(), member.stratum.encode())


def population_hash(population: Iterable[Member]) -> str:
    """SHA-256 in hex."""
    digest = sha256()
    for member in population:
        digest.update(line(member))
    return digest.hexdigest()


def allocated(populations: Mapping[str, int], size: int) -> dict[str, int]:
    """How many are drawn of each stratum that has any, by name: `size` in all, or everything where there is no more.

    One of each first, of the largest where `size` does not reach that far; then in proportion to what is left of each,
    by largest remainder. Ties are settled by name.
    """
    largest = sorted(
        (name for name, count in populations.items() if count), key=lambda name: (-populations[name], name)
    )
    first = {*largest[:size]}
    drawn = {name: int(name in first) for name in sorted(largest)}
    left = {name: populations[name] - count for name, count in drawn.items()}
    whole = sum(left.values())
    rest = min(size - sum(drawn.values()), whole)
    if rest > 0:
        shares = {name: divmod(rest * count, whole) for name, count in left.items()}
        over = rest - sum(share for share, _ in shares.values())
        rounded_up = {*sorted(shares, key=lambda name: (-shares[name][1], name))[:over]}
        drawn = {name: count + shares[name][0] + (name in rounded_up) for name, count in drawn.items()}
    return drawn


def rank(seed: str, leaf: bytes) -> bytes:
    """By what the members of a stratum are ordered: the smallest are drawn."""
    return sha256(seed.encode() + b":" + leaf).digest()


def drawn(population: Iterable[Member], allocation: Mapping[str, int], seed: str) -> list[int]:
    """The positions drawn, in order. Of the population no more is kept than is drawn."""
    kept: dict[str, list[tuple[int, int]]] = {name: [] for name, count in allocation.items() if count}
    for position, leaf, stratum in population:
        if stratum in kept:
            smallest, ranked = kept[stratum], (-int.from_bytes(rank(seed, leaf), "big"), position)
            if len(smallest) < allocation[stratum]:
                heappush(smallest, ranked)
            else:
                heappushpop(smallest, ranked)
    return sorted(position for smallest in kept.values() for _, position in smallest)
'''

MODULES["projections.ledger.verifier.finding"] = r'''
"""What a verification finds: what was done, at which positions, in words."""

from dataclasses import dataclass

ALTERED = "altered"
DELETED = "deleted"
INSERTED = "inserted"
REORDERED = "reordered"
TRUNCATED = "truncated"
ROLLED_BACK = "rolled-back"
SPLIT_VIEW = "split-view"
RESTORED = "restored"
STALE = "stale"
ORDER = "order"
FILE = "file"
MANIFEST = "manifest"
SIGNATURE = "signature"
PROOF = "proof"
TOTALS = "totals"
TRAIL = "trail"
SELECTION = "selection"
SAMPLE = "sample"
REDACTION = "redaction"

WHATS = (
    ALTERED,
    DELETED,
    INSERTED,
    REORDERED,
    TRUNCATED,
    ROLLED_BACK,
    SPLIT_VIEW,
    RESTORED,
    STALE,
    ORDER,
    FILE,
    MANIFEST,
    SIGNATURE,
    PROOF,
    TOTALS,
    TRAIL,
    SELECTION,
    SAMPLE,
    REDACTION,
)

Range = tuple[int, int]
"""Positions from the first to the last, both of them in it."""

MOST_POSITIONS = 20
"""Ranges that are told in words; the finding itself holds all of them."""


@dataclass(frozen=True)
class Finding:
    """`what` is one of WHATS. `positions` ascend; they are empty where it is about no event. `said` is a sentence."""

    what: str
    positions: tuple[Range, ...]
    said: str

    @property
    def told(self) -> dict[str, object]:
        """Ready for JSON."""
        return {"what": self.what, "positions": [list(each) for each in self.positions], "said": self.said}


class Unusable(ValueError):
    """It cannot be verified at all: it is no bundle, or not one of a form that is known here."""


class Misasked(Unusable):
    """What was given beside it cannot be used: that says nothing about the bundle."""


def reason(wrong: BaseException) -> str:
    """What went wrong, without what a library advises whoever programs with it."""
    return str(wrong).partition("; use sys.")[0][:200] or type(wrong).__name__


def ranges(positions: list[int]) -> tuple[Range, ...]:
    """Ascending positions, neighbours put together."""
    found: list[Range] = []
    for each in sorted(positions):
        if found and found[-1][1] >= each - 1:
            found[-1] = (found[-1][0], each)
        else:
            found.append((each, each))
    return tuple(found)


def were(positions: tuple[Range, ...]) -> str:
    """`was` of one position."""
    return "was" if len(positions) == 1 and positions[0][0] == positions[0][1] else "were"


def at(positions: tuple[Range, ...]) -> str:
    """`position 7`, `positions 7–9`, `positions 1, 4–6 and 812 more ranges`."""
    told = [f"{first}" if first == last else f"{first}–{last}" for first, last in positions[:MOST_POSITIONS]]
    more = f" and {len(positions) - MOST_POSITIONS} more ranges" if len(positions) > MOST_POSITIONS else ""
    one = len(positions) == 1 and positions[0][0] == positions[0][1]
    return f"position{'' if one else 's'} {', '.join(told)}{more}"
'''

MODULES["projections.ledger.verifier.handed"] = r'''
"""A text that a person hands over is the one that they were given, whichever editor or shell saved it meanwhile."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

MARKS = {BOM_UTF8: "utf-8", BOM_UTF16_LE: "utf-16-le", BOM_UTF16_BE: "utf-16-be"}
"""What a text may begin with that says how it is written."""


def handed(content: bytes) -> bytes:
    """In UTF-8 without a mark, each line ended by a newline alone."""
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            content = content[len(mark) :].decode(encoding, errors="replace").encode()
    return content.replace(b"\r\n", b"\n")
'''

MODULES["projections.ledger.verifier.cells"] = r'''
"""How is a value written in the trail's two tables?"""

import re
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal

LONGEST_CELL = 32_767
CUT = "…"
DIGITS = 15
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n")
"""What makes a spreadsheet take a cell for a formula, the full-width signs too."""
Cell = str | float
"""Of a spreadsheet: text or a number; empty text where there is no cell."""

MOST_PLACES = 100
"""Before the point, or behind it: no number has nearly as many, and one could be written with a million zeros."""

_FORMULAS = frozenset(FORMULA)
_EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)
_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take it for one."""
    return text[:1] in _FORMULAS and text != "" and _PLAIN.fullmatch(text) is None


def in_csv(text: str) -> str:
    """With an apostrophe before it where it would be a formula."""
    return f"'{text}" if is_formula(text) else text


def in_sheet(text: str, *, is_number: bool) -> Cell:
    """A number where it is one of at most fifteen digits; long text is cut.

    A space follows text that the writer would take for marked-up text.
    """
    if is_number and _PLAIN.fullmatch(text) is not None and _is_kept(text):
        return float(text)
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + CUT


def plain(written: str) -> str:
    """A number in plain notation, without trailing zeros."""
    value = Decimal(written)
    if not value.is_finite() or abs(value.adjusted()) > MOST_PLACES:
        raise ValueError(f"{written[:40]!r} is no number as numbers are here")
    return format(value.normalize(_EXACT), "f") if value else "0"


def instant(microseconds: int) -> str:
    """Since 1970, as RFC 3339 in UTC."""
    return _told(_EPOCH + timedelta(microseconds=microseconds))


def instant_in_utc(written: str) -> str:
    return _told(datetime.fromisoformat(written).astimezone(UTC))


def _told(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _is_kept(number: str) -> bool:
    return len(number) <= DIGITS or len(Decimal(number).normalize().as_tuple().digits) <= DIGITS
'''

MODULES["projections.ledger.verifier.columns"] = r'''
"""Which columns the trail has as a table, and which of them follow from the event that a row tells of."""

FROM_EVENTS = (
    "position",
    "event_id",
    "recorded_at",
    "effective_at",
    "effective_on",
    "goal_id",
    "actor_type",
    "actor_id",
    "on_behalf_of",
    "approver_type",
    "approver_id",
    "proposal_id",
    "follows",
    "field",
    "before",
    "after",
    "reason_code",
    "reason",
    "evidence",
    "trigger",
)
DERIVED = (
    "container_id",
    "counted",
    "policy_version",
    "effect",
    "ratio",
    "magnitude",
    "days_to_deadline",
    "window_elapsed",
    "last_value",
    "last_observed_at",
    "progress_then",
    "expected_then",
    "pace_then",
    "flags",
)
"""What the exporter computed."""
FIGURED = (
    "effect",
    "ratio",
    "magnitude",
    "days_to_deadline",
    "window_elapsed",
    "progress_then",
    "expected_then",
    "pace_then",
)
"""Those of them that follow from the event and what else its row says, wholly or in part."""

COLUMNS = (*FROM_EVENTS[:6], "container_id", *FROM_EVENTS[6:], *DERIVED[1:])
"""As they stand in the table."""
NUMBERS = frozenset(
    (
        "position",
        "before",
        "after",
        "policy_version",
        "ratio",
        "magnitude",
        "days_to_deadline",
        "window_elapsed",
        "last_value",
        "progress_then",
        "expected_then",
        "pace_then",
    )
)
"""A plain number in one of these is a number in a spreadsheet."""
PLACES = {name: n for n, name in enumerate(COLUMNS)}
DERIVED_PLACES = tuple(PLACES[name] for name in DERIVED)
'''

MODULES["projections.ledger.verifier.spilled"] = r'''
"""Short records sorted into heaps by their key, in flat memory: what has one key comes into one heap, in its order.

The heap of a key is best `hash(key) % HEAPS`: Python salts it, so that nobody can choose keys that all come into one.
"""

from array import array
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO

HEAPS = 256
HELD = 1 << 13
"""Bytes of a heap that are held before they are written to a file that nobody else sees."""


class Spilled:
    """`size` is the length of a record in bytes. The heap is chosen by whoever adds it."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.heaps = [bytearray() for _ in range(HEAPS)]
        self._written = [array("Q") for _ in range(HEAPS)]
        """Of each heap, where its pieces begin, and their lengths, in turn."""
        self._file: IO[bytes] | None = None
        self._end = 0

    def settle(self) -> None:
        """Write down what has become much."""
        for n, heap in enumerate(self.heaps):
            if len(heap) >= HELD:
                if self._file is None:
                    self._file = TemporaryFile()  # noqa: SIM115 (closed when everything was read)
                self._file.seek(self._end)
                self._file.write(heap)
                self._written[n].extend((self._end, len(heap)))
                self._end += len(heap)
                heap.clear()

    def read(self) -> Iterator[Iterator[bytes]]:
        """The heaps, each in pieces of some records: nothing is kept, however much came into one heap."""
        for n, heap in enumerate(self.heaps):
            yield self._pieces(n)
            heap.clear()
        if self._file is not None:
            self._file.close()

    def _pieces(self, n: int) -> Iterator[bytes]:
        places = iter(self._written[n])
        for offset in places:
            yield self._at(offset, next(places))
        yield bytes(self.heaps[n])

    def _at(self, offset: int, length: int) -> bytes:
        assert self._file is not None
        self._file.seek(offset)
        return self._file.read(length)
'''

MODULES["projections.ledger.verifier.readme"] = r'''
"""What whoever opens a bundle reads first: in each bundle the same text."""

from hashlib import sha256

FORMER = frozenset(("a700cda6032d8a70d6831722bb1df8ac6816592c8b086c70be45c3ccca013f16",))
"""SHA-256 of the texts that bundles had before: nobody's older bundle is less sound because this one was changed."""
TEXT = b"""This is a bundle: what a Goalpost workspace has recorded, or the part of it that manifest.json says,
with all that is needed to check it offline, against nobody's word but that of a public key.

To check it, with Goalpost installed:

    goalpost verify BUNDLE --key KEY

or with the one file goalpost_verify.py, which needs Python 3.11 and the package `cryptography`, and nothing else:

    python -I goalpost_verify.py BUNDLE --key KEY

KEY is the public key of the log, in the form NAME+HASH+KEY. Have it from somebody you trust, not from keys.txt, which
whoever made the bundle could have written. Add --trusted with every checkpoint of this log that you have from before:
without one, nobody can know whether the log was rolled back or rewritten by whoever holds the key.

What is in it:

    checkpoint            how long the log is, and the root of its Merkle tree, signed (a C2SP note)
    checkpoints.ndjson    earlier ones
    restores.ndjson       statements that the log went on from a backup
    keys.txt              the public keys, for information
    leaves.bin            the leaf hash of every event, 32 bytes each, in the order of their positions
    events/               the events, byte for byte as they are stored
    headers/              where not all are exported: what every event is, its content as a hash
    sample.json           where some were drawn: from what, and how
    redactions.ndjson     each text that is encrypted because it is personal, and whether its key was destroyed
    trail.csv, trail.xlsx every retarget among the events, as a table
    manifest.json         what was asked for, by whom, what for, counts, totals, and the SHA-256 of every file
    manifest.note         its SHA-256, signed
"""


def is_readme(content: bytes) -> bool:
    return content == TEXT or sha256(content).hexdigest() in FORMER
'''

MODULES["projections.ledger.verifier.zip_form"] = r'''
"""How is a zip file written here? In one form alone, so that it can be said of each byte what it has to be.

Only the packed content of its parts may be packed in more ways than one.
"""

from collections.abc import Sequence
from struct import Struct
from typing import NamedTuple

DEFLATED, PLAIN_DEFLATE = 8, -15
"""The method, and how zlib is told to write nothing around it."""
NEEDED, NEEDED_GREAT = 20, 45
FOLLOWED = 1 << 3
"""Sizes stand behind a part: they are not known before it."""
NO_TIME, NO_DATE = 0, 1 << 5 | 1
"""The first of January 1980."""
MOST = (1 << 32) - 1
"""A number that says that the right one, being greater, stands elsewhere."""
_BEGIN = Struct("<4s5H3L2H")
_END = Struct("<4s3L")
_LISTED = Struct("<4s6H3L5H2L")
_GREAT_OFFSET = Struct("<2HQ")
_GREAT_LIST = Struct("<4sQ2H2L4Q")
_GREAT_PLACE = Struct("<4sLQL")
_LIST = Struct("<4s4H2LH")


class Part(NamedTuple):
    """`packed` and `size` are in bytes, `offset` where it begins in the file."""

    name: str
    crc: int
    packed: int
    size: int
    offset: int


def begin(name: str) -> bytes:
    """What stands before a part's packed content."""
    written = name.encode("ascii")
    return _BEGIN.pack(b"PK\3\4", NEEDED, FOLLOWED, DEFLATED, NO_TIME, NO_DATE, 0, 0, 0, len(written), 0) + written


def end(part: Part) -> bytes:
    """What stands behind it. A part has less than four gigabytes."""
    return _END.pack(b"PK\7\10", part.crc, part.packed, part.size)


def listed(parts: Sequence[Part], *, at: int) -> bytes:
    """What stands behind all parts, `at` bytes from the beginning, to the end of the file."""
    written = b"".join(map(_listed, parts))
    size, count = len(written), len(parts)
    if at < MOST:
        return written + _LIST.pack(b"PK\5\6", 0, 0, count, count, size, at, 0)
    great = _GREAT_LIST.pack(b"PK\6\6", _GREAT_LIST.size - 12, NEEDED_GREAT, NEEDED_GREAT, 0, 0, count, count, size, at)
    place = _GREAT_PLACE.pack(b"PK\6\7", 0, at + size, 1)
    return written + great + place + _LIST.pack(b"PK\5\6", 0, 0, count, count, size, MOST, 0)


def _listed(part: Part) -> bytes:
    name, offset, more, needed = part.name.encode("ascii"), part.offset, b"", NEEDED
    if offset >= MOST:
        offset, more, needed = MOST, _GREAT_OFFSET.pack(1, 8, part.offset), NEEDED_GREAT
    sizes = (part.crc, part.packed, part.size)
    head = (b"PK\1\2", needed, needed, FOLLOWED, DEFLATED, NO_TIME, NO_DATE, *sizes)
    return _LISTED.pack(*head, len(name), len(more), 0, 0, 0, 0, offset) + name + more
'''

MODULES["goals.ledger.checkpoint"] = r'''
"""A checkpoint as C2SP has it: which log, how many leaves, and the root above them.

The origin of a log is `goalpost/KIND/WORKSPACE`; after a declared restore `/2` follows, then `/3`: its incarnation.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass

from goals.ledger.notes import NoteUnusable

ROOT_BYTES = 32
MOST_DIGITS = 18


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def checkpoint(text: str) -> Checkpoint:
    """From a note's text; extension lines are refused, since this log writes none. Raises NoteUnusable."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] != "" or not lines[0]:
        raise NoteUnusable("It is no checkpoint: an origin, a size and a root, a line each.")
    origin, size, root = lines[:3]
    if not (size.isascii() and size.isdigit()) or len(size) > MOST_DIGITS or (size[0] == "0" and size != "0"):
        raise NoteUnusable(f"The size of a checkpoint is a number, not {size[:40]!r}.")
    return Checkpoint(origin=origin, size=int(size), root=_root(root))


def origin_of(kind: str, workspace_id: str, incarnation: int = 1) -> str:
    """`kind` is live or test."""
    plain = f"goalpost/{kind}/{workspace_id}"
    return plain if incarnation == 1 else f"{plain}/{incarnation}"


def _root(text: str) -> bytes:
    try:
        root = b64decode(text, validate=True)
    except ValueError:
        root = b""
    if len(root) != ROOT_BYTES or b64encode(root).decode() != text:
        raise NoteUnusable("The root of a checkpoint is 32 bytes in base64.")
    return root
'''

MODULES["projections.ledger.verifier.claims"] = r'''
"""An event as somebody claims it to be, and the leaf hashes that there were."""

import struct
from collections.abc import Callable
from typing import BinaryIO, NamedTuple, Protocol

from goals.ledger.leaf import leaf_anywhere

LEAF_BYTES = 32
CACHED = 1 << 11
"""Leaves that are read at once."""


class Claimed(NamedTuple):
    """`recorded_at` is in µs, `digest` the SHA-256 of the state. `position` is 0 where none can be read."""

    position: int
    stream_id: str
    version: int
    topic: str
    recorded_at: int
    digest: bytes


UNREADABLE = Claimed(position=0, stream_id="", version=0, topic="", recorded_at=0, digest=b"")


class Leaves(Protocol):
    """Leaf hashes by index: that of position 1 is at 0."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> bytes: ...


class LeafFile:
    """Leaf hashes one after the other in a file, of which a few thousand are held at a time."""

    def __init__(self, file: BinaryIO, count: int, *, offset: int = 0) -> None:
        """`offset` is the byte at which the first one begins."""
        self._file, self._count, self._offset = file, count, offset
        self._first, self._held = 0, b""

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> bytes:
        if not 0 <= index < self._count:
            raise IndexError(index)
        at = (index - self._first) * LEAF_BYTES
        if not 0 <= at < len(self._held):
            self._first, at = index - index % CACHED, index % CACHED * LEAF_BYTES
            self._file.seek(self._offset + self._first * LEAF_BYTES)
            self._held = self._file.read(min(CACHED, self._count - self._first) * LEAF_BYTES)
        return self._held[at : at + LEAF_BYTES]

    def has(self, index: int, leaves: bytes) -> bool:
        """Are these the leaves from `index` on?"""
        at = (index - self._first) * LEAF_BYTES
        if index >= 0 and at >= 0 and at + len(leaves) <= len(self._held):
            return self._held.startswith(leaves, at)
        count = len(leaves) // LEAF_BYTES
        if not 0 <= index <= self._count - count:
            return False
        return b"".join([self[index + n] for n in range(count)]) == leaves


def leaf_by_position(claim: Claimed, workspace_id: str) -> Callable[[int], bytes]:
    """The leaf the event would have at a position; empty for one that no event can be."""
    try:
        return leaf_anywhere(
            workspace_id=workspace_id,
            stream_id=claim.stream_id,
            version=claim.version,
            recorded_at_us=claim.recorded_at,
            topic=claim.topic,
            digest=claim.digest,
        )
    except (ValueError, TypeError, AttributeError, struct.error):
        return lambda position: b""
'''

MODULES["projections.ledger.verifier.canonical"] = r'''
"""JSON in the one form in which it is written here: no member twice, none unknown, none of another type."""

import json
from collections.abc import Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from projections.ledger.verifier.finding import Unusable

Shape = Any
"""A type; None; a tuple of shapes of which one fits; a list of the shape that each item has; a mapping of the shapes
that members have, where `?` behind a name says that it may be missing; or Each."""

quoted = encode_basestring
"""A text as JSON."""


class Each(NamedTuple):
    """Members of any name, and of one shape."""

    shape: Shape


def written(told: object) -> str:
    """In one line without blanks."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def pretty(told: object) -> str:
    """As the manifest is written."""
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def line(text: str, shape: Shape) -> Any:
    """What a line says. Raises ValueError where it is not written as it should be, RecursionError where it is deep."""
    found = json.loads(text)
    fit(found, shape)
    if written(found) != text:
        raise ValueError(f"a line is not written as it is written here: {text[:80]!r}")
    return found


def once(content: bytes | str) -> Any:
    """What JSON says that anybody may have written. Raises Unusable where it says something twice, ValueError."""
    return json.loads(content, object_pairs_hook=_once)


def fit(told: object, shape: Shape, name: str = "it") -> None:
    """Raises ValueError, which says where it does not fit."""
    if isinstance(shape, Mapping | Each) and isinstance(told, dict):
        _fit_members(told, shape, name)
    elif isinstance(shape, list) and isinstance(told, list):
        for each in told:
            fit(each, shape[0], f"each of {name}")
    elif isinstance(shape, tuple) and not isinstance(shape, Each):
        _fit_one(told, shape, name)
    elif (told is not None or shape is not None) and type(told) is not shape:
        raise ValueError(f"{name} is {told!r:.40}, which is of another type")


def _fit_members(told: Mapping[str, object], shape: Shape, name: str) -> None:
    if isinstance(shape, Each):
        for member, value in told.items():
            fit(value, shape.shape, f"{member!r:.40} of {name}")
        return
    known = {member.removesuffix("?"): each for member, each in shape.items()}
    for member in told:
        if member not in known:
            raise ValueError(f"{name} has {member!r:.40}, which is not known here")
    for member in shape:
        if member in known and member not in told:
            raise ValueError(f"{name} has no {member}")
    for member, value in told.items():
        fit(value, known[member], f"{member} of {name}")


def _fit_one(told: object, shapes: Sequence[Shape], name: str) -> None:
    for n, shape in enumerate(shapes, 1):
        try:
            return fit(told, shape, name)
        except ValueError:
            if n == len(shapes):
                raise


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise Unusable(f"it says {name[:40]!r} twice")
        found[name] = value
    return found
'''

MODULES["projections.ledger.verifier.container"] = r'''
"""The file a bundle is: an uncompressed tar in which no byte is free to choose."""

import io
import os
import tarfile
from pathlib import Path
from typing import BinaryIO, NamedTuple

from projections.ledger.verifier.finding import Unusable

BLOCK = 512
END = bytes(2 * BLOCK)
MOST_MEMBERS = 1 << 15
MOST_READ = 1 << 24
"""Bytes of a member that is read as a whole."""


class Member(NamedTuple):
    """Where a file's bytes are in the container."""

    offset: int
    size: int


class Bundle:
    """The files in it, by name, in their order. `strays` are sentences about bytes that have no business there."""

    def __init__(self, path: Path) -> None:
        """Raises Unusable where it is no such container."""
        try:
            self._file = path.open("rb")
        except OSError as wrong:
            raise Unusable(f"{path} cannot be read: {wrong.strerror}.") from None
        self.strays: list[str] = []
        try:
            self._members = self._listed(os.fstat(self._file.fileno()).st_size)
        except BaseException:
            self._file.close()
            raise

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def size(self, name: str) -> int:
        """Bytes. Raises Unusable where there is no such file."""
        return self._member(name).size

    def read(self, name: str, most: int = MOST_READ) -> bytes:
        """A whole file. Raises Unusable where there is none, or it has more than `most` bytes."""
        offset, size = self._member(name)
        if size > most:
            raise Unusable(f"{name} has {size} bytes: more than {most} are not read at once.")
        return self._at(offset, size)

    def open(self, name: str) -> BinaryIO:
        """A file to be read from its beginning, beside others that are open. Raises Unusable where there is none."""
        return io.BufferedReader(_Part(self._file.fileno(), self._member(name)), 1 << 16)

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> "Bundle":
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def _member(self, name: str) -> Member:
        found = self._members.get(name)
        if found is None:
            raise Unusable(f"The bundle has no file {name}.")
        return found

    def _at(self, offset: int, size: int) -> bytes:
        self._file.seek(offset)
        return self._file.read(size)

    def _listed(self, length: int) -> dict[str, Member]:
        found: dict[str, Member] = {}
        offset = 0
        while (header := self._at(offset, BLOCK)) != END[:BLOCK]:
            name, size = _headed(header, offset)
            after = offset + BLOCK + size
            if after > length:
                raise Unusable(f"The file ends within {name}: it is not whole.")
            if name in found or len(found) == MOST_MEMBERS:
                raise Unusable(f"The file has {name} twice, or more than {MOST_MEMBERS} files in it.")
            found[name] = Member(offset + BLOCK, size)
            offset = after + -size % BLOCK
            if self._at(after, offset - after).strip(b"\0"):
                self.strays.append(f"Behind {name} there are bytes that belong to no file.")
        if length < offset + len(END) or self._at(offset, len(END)) != END:
            raise Unusable("The file does not end as a bundle ends: it is not whole.")
        if length > offset + len(END):
            self.strays.append(f"Behind the end there are {length - offset - len(END)} more bytes.")
        return found


def header(name: str, size: int) -> bytes:
    """The only header that a file of this name and size may have."""
    told = tarfile.TarInfo(name)
    told.size = size
    return told.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict")


def _headed(block: bytes, offset: int) -> tuple[str, int]:
    try:
        found = tarfile.TarInfo.frombuf(block, "ascii", "strict")
        canonical = header(found.name, found.size) == block and found.size >= 0
    except (tarfile.HeaderError, ValueError, OverflowError):
        canonical = False
    if not canonical:
        what = "It is no bundle" if offset == 0 else f"At byte {offset} there is no header of a file in a bundle"
        raise Unusable(f"{what}: a bundle is a tar file in one form only.")
    return found.name, found.size


class _Part(io.RawIOBase):
    """A file in the container, with a place of its own to read at."""

    def __init__(self, descriptor: int, member: Member) -> None:
        self._descriptor = descriptor
        self._begin, self._next, self._end = member.offset, member.offset, member.offset + member.size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        known = {io.SEEK_SET: self._begin, io.SEEK_CUR: self._next, io.SEEK_END: self._end}[whence]
        self._next = min(max(known + offset, self._begin), self._end)
        return self._next - self._begin

    def readinto(self, into: "memoryview | bytearray") -> int:  # type: ignore[override]
        found = os.pread(self._descriptor, min(len(into), self._end - self._next), self._next)
        into[: len(found)] = found
        self._next += len(found)
        return len(found)
'''

MODULES["projections.ledger.verifier.noting"] = r'''
"""What is wrong at positions: the first ones in words, the rest counted."""

from collections.abc import Iterator

from projections.ledger.verifier.finding import Finding, at, ranges

MOST_FINDINGS = 20
MOST_POSITIONS = 100_000
"""Kept of those that are not told one by one."""


class Noting:
    """Findings of one sort."""

    def __init__(self, what: str, begin: str = "") -> None:
        """`begin` is what each sentence begins with."""
        self._what, self._begin = what, begin
        self._found: list[Finding] = []
        self._more: list[int] = []
        self._untold = 0

    def note(self, position: int, said: str) -> None:
        """`said` goes on after the position."""
        if len(self._found) < MOST_FINDINGS:
            told = f"{self._begin}Position {position}: {said}"
            self._found.append(Finding(self._what, ((position, position),), told))
        else:
            self._more.append(position)
            self._untold += 1
            self._trim()

    def say(self, said: str) -> None:
        """Of no position."""
        if len(self._found) < MOST_FINDINGS:
            self._found.append(Finding(self._what, (), self._begin + said))
        else:
            self._untold += 1

    def together(self, positions: list[int], said: str) -> None:
        """One finding of many; `{}` in `said` is where they stand."""
        places = ranges(positions)
        self._found.append(Finding(self._what, places, self._begin + said.format(at(places))))

    @property
    def findings(self) -> Iterator[Finding]:
        yield from self._found
        if self._untold:
            said = f"{self._begin}The same is wrong in {self._untold} more places."
            yield Finding(self._what, ranges(self._more), said)

    def _trim(self) -> None:
        if len(self._more) > MOST_POSITIONS:
            del self._more[MOST_POSITIONS // 2 :]
'''

MODULES["projections.ledger.verifier.result"] = r'''
"""What a verification comes to: a verdict, what was found, what was checked, and what could not be known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from projections.ledger.verifier.finding import WHATS, Finding, Misasked, Unusable

SOUND, TAMPERED, UNUSABLE = "sound", "tampered", "unusable"
EXIT_CODES = {SOUND: 0, TAMPERED: 1, UNUSABLE: 2}
MOST_FINDINGS = 500
MOST_RANGES = 1_000


@dataclass
class Result:
    """`about` says which bundle it was; `restores` those that were declared; `unusable` why nothing can be said, which
    may lie with what was given beside the bundle: then it is `misasked`."""

    findings: list[Finding] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    about: dict[str, Any] = field(default_factory=dict)
    restores: list[dict[str, Any]] = field(default_factory=list)
    unusable: str | None = None
    misasked: bool = False

    def refuse(self, wrong: Unusable) -> None:
        """The first reason counts."""
        if self.unusable is None:
            self.unusable, self.misasked = str(wrong), isinstance(wrong, Misasked)

    @property
    def verdict(self) -> str:
        if self.findings:
            return TAMPERED
        return SOUND if self.unusable is None else UNUSABLE

    @property
    def exit_code(self) -> int:
        return EXIT_CODES[self.verdict]

    @property
    def told(self) -> Mapping[str, Any]:
        """Ready for JSON: the most telling findings first, and not more than somebody reads."""
        ordered = sorted(self.findings, key=lambda each: WHATS.index(each.what))[:MOST_FINDINGS]
        return {
            "verdict": self.verdict,
            "findings": [Finding(each.what, each.positions[:MOST_RANGES], each.said).told for each in ordered],
            **({} if self.unusable is None else {"unusable": self.unusable}),
            "checked": self.checked,
            "unknown": self.unknown,
            "restores": self.restores,
            "bundle": self.about,
        }
'''

MODULES["projections.ledger.verifier.definitions"] = r'''
"""What differs between the two definitions that a stored retarget has, field by field?

Values are those of the stored JSON: numbers as text, dates as ISO text.
"""

from collections.abc import Iterator, Mapping, Set
from decimal import Decimal
from typing import Any, NamedTuple

from projections.ledger.verifier.cells import plain

_NUMBERS = frozenset(("value", "from", "to", "by", "factor", "low", "high"))
_UNKNOWN = {"state": "unknown"}
"""A baseline of which nothing is said."""

Definition = Mapping[str, Any]


class Change(NamedTuple):
    field: str
    before: Any
    after: Any


def changes(before: Definition, after: Definition) -> list[Change]:
    """What moved, in a fixed order."""
    differ = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    told = (*_measured(before, after, differ), *_window(before, after, differ), *_rest(before, after, differ))
    return [each for each in told if each.before != each.after]


def said_alike(before: Definition, after: Definition) -> bool:
    """Whether the target was said in the same way: 1.0 is 1."""
    return bool(_exact(before.get("target")) == _exact(after.get("target")))


def _measured(before: Definition, after: Definition, differ: Set[str]) -> Iterator[Change]:
    """`differ` are the members that are stored otherwise: what is stored alike is told alike."""
    if "kpi_id" in differ:
        yield _of("kpi", before.get("kpi_id"), after.get("kpi_id"))
    elif "series" in differ:
        yield _of("series", before.get("series"), after.get("series"))
    if "direction" in differ:
        yield _of("direction", before.get("direction"), after.get("direction"))
    if "target" in differ or "resolved" in differ:
        yield _targets(before, after)
    if "baseline" not in differ:
        return
    old, new = before.get("baseline", _UNKNOWN), after.get("baseline", _UNKNOWN)
    if _number(old.get("value")) == _number(new.get("value")):
        yield _of("baseline", old, new)
    else:
        yield _of("baseline", _number(old.get("value")), _number(new.get("value")))


def _targets(before: Definition, after: Definition) -> Change:
    authored = _exact(before.get("target")) != _exact(after.get("target"))
    if authored and _exact_resolved(before) == _exact_resolved(after):
        return _of("target", before.get("target"), after.get("target"))
    return _of("target", _target(before), _target(after))


def _window(before: Definition, after: Definition, differ: Set[str]) -> Iterator[Change]:
    if "span" not in differ and "window" not in differ:
        return
    old, new = before.get("span"), after.get("span")
    if old is not None and new is not None:
        for name in ("start", "end", "tz"):
            yield _of(name, old[name], new[name])
    if old is None or new is None or old == new:
        yield _of("window", before.get("window"), after.get("window"))


def _rest(before: Definition, after: Definition, differ: Set[str]) -> Iterator[Change]:
    if "weight" in differ:
        yield _of("weight", plain(before.get("weight", "1")), plain(after.get("weight", "1")))
    if "levels" in differ:
        yield _of("levels", before.get("levels"), after.get("levels"))
    if "tolerance" in differ:
        yield _of("tolerance", _number(before.get("tolerance")), _number(after.get("tolerance")))


_of = Change


def _target(definition: Definition) -> Any:
    """The number or range it comes to, or while it is pending the way it was said."""
    found = definition.get("resolved")
    return definition.get("target") if found is None else _number(found)


def _number(value: Any) -> Any:
    if isinstance(value, dict):
        return {"low": plain(value["low"]), "high": plain(value["high"])}
    return None if value is None else plain(value)


def _exact_resolved(definition: Definition) -> Any:
    found = definition.get("resolved")
    return Decimal(found) if isinstance(found, str) else _exact(found)


def _exact(value: Any) -> Any:
    """With its numbers as numbers, so that 1.0 is 1."""
    if isinstance(value, dict):
        return {name: Decimal(each) if name in _NUMBERS else _exact(each) for name, each in value.items()}
    return [_exact(each) for each in value] if isinstance(value, list) else value
'''

MODULES["projections.ledger.verifier.measuring"] = r'''
"""What does a stored definition measure progress by, and what does a value come to by it? As Goalpost itself reckons.

Days are ordinals. Everything is unrounded, but what `share` writes.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from projections.ledger.verifier.cells import MOST_PLACES

ZERO, ONE = Decimal(0), Decimal(1)
EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)
_SETTLED = Context(prec=40, rounding=ROUND_HALF_EVEN)
_NOTHING: Mapping[str, Any] = {}
_FOURTH = Decimal("0.0001")
UPWARD = frozenset(("increase", "at_least"))
LONGEST_KNOWN = 40
"""Digits of a number that is remembered."""
UNPACED = frozenset(("maintain", "at_most"))

Range = tuple[Decimal, Decimal]
Target = Decimal | Range | None
Path = tuple[tuple[int, Decimal], ...]


class Yardstick(NamedTuple):
    """`kpi` are a KPI and the number of its series; `path` is empty unless the target is one."""

    kpi: tuple[str | None, int | None]
    direction: str
    baseline: Decimal | None
    target: Target
    start: int
    end: int
    tolerance: Decimal | None
    path: Path
    commit: Decimal | None
    stretch: Decimal | None
    number: Decimal | None
    """The target where it is one number."""

    @property
    def bounds(self) -> Range | None:
        return (self.target, self.target) if isinstance(self.target, Decimal) else self.target


def yardstick(told: Mapping[str, Any], *, waiting: int | None = None) -> Yardstick | None:
    """None while direction or window are open; `waiting` is the day that stands for a window that is.

    Raises ValueError, TypeError, LookupError, ArithmeticError for what is no definition.
    """
    direction, span = told.get("direction"), told.get("span") or {}
    if direction is None or not (span or waiting):
        return None
    target, levels = told.get("target"), told.get("levels") or _NOTHING
    resolved = _resolved(told.get("resolved"))
    return Yardstick(
        (told.get("kpi_id"), told.get("series")),
        direction,
        number(told.get("baseline", _NOTHING).get("value")),
        resolved,
        waiting or ordinal(span["start"]),
        waiting or ordinal(span["end"]),
        number(told.get("tolerance")),
        () if target is None or target["kind"] != "path" else _path(target["points"]),
        number(levels.get("commit")),
        number(levels.get("stretch")),
        None if isinstance(resolved, tuple) else resolved,
    )


@lru_cache(maxsize=4096)
def ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def exactly(written: str) -> Decimal:
    """Raises ValueError, ArithmeticError where it is no number as numbers are here."""
    value = Decimal(written)
    if not value.is_finite() or abs(value.adjusted()) > MOST_PLACES:
        raise ValueError(f"{written[:40]!r} is no number as numbers are here")
    return value


def number(written: str | None) -> Decimal | None:
    return None if written is None else _known(written) if len(written) <= LONGEST_KNOWN else exactly(written)


_known = lru_cache(maxsize=4096)(exactly)


def share(value: Decimal | None) -> str:
    """To four places; empty where there is none."""
    if value is None:
        return ""
    rounded = EXACT.quantize(_SETTLED.plus(value), _FOURTH)
    return str(rounded if rounded else abs(rounded))


def quotient(part: Decimal, whole: Decimal) -> Decimal:
    return _SETTLED.plus(EXACT.divide(part, whole))


def elapsed(start: int, end: int, today: int) -> tuple[Decimal, str]:
    """The share of a window's days that have begun, and as it is written."""
    days = end - start + 1
    return _part(min(max(today - start + 1, 0), days), days)


@lru_cache(maxsize=4096)
def _part(days: int, whole: int) -> tuple[Decimal, str]:
    found = EXACT.divide(Decimal(days), Decimal(whole))
    return found, share(found)


def expected(yard: Yardstick, today: int) -> tuple[Decimal | None, str]:
    """Of the progress on a day, and as it is written."""
    if not yard.path:
        return elapsed(yard.start, yard.end, today)
    asked = asked_for(yard, today)
    found = None if asked is None else _of_the_way(yard, asked)
    return found, share(found)


def asked_for(yard: Yardstick, day: int) -> Decimal | None:
    """The value that the end of a day should show; None where that is not one number yet."""
    begin: tuple[int, Decimal | None] = (yard.start - 1, yard.baseline)
    knots = [begin, *yard.path] if yard.path else [begin, (yard.end, yard.number)]
    after = bisect_right(knots, day, key=lambda knot: knot[0])
    if after in (0, len(knots)):
        return knots[0 if after == 0 else -1][1]
    (day_before, low), (day_after, high) = knots[after - 1], knots[after]
    if low is None or high is None:
        return None
    climbed = EXACT.multiply(EXACT.subtract(high, low), Decimal(day - day_before))
    return EXACT.add(low, EXACT.divide(climbed, Decimal(day_after - day_before)))


def progress(yard: Yardstick, value: Decimal) -> Decimal | None:
    """The share of the way to the target; None where there is no way."""
    target, baseline = yard.number, yard.baseline
    if yard.direction == "maintain":
        return _closeness(yard, value)
    if yard.direction in ("increase", "decrease"):
        return _of_the_way(yard, value)
    if target is None:
        return None
    if yard.direction == "at_least":
        if baseline is not None and baseline < target:
            return _of_the_way(yard, value)
        return _clamp(EXACT.divide(value, target)) if target > 0 else ONE if value >= target else ZERO
    if value <= target:
        return ONE
    if baseline is not None and baseline > target:
        return _of_the_way(yard, value)
    return EXACT.divide(target, value) if target > 0 else ZERO


def tolerance(yard: Yardstick) -> Decimal:
    """How far outside its range a value is worth nothing: half the range's width unless it was given."""
    if yard.tolerance is not None or yard.bounds is None:
        return yard.tolerance or ZERO
    low, high = yard.bounds
    return EXACT.divide(EXACT.subtract(high, low), Decimal(2))


def _of_the_way(yard: Yardstick, value: Decimal) -> Decimal | None:
    baseline, target = yard.baseline, yard.number
    if baseline is None or target is None or baseline == target:
        return None
    return EXACT.divide(EXACT.subtract(value, baseline), EXACT.subtract(target, baseline))


def _closeness(yard: Yardstick, value: Decimal) -> Decimal | None:
    if yard.bounds is None:
        return None
    low, high = yard.bounds
    distance = max(EXACT.subtract(low, value), EXACT.subtract(value, high))
    if distance <= 0:
        return ONE
    most = tolerance(yard)
    return ZERO if most <= 0 else _clamp(EXACT.subtract(ONE, EXACT.divide(distance, most)))


def _clamp(value: Decimal) -> Decimal:
    return min(max(value, ZERO), ONE)


def _path(points: Sequence[Mapping[str, Any]]) -> Path:
    return tuple([(ordinal(each["on"]), exactly(each["value"])) for each in points])


def _resolved(told: Any) -> Target:
    return (exactly(told["low"]), exactly(told["high"])) if isinstance(told, dict) else number(told)
'''

MODULES["projections.ledger.verifier.row_form"] = r'''
"""How is a row written in the XML of a sheet? In one form alone, by which it can be compared as bytes."""

import re
from collections.abc import Iterable, Sequence

from projections.ledger.verifier.cells import Cell

_SPECIAL = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_AS_CONTROL = re.compile("(?=_x[0-9A-Fa-f]{4}_)_")


def _letters(n: int) -> str:
    """The name of a column: A to Z, then AA."""
    first, second = divmod(n, 26)
    return (chr(64 + first) if first else "") + chr(65 + second)


NAMES = tuple(map(_letters, range(27 * 26)))
"""Of columns."""


def header(names: Iterable[str]) -> bytes:
    """The first row, in bold. No name has anything in it that is written otherwise."""
    cells = (
        f'<c r="{letters}1" s="1" t="inlineStr"><is><t>{name}</t></is></c>'
        for letters, name in zip(NAMES, names, strict=False)
    )
    return f'<row r="1">{"".join(cells)}</row>'.encode()


def row(values: Sequence[Cell], n: int) -> bytes:
    """Row `n`, counted from 1."""
    cells = "".join(
        [
            f'<c r="{name}{n}"{number(value) if isinstance(value, float) else text(value)}</c>'
            for name, value in zip(NAMES, values, strict=False)
            if value != ""
        ]
    )
    return f'<row r="{n}">{cells}</row>'.encode()


def number(value: float) -> str:
    """What follows in a cell's element after where it is."""
    return f"><v>{value:.16G}</v>"


def text(value: str) -> str:
    """The same of text."""
    if _SPECIAL.search(value) is not None:
        value = _CONTROL.sub(_escaped, _AS_CONTROL.sub("_x005F_", value))
        value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    space = ' xml:space="preserve"' if value[:1].isspace() or value[-1:].isspace() else ""
    return f' t="inlineStr"><is><t{space}>{value}</t></is>'


def _escaped(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"
'''

MODULES["projections.ledger.verifier.comma_rows"] = r'''
"""Which rows does a CSV file have, if it is written in the one way in which this table is written?"""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from typing import BinaryIO

from projections.ledger.verifier.columns import COLUMNS

MOST_BYTES = 1 << 22
"""Of a row."""
QUICK = 100_000
"""Characters of a row that is surely read by the standard library, whose cells are of limited length."""
_CELL = re.compile(r'(?:"([^"]*+(?:""[^"]*+)*+)"|([^",\r\n]*+))(,|\r\n)')
"""Nothing is tried twice: what would be to be tried again would be remembered, some hundred bytes a character."""


class RowsUnreadable(ValueError):
    """From here on the file is not to be read as the table it should be."""


def rows(file: BinaryIO) -> Iterator[tuple[str, ...]]:
    """Those below the header, a cell per column. Raises RowsUnreadable."""
    records = _records(file)
    head = next(records, "")
    if head != ",".join(COLUMNS) + "\r\n":
        raise RowsUnreadable("its first line is not the header of the trail")
    for n, record in enumerate(records, start=2):
        is_plain = _is_plain(record)
        cells = tuple(record[:-2].split(",")) if is_plain else _quoted(record)
        if len(cells) != len(COLUMNS):
            raise RowsUnreadable(f"row {n} has {len(cells)} cells, not {len(COLUMNS)}")
        if not is_plain and _written(cells) != record:
            raise RowsUnreadable(
                f"row {n} is not written as this table is written: other programs may read it otherwise"
            )
        yield cells


def _records(file: BinaryIO) -> Iterator[str]:
    """Rows with their ends; a row ends with a line on which no quotation is left open."""
    begun: list[bytes] = []
    quotes = size = 0
    while line := file.readline(MOST_BYTES):
        begun.append(line)
        quotes += line.count(b'"')
        size += len(line)
        if size >= MOST_BYTES:
            raise RowsUnreadable(f"a row has more than {MOST_BYTES} bytes")
        if quotes % 2 == 0 and line.endswith(b"\r\n"):
            yield _decoded(b"".join(begun))
            begun, quotes, size = [], 0, 0
    if begun:
        raise RowsUnreadable("it ends within a row")


def _decoded(record: bytes) -> str:
    try:
        return record.decode()
    except UnicodeDecodeError:
        raise RowsUnreadable("it is not written in UTF-8") from None


def _is_plain(record: str) -> bool:
    """Whether its cells are written as they stand: no quotation mark, and no end of a line but its own."""
    end = len(record) - 2
    return end < QUICK and '"' not in record and record.find("\r") == end and record.find("\n") == end + 1


def _quoted(record: str) -> tuple[str, ...]:
    """The cells of a row in which some stand in quotation marks; empty where it is no row."""
    return _cells(record) if len(record) > QUICK else _quick(record)


def _written(cells: tuple[str, ...]) -> str:
    """As the row of them is written."""
    written = StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue()


def _quick(record: str) -> tuple[str, ...]:
    try:
        (found,) = csv.reader([record], strict=True)
    except (csv.Error, ValueError):
        return ()
    return tuple(found)


def _cells(record: str) -> tuple[str, ...]:
    """Empty where it is no row."""
    found: list[str] = []
    end = 0
    for cell in _CELL.finditer(record):
        if cell.start() != end or len(found) == len(COLUMNS) or (cell[3] == "\r\n" and cell.end() != len(record)):
            return ()
        found.append(cell[2] if cell[1] is None else cell[1].replace('""', '"'))
        end = cell.end()
    return tuple(found) if end == len(record) else ()
'''

MODULES["projections.ledger.verifier.trust"] = r'''
"""What the one who verifies brings along: keys, checkpoints that are remembered, witnesses, and how old is too old."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from goals.ledger.checkpoint import Checkpoint, checkpoint
from goals.ledger.notes import COSIGNATURE, ED25519, Note, NoteUnusable, Verified, VerifierKey, is_text, note, verified
from projections.ledger.verifier.finding import Unusable

WORKSPACE_PARTS = 3
"""Of an origin: goalpost, kind and workspace. The incarnation follows."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """A checkpoint, and by whom it is signed. `label` says where it is from."""

    label: str
    note: Note
    checkpoint: Checkpoint
    signed: tuple[Verified, ...]
    seen: tuple[Verified, ...]
    """The witnesses that saw it."""


@dataclass(frozen=True, kw_only=True)
class Trust:
    """`trusted` are texts by where they are from; `tokens` and `authorities` RFC 3161 tokens and certificates.

    `seed` is the one that a sample was to be drawn by; `grown` are answers about consistency.
    """

    keys: tuple[VerifierKey, ...]
    trusted: tuple[tuple[str, str], ...] = ()
    witnesses: tuple[VerifierKey, ...] = ()
    tokens: tuple[bytes, ...] = ()
    authorities: tuple[bytes, ...] = ()
    max_age: timedelta | None = None
    seed: str | None = None
    grown: tuple[bytes, ...] = ()
    now: datetime

    def of(self, origin: str) -> tuple[VerifierKey, ...]:
        """The log's keys, under the name it has now: those of a former incarnation hold for the ones that follow.

        Raises Unusable where none of them is the log's, and where it is no text or no origin.
        """
        if not is_text(origin):
            raise Unusable(f"The origin {origin[:200]!r} is no text.")
        if incarnation(origin) == 0:
            raise Unusable(f"The origin {origin[:200]} is no log's: a number from 2 on may follow the workspace.")
        log = log_of(origin)
        ours = [replace(key, name=origin) for key in self.keys if key.type == ED25519 and log_of(key.name) == log]
        if not ours:
            raise Unusable(f"None of the keys given is of the log {origin}: its key has that name.")
        return tuple(ours)

    def known(self, label: str, text: str) -> Known:
        """Raises NoteUnusable where it is no checkpoint, or not signed by whose name is below it; Unusable as `of`."""
        found = unsigned(label, text)
        signed = tuple(verified(found.note, self.of(found.checkpoint.origin)))
        seen = tuple(verified(found.note, [key for key in self.witnesses if key.type == COSIGNATURE]))
        return replace(found, signed=signed, seen=seen)


def unsigned(label: str, text: str) -> Known:
    """A checkpoint of which nothing is believed yet. Raises NoteUnusable."""
    found = note(text)
    return Known(label=label, note=found, checkpoint=checkpoint(found.text), signed=(), seen=())


def log_of(origin: str) -> tuple[str, ...]:
    """Which log it is, whatever its incarnation. What is no origin is that of no other one."""
    parts = origin.split("/")
    return tuple(parts[:WORKSPACE_PARTS] if incarnation(origin) > 0 else parts)


def incarnation(origin: str) -> int:
    """1 for the first, which has no number; 0 for what is no origin."""
    parts = origin.split("/")[WORKSPACE_PARTS:]
    if not parts:
        return 1
    number = int(parts[0]) if len(parts) == 1 and parts[0].isascii() and parts[0].isdigit() and len(parts[0]) < 9 else 0
    return number if number > 1 and str(number) == parts[0] else 0


def noted(text: str) -> list[str]:
    """The notes in a text: one as it stands, or lines of JSON that hold one as `note` or `checkpoint`.

    Raises NoteUnusable.
    """
    if not text.lstrip().startswith("{"):
        return [text]
    try:
        told = [json.loads(text)]
    except (ValueError, RecursionError):
        told = _lines(text.splitlines())
    found = [each.get("note", each.get("checkpoint")) if isinstance(each, dict) else None for each in told]
    if not all(isinstance(each, str) for each in found):
        raise NoteUnusable("There is no note in it, as `note` or `checkpoint`.")
    return [each for each in found if each is not None]


def _lines(lines: Iterable[str]) -> list[object]:
    try:
        return [json.loads(line) for line in lines if line.strip()]
    except (ValueError, RecursionError):
        raise NoteUnusable("It is neither a note nor lines of JSON that hold one.") from None
'''

MODULES["projections.ledger.verifier.recognising"] = r'''
"""Which event is which: each is sought among the leaves there were, wherever it stands now.

What is recognised is certain, since nobody finds two events with one leaf. What is not recognised is a stranger.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, takewhile

from projections.ledger.verifier.claims import Claimed, Leaves, leaf_by_position
from projections.ledger.verifier.finding import Range

NEAR = 512
"""Positions further on at which an event is sought first."""
PATIENCE = 8
"""Strangers in a row after which one is sought everywhere; twice as many after each time in vain."""
MOST_TRIALS = 2_000_000
"""Hashes that are tried in all: some seconds."""
LATEST = 64
"""Positions that are held, to see which of them is not in its turn."""
MOST_RUNS = 20_000
MOST_KEPT = 1_000
"""Strangers that are sought once more when everything has been seen."""


@dataclass(slots=True)
class Run:
    """Neighbouring events: their place from 0, what they claim, and the true position of the first, 0 for strangers.

    `last` is the true position of the last one.
    """

    place: int
    claimed: int
    first: int
    last: int
    count: int

    @property
    def stands(self) -> int:
        """The position it claims, or the one that its place would give it."""
        return self.claimed or self.place + 1


class Recogniser:
    """`dense` says that events are to be there for all leaves; otherwise only some have been chosen."""

    def __init__(self, leaves: Leaves, workspace_id: str, *, dense: bool = True, trials: int = MOST_TRIALS) -> None:
        self._leaves, self._workspace_id, self._dense, self._trials = leaves, workspace_id, dense, trials
        self._runs: list[Run] = []
        self._kept: dict[int, Claimed] = {}
        self._line = self._strange = 0
        self._patience = PATIENCE
        self._chosen = Chosen(len(leaves))
        self.places = 0
        self.too_much = False
        """More was changed than is told apart."""

    @property
    def twice(self) -> set[int]:
        """Where only some were chosen: the true positions that were seen more than once."""
        return self._chosen.twice

    @property
    def expected(self) -> int:
        """The true position of what comes next, if nothing was done."""
        return self._runs[-1].last + 1 if self._runs and self._runs[-1].first else self._line + 1

    def right(self, first: int, count: int) -> None:
        """The next `count` events have the leaves of `first` and the positions that follow, and claim these."""
        self._add(Run(self.places, first, first, first + count - 1, count))

    def saw(self, claim: Claimed) -> None:
        """The next event."""
        found = 0 if self.too_much else self._sought(claim)
        if found:
            self._strange, self._patience = 0, PATIENCE
        else:
            self._strange += 1
            if len(self._kept) < MOST_KEPT:
                self._kept[self.places] = claim
        self._add(Run(self.places, claim.position, found, found, 1))

    def runs(self) -> list[Run]:
        """All that was seen, in its order, once nothing more comes."""
        lost = missing(self._runs, len(self._leaves)) if self._kept else []
        return [each for run in self._runs for each in self._once_more(run, lost)]

    def _add(self, run: Run) -> None:
        self.places += run.count
        if run.first and not self._dense:
            self._chosen.add(run.first)
            self._cut(run.first)
        if self._runs and self._continues(self._runs[-1], run):
            before = self._runs[-1]
            before.count += run.count
            before.last = run.last
        elif len(self._runs) == MOST_RUNS:
            self.too_much = True
        else:
            self._runs.append(run)
        if run.first and self._runs[-1].count > 1:
            self._line = run.last

    def _continues(self, before: Run, run: Run) -> bool:
        if not before.first or not run.first:
            return before.first == run.first and run.claimed == before.claimed + before.count
        if self._dense:
            return run.first == before.last + 1 and run.claimed - run.first == before.claimed - before.first
        in_turn = before.last == self._chosen.highest or run.first < self._chosen.highest
        return in_turn and run.first > before.last and run.claimed == run.first and before.claimed == before.first

    def _cut(self, position: int) -> None:
        """What stands just before and comes only after `position` is a run of its own: it may be what was moved."""
        before = self._runs[-1] if self._runs else None
        if before is None or before.last <= position:
            return
        after = self._chosen.after(position)
        if before.first and 0 < len(after) < before.count:
            place = before.place + before.count - len(after)
            before.count -= len(after)
            before.last = self._chosen.before(position, before.first)
            self._runs.append(Run(place, after[0], after[0], after[-1], len(after)))

    def _sought(self, claim: Claimed) -> int:
        """The true position; 0 for a stranger."""
        last = self._runs[-1].last if self._runs else 0
        quick = [last + 1, claim.position, self._line + 1, claim.position + len(self._leaves) - self.places]
        near: Iterable[int] = range(self._line + 1, self._line + 1 + NEAR) if self._dense else ()
        everywhere: Iterable[int] = ()
        if self._strange >= self._patience:
            everywhere, self._patience, self._strange = range(1, len(self._leaves) + 1), self._patience * 2, 0
        return self._tried(claim, chain(quick, near, everywhere))

    def _tried(self, claim: Claimed, positions: Iterable[int]) -> int:
        leaf_at, size = leaf_by_position(claim, self._workspace_id), len(self._leaves)
        for n, position in enumerate(positions):
            if n > 4 and self._trials <= 0:
                break
            self._trials -= 1
            if 0 < position <= size and leaf_at(position) == self._leaves[position - 1]:
                return position
        return 0

    def _once_more(self, run: Run, lost: Sequence[Range]) -> Iterator[Run]:
        if run.first or run.place not in self._kept:
            yield run
            return
        for n in range(run.count):
            one = Run(run.place + n, run.claimed + n if run.claimed else 0, 0, 0, 1)
            claim = self._kept.get(one.place)
            if claim is None:
                yield replace(one, count=run.count - n)
                return
            likely = chain.from_iterable(range(a, b + 1) for a, b in lost)
            found = self._tried(claim, chain(likely, range(1, len(self._leaves) + 1)))
            yield replace(one, first=found, last=found)


class Chosen:
    """The true positions that were seen of some that were chosen, in flat memory."""

    def __init__(self, size: int) -> None:
        self._there = bytearray(size // 8 + 1)
        self._latest: deque[int] = deque(maxlen=LATEST)
        self.highest = 0
        self.twice: set[int] = set()

    def add(self, position: int) -> None:
        """The next one."""
        at, bit = position >> 3, 1 << (position & 7)
        if self._there[at] & bit:
            self.twice.add(position)
        self._there[at] |= bit
        self._latest.append(position)
        self.highest = max(self.highest, position)

    def after(self, position: int) -> list[int]:
        """Those that came just before the last one, and are greater than `position`."""
        older = list(self._latest)[:-1]
        return list(takewhile(lambda each: each > position, reversed(older)))[::-1]

    def before(self, position: int, least: int) -> int:
        """The last one that came before these; `least` where that is forgotten."""
        older = [each for each in list(self._latest)[:-1] if each < position]
        return older[-1] if older else least


def missing(runs: Iterable[Run], size: int) -> list[Range]:
    """The positions up to `size` at which nobody was recognised, as ranges."""
    found, after = [], 0
    for run in sorted((run for run in runs if run.first), key=lambda run: run.first):
        if run.first > after + 1:
            found.append((after + 1, run.first - 1))
        after = max(after, run.last)
    return [*found, (after + 1, size)] if after < size else found
'''

MODULES["projections.ledger.verifier.roots"] = r'''
"""The roots of a list of leaf hashes, at its end and wherever a checkpoint was made, in one reading."""

from collections.abc import Iterable
from typing import BinaryIO

from goals.ledger.merkle import EMPTY, Growing
from projections.ledger.verifier.claims import LEAF_BYTES

PIECE = LEAF_BYTES << 11


def roots(file: BinaryIO, count: int, sizes: Iterable[int]) -> dict[int, bytes]:
    """By size, for those of `sizes` that are not more than `count`, and for `count` itself."""
    wanted = sorted({size for size in sizes if 0 < size < count} | {count}) if count else []
    found, tree, held = {0: EMPTY}, Growing(), b""
    for size in wanted:
        while tree.size < size:
            if not held:
                held = _exactly(file, min(PIECE, (count - tree.size) * LEAF_BYTES))
            most = min(len(held), (size - tree.size) * LEAF_BYTES)
            tree.extend(held[at : at + LEAF_BYTES] for at in range(0, most, LEAF_BYTES))
            held = held[most:]
        found[size] = tree.root()
    return found


def _exactly(file: BinaryIO, size: int) -> bytes:
    found = file.read(size)
    assert len(found) == size, "the container says how much there is"
    return found
'''

MODULES["projections.ledger.verifier.manifest"] = r'''
"""What a bundle says that it is: the manifest, and the note that signs it."""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from goals.ledger.checkpoint import MOST_DIGITS, ROOT_BYTES
from goals.ledger.notes import NoteUnusable
from projections.ledger.verifier.canonical import Each, fit, pretty
from projections.ledger.verifier.finding import Unusable

FORMAT = "goalpost-bundle/v1"
NOTE_FORMAT = "goalpost-manifest/v1"
TIME = "%Y-%m-%dT%H:%M:%SZ"
MOST_PROOF = 128
MOST_BYTES = 1 << 22
"""Of the manifest: as many files as a bundle can have are listed in less."""
MOST_NUMBER = 10**MOST_DIGITS
_SAMPLE = {"method": str, "seed": str, "size": int, "drawn": int, "population": int, "population_hash": str}
_NEXT = {
    "position": int,
    "stream_id": str,
    "version": int,
    "topic": str,
    "recorded_at": int,
    "state_sha256": str,
    "proof": [str],
}
_TRAIL = {"rows": int, "retargets": int, "from_events": [str], "derived": [str]}
SHAPE = {
    "format": str,
    "origin": str,
    "workspace": {"id": str, "name": str, "kind": str},
    "position": int,
    "as_of": str,
    "on": str,
    "time_zone": str,
    "root": str,
    "checkpoint_size": int,
    "consistency": [str],
    "next": (_NEXT, None),
    "filters": Each(str),
    "selection": {"goal_id?": str, "topics?": [str], "actor_id?": str, "first": int, "last": int},
    "complete": bool,
    "events": {"count": int, "first": (int, None), "last": (int, None)},
    "kinds": Each({"count": int, "state_bytes": int, "position_sum": int, "value_sum?": str}),
    "trail": _TRAIL,
    "sample": (_SAMPLE, None),
    "redactions": int,
    "software": {"name": str, "version": str},
    "exported_at": str,
    "exporter": {"type": str, "id": str, "on_behalf_of": (str, None)},
    "purpose": str,
    "files": [{"name": str, "bytes": int, "sha256": str}],
}
NOT_READ = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What comes of reading a text that somebody else wrote as if it were what it should be."""


class Listed(NamedTuple):
    """A file as the manifest has it; `sha256` in hex."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """`position` is the last event the bundle is about, `root` the tree's there; `told` is all of it, as it stands."""

    origin: str
    workspace_id: str
    position: int
    root: bytes
    checkpoint_size: int
    consistency: tuple[bytes, ...]
    complete: bool
    files: tuple[Listed, ...]
    told: Mapping[str, Any]


class Signing(NamedTuple):
    """What a manifest's note says. `digest` is the SHA-256 of manifest.json.

    `time` is when the checkpoint was the newest last, as far as whoever signs it knows.
    """

    origin: str
    size: int
    digest: bytes
    time: datetime


def manifest(content: bytes) -> Manifest:
    """Raises Unusable."""
    try:
        return _read(json.loads(content))
    except NOT_READ as wrong:
        reason = f": {wrong}" if isinstance(wrong, Unusable) else ""
        raise Unusable(f"manifest.json is not the manifest of a bundle{reason}.") from None


def misshapen(content: bytes, told: Manifest) -> str | None:
    """In which way the file is not what whoever exports would have written; None where it is."""
    try:
        fit(told.told, SHAPE)
        if pretty(told.told).encode() != content:
            return "not in the one form it is written in: another program may read something else there"
    except NOT_READ as wrong:
        return f"not of the form that it has: {wrong}"
    return None


def signing(text: str) -> Signing:
    """From the text of manifest.note. Raises NoteUnusable."""
    lines = text.split("\n")
    if len(lines) != 6 or lines[0] != NOTE_FORMAT or not re.fullmatch(r"[0-9]{1,18}", lines[2]):
        raise NoteUnusable("It does not sign a manifest: a format, an origin, a size, a hash and a time, a line each.")
    try:
        time = datetime.strptime(lines[4], TIME).replace(tzinfo=UTC)
        return Signing(lines[1], int(lines[2]), hashed(lines[3]), time)
    except ValueError:
        raise NoteUnusable("It does not sign a manifest: its hash or its time is none.") from None


def digest(content: bytes) -> bytes:
    return sha256(content).digest()


def hashed(text: str) -> bytes:
    """32 bytes from base64, in the one form they are written in. Raises ValueError."""
    found = b64decode(text, validate=True)
    if len(found) != ROOT_BYTES or b64encode(found).decode() != text:
        raise ValueError("it is no hash")
    return found


def _read(told: Any) -> Manifest:
    if told["format"] != FORMAT:
        raise Unusable(f"its format is {str(told['format'])[:40]!r}, and {FORMAT} is known here")
    files = tuple(_listed(each) for each in told["files"])
    return Manifest(
        origin=_text(told["origin"]),
        workspace_id=_text(told["workspace"]["id"]),
        position=_number(told["position"]),
        root=hashed(told["root"]),
        checkpoint_size=_number(told["checkpoint_size"]),
        consistency=tuple(map(hashed, told["consistency"][:MOST_PROOF])),
        complete=told["complete"] is True,
        files=files,
        told=told,
    )


def _listed(told: Any) -> Listed:
    return Listed(_text(told["name"]), _number(told["bytes"]), _text(told["sha256"]))


def _text(told: Any) -> str:
    if not isinstance(told, str):
        raise TypeError("it is no text")
    return told


def _number(told: Any) -> int:
    if type(told) is not int or not 0 <= told < MOST_NUMBER:
        raise ValueError("it is no position or size")
    return told
'''

MODULES["projections.ledger.verifier.receipt"] = r'''
"""What a receipt says, each member of it once: an answer about inclusion, or a tlog-proof beside its event."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any, NamedTuple

from goals.ledger.checkpoint import Checkpoint
from goals.ledger.proof import HEAD, TlogProof, tlog_proof
from projections.ledger.verifier.canonical import fit, once
from projections.ledger.verifier.finding import Unusable

EVENT = {
    "workspace_id": str,
    "position": int,
    "stream_id": str,
    "version": int,
    "topic": str,
    "recorded_at_us": int,
    "state": str,
}
CHECKPOINT = {"origin": str, "size": int, "root": str, "note": str}
ANSWER = {
    "position": int,
    "index": int,
    "leaf_hash": str,
    "event": EVENT,
    "proof": [str],
    "checkpoint": CHECKPOINT,
    "tlog_proof": str,
}


class Receipt(NamedTuple):
    """`told` is all of an answer; None of a tlog-proof."""

    event: Mapping[str, Any]
    proof: TlogProof
    told: Mapping[str, Any] | None

    def others(self, leaf: bytes, point: Checkpoint) -> list[str]:
        """The members that say something else than the event and the proof show."""
        if self.told is None:
            return []
        proof, root = self.proof, b64encode(point.root).decode()
        shown = {
            "position": proof.index + 1,
            "index": proof.index,
            "leaf_hash": b64encode(leaf).decode(),
            "proof": [b64encode(each).decode() for each in proof.hashes],
            "checkpoint": {"origin": point.origin, "size": point.size, "root": root, "note": proof.note},
        }
        return [name for name, value in shown.items() if self.told[name] != value]


def read(content: bytes, event: bytes | None) -> Receipt:
    """Raises ValueError, RecursionError and the like where it is none."""
    if content.startswith(HEAD.encode()):
        if event is None:
            raise Unusable("A tlog-proof has no event in it: give the event's JSON with --event.")
        found = once(event)
        found = found.get("event", found)
        fit(found, EVENT)
        return Receipt(found, tlog_proof(content.decode()), None)
    answer = once(content)
    fit(answer, ANSWER)
    return Receipt(answer["event"], tlog_proof(answer["tlog_proof"]), answer)
'''

MODULES["projections.ledger.verifier.grounds"] = r'''
"""What does the bundle say stands in the place of each sealed text?"""

from collections.abc import Iterator
from typing import Any

from projections.ledger.verifier.canonical import line
from projections.ledger.verifier.container import Bundle

REDACTIONS = "redactions.ndjson"
PERSONAL, ERASED = "personal", "erased"
MOST_LINE = 1 << 16
MOST_OF_AN_EVENT = 10_000
SHAPE = {"position": int, "field": str, "subject": str, "ground": str, "erased_at?": int}
NOWHERE = 1 << 63
"""A position that no event has."""

Line = dict[str, Any]


def lines(bundle: Bundle) -> Iterator[Line]:
    """As they stand. Raises ValueError, RecursionError for what is no such line."""
    with bundle.open(REDACTIONS) as file:
        while read := file.readline(MOST_LINE):
            if not read.endswith(b"\n"):
                raise ValueError(f"{REDACTIONS} ends within a line, or has one of more than {MOST_LINE} bytes")
            found = line(read[:-1].decode(), SHAPE)
            if not 0 < found["position"] < NOWHERE:
                raise ValueError(f"{REDACTIONS} tells of a position that no event has")
            yield found


class Grounds:
    """Reads the lines in step with the events: positions are asked for in ascending order."""

    def __init__(self, bundle: Bundle) -> None:
        self._lines = lines(bundle)
        self._read()

    def before(self, position: int) -> Iterator[Line]:
        """Those that no event before this one was asked about."""
        while self.position < position:
            yield self._line
            self._read()

    def at(self, position: int) -> list[Line]:
        """Those of an event."""
        found = []
        for _ in self.before(position):
            pass
        while self.position == position:
            found.append(self._line)
            if len(found) > MOST_OF_AN_EVENT:
                raise ValueError(f"{REDACTIONS} has more than {MOST_OF_AN_EVENT} lines of position {position}")
            self._read()
        return found

    def told_at(self, position: int) -> str:
        """What a table says in the place of a sealed reason."""
        if self.position > position:
            return "[not in the list of redactions]"
        grounds = [line.get("ground") for line in self.at(position) if line.get("field") == "/reason"]
        return f"[{grounds[0]}]" if grounds else "[not in the list of redactions]"

    def _read(self) -> None:
        self._line = next(self._lines, {"position": NOWHERE})
        self.position: int = self._line["position"]
'''

MODULES["projections.ledger.verifier.lines"] = r'''
"""The lines of a bundle's compressed parts, some hundreds at a time, however much a part claims to hold."""

import zlib
from collections.abc import Iterator

from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.finding import Unusable

PIECE = 1 << 16
TEXT = 1 << 18
"""Bytes of text that are held at once, and the rest of a line."""
MOST_LINE = 1 << 22
MOST_LINES = 4_000
GZIP = 31
HEAD = b"\x1f\x8b\x08" + bytes(5)
"""What a part begins with: no name, no comment, no time."""


def parts(bundle: Bundle, folder: str) -> list[str]:
    return [name for name in bundle.names if name.startswith(f"{folder}/")]


def stretches(bundle: Bundle, name: str) -> Iterator[list[str]]:
    """Lines without their ends. Raises Unusable where it is no part as bundles have them."""
    count, begun = 0, b""
    for piece in _text(bundle, name):
        whole, newline, rest = piece.rpartition(b"\n")
        if len(begun) + len(rest) > MOST_LINE:
            raise Unusable(f"{name} has a line of more than {MOST_LINE} bytes.")
        if not newline:
            begun += piece
            continue
        lines = _decoded(begun + whole, name).split("\n")
        begun, count = rest, count + len(lines)
        if count > MOST_LINES:
            raise Unusable(f"{name} has more than {MOST_LINES} lines.")
        yield lines
    if begun:
        raise Unusable(f"{name} ends within a line.")


def _text(bundle: Bundle, name: str) -> Iterator[bytes]:
    unpacking = zlib.decompressobj(GZIP)
    with bundle.open(name) as file:
        if file.read(len(HEAD)) != HEAD:
            raise Unusable(f"{name} is not compressed as a part of a bundle is.")
        file.seek(0)
        try:
            while packed := unpacking.unconsumed_tail or file.read(PIECE):
                if unpacking.eof:
                    break
                yield unpacking.decompress(packed, TEXT)
            while not unpacking.eof and (more := unpacking.decompress(b"", TEXT)):
                yield more
        except zlib.error:
            raise Unusable(f"{name} is not compressed as a part of a bundle is.") from None
        if not unpacking.eof or unpacking.unused_data or file.read(1):
            raise Unusable(f"{name} does not end where its text ends.")


def _decoded(text: bytes, name: str) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise Unusable(f"{name} is not a text in UTF-8.") from None
'''

MODULES["projections.ledger.verifier.observing"] = r'''
"""What others see of a bundle's events while they are verified: the files are read once, however many look at them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.finding import Finding


class Stored(NamedTuple):
    """An event as the bundle has it. `recorded_at` is in µs, `state` the stored JSON, `leaf` computed from them all."""

    position: int
    stream_id: str
    version: int
    topic: str
    recorded_at: int
    state: str
    leaf: bytes


class Header(NamedTuple):
    """An event of which a filtered bundle has no more than this. `state_sha256` are 32 bytes."""

    position: int
    stream_id: str
    version: int
    topic: str
    recorded_at: int
    state_sha256: bytes
    leaf: bytes


class Observer(Protocol):
    """It holds a bounded amount, however long the log.

    In a filtered bundle the headers of a stretch of the log come before the exported events of that stretch.
    What it raises of ValueError, TypeError, LookupError, AttributeError, ArithmeticError or RecursionError is told as
    a finding about a file that cannot be read.
    """

    @property
    def checked(self) -> Sequence[str]:
        """Sentences: what was found to be right, once it has ended without a finding."""

    @property
    def unknown(self) -> Sequence[str]:
        """Sentences: what it could not know."""

    def saw(self, events: Sequence[Stored]) -> None:
        """Some thousands at once, in the order in which they stand."""

    def headed(self, headers: Sequence[Header]) -> None: ...

    def ended(self) -> Iterable[Finding]:
        """After the last one."""


class Watch(Protocol):
    """How an observer comes to be: None where a bundle has nothing for it to look at."""

    def __call__(self, bundle: Bundle, manifest: Mapping[str, Any]) -> Observer | None: ...
'''

MODULES["projections.ledger.verifier.sample_file"] = r'''
"""What does the bundle say a sample was drawn from, member by member, however many there are?"""

import json
from base64 import b64decode
from codecs import getincrementaldecoder
from collections.abc import Iterator
from functools import partial
from typing import Any

from goals.ledger.sampling import Member
from projections.ledger.verifier.canonical import fit, line, written
from projections.ledger.verifier.container import Bundle

SAMPLE = "sample.json"
PIECE_BYTES = 1 << 13
MOST_HEAD = 1 << 20
"""Characters before the population."""
MOST_MEMBER = 1 << 12
"""Characters of one that could be drawn."""
MOST_DRAWN = 100_000
"""As many as can be asked for."""
BEGIN = '"population":['
HEAD = {
    "method": str,
    "seed": str,
    "size": int,
    "strata": [{"stratum": str, "population": int, "drawn": int}],
    "population": [None],
}
MEMBER = {"position": int, "leaf": str, "stratum": str}
_decoder = json.JSONDecoder()


class SampleFile:
    """`head` is all of it but the population. Raises ValueError where it is not written as it should be."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self.head: dict[str, Any] = next(self._parts())

    def members(self) -> Iterator[Member]:
        """In the order in which they stand."""
        parts = self._parts()
        next(parts)
        for told in parts:
            fit(told, MEMBER)
            yield Member(told["position"], b64decode(told["leaf"], validate=True), told["stratum"])

    def _parts(self) -> Iterator[dict[str, Any]]:
        """The head, then each member."""
        with self._bundle.open(SAMPLE) as file:
            decode = getincrementaldecoder("utf-8")().decode
            pieces = (decode(piece) for piece in iter(partial(file.read, PIECE_BYTES), b""))
            text = ""
            while BEGIN not in text:
                text += _more(pieces)
                if len(text) > MOST_HEAD:
                    raise ValueError(f"{SAMPLE} has no population")
            begun, _, text = text.partition(BEGIN)
            head = line(f"{begun}{BEGIN}]}}", HEAD)
            if not 0 < head["size"] <= MOST_DRAWN:
                raise ValueError(f"{SAMPLE} is of a size that none can have")
            yield head
            yield from _members(text, pieces)


def _members(text: str, pieces: Iterator[str]) -> Iterator[dict[str, Any]]:
    first = True
    while True:
        while "}" not in text:
            if len(text) > MOST_MEMBER:
                raise ValueError(f"{SAMPLE} has a member of more than {MOST_MEMBER} characters")
            text += _more(pieces)
        if text.startswith("]"):
            break
        between = "" if first else ",\n"
        told, end = _decoder.raw_decode(text, len(between))
        if f"{between}{written(told)}" != text[:end]:
            raise ValueError(f"{SAMPLE} is not written as it is written here: {text[:end]!r:.80}")
        yield told
        text, first = text[end:], False
    if text != "]}\n" or next(pieces, ""):
        raise ValueError(f"{SAMPLE} goes on after the population")


def _more(pieces: Iterator[str]) -> str:
    found = next(pieces, None)
    if found is None:
        raise ValueError(f"{SAMPLE} ends before the population does")
    return found
'''

MODULES["projections.ledger.verifier.easing"] = r'''
"""Did a change make a goal easier, and by how much? As Goalpost reckons it, as far as the current value is known."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from projections.ledger.verifier.measuring import (
    EXACT,
    ONE,
    UPWARD,
    Yardstick,
    asked_for,
    quotient,
    tolerance,
)

EASIER, HARDER, NEUTRAL, MIXED, INCOMPARABLE = "easier", "harder", "neutral", "mixed", "incomparable"
HALF = Decimal("0.00005")
"""What rounding to four places may change."""
SLACK = HALF + Decimal("1E-12")
_GREATEST = Decimal(10) ** 90


NO_MOVE = "0.0000"
_SHARE = re.compile(r"(?!-0\.0000)-?(?:0|[1-9][0-9]*)\.[0-9]{4}")


class Between(NamedTuple):
    """The least and the greatest a number can be."""

    low: Decimal
    high: Decimal


ANY = Between(-_GREATEST, _GREATEST)


def comparable(old: Yardstick, new: Yardstick) -> bool:
    return old.kpi == new.kpi and old.direction == new.direction


def has_no_ratio(old: Yardstick, new: Yardstick, today: int) -> bool:
    """Whether there is none, whatever the current value is."""
    numbers = old.number is not None and new.number is not None
    days = old.end > today and new.end > today
    return not (numbers and days and comparable(old, new) and old.direction != "maintain" and old.path == new.path)


def missing(old: Yardstick, value: Decimal) -> Decimal:
    """How far the target was from a value before: what is required, where it is above zero."""
    assert old.number is not None
    way = EXACT.subtract(old.number, value)
    return way if old.direction in UPWARD else EXACT.minus(way)


def ratio(old: Yardstick, new: Yardstick, value: Decimal, today: int) -> Decimal | None:
    """Of the required rates, by the current value, where there can be one; None where nothing was required."""
    way = missing(old, value)
    if way <= 0:
        return None
    before = EXACT.divide(way, Decimal(old.end - today))
    return quotient(EXACT.divide(missing(new, value), Decimal(new.end - today)), before)


def ratio_between(old: Yardstick, new: Yardstick, way: Between, today: int) -> Between:
    """What the ratio can be as written, where no more is known than what was `missing`, some of it above zero."""
    assert old.number is not None and new.number is not None
    days = EXACT.divide(Decimal(old.end - today), Decimal(new.end - today))
    further = EXACT.subtract(new.number, old.number)
    further = further if old.direction in UPWARD else EXACT.minus(further)
    if further == 0:
        ends = [days, days]
    else:
        far = days if way.high >= _GREATEST else _ratio_at(way.high, days, further)
        near = _ratio_at(way.low, days, further) if way.low > 0 else ANY.high if further > 0 else ANY.low
        ends = sorted((far, near))
    return Between(EXACT.subtract(ends[0], SLACK), EXACT.add(ends[1], SLACK))


def _ratio_at(way: Decimal, days: Decimal, further: Decimal) -> Decimal:
    return EXACT.multiply(days, EXACT.add(ONE, EXACT.divide(further, way)))


def effects(old: Yardstick, new: Yardstick, *, told: str, exact: Decimal | None, said_otherwise: bool) -> Sequence[str]:
    """Those that can be, with the ratio `told`, empty where there is none; `exact` is it unrounded, where known."""
    if not comparable(old, new):
        return (INCOMPARABLE,)
    if told == "":
        found = [_one_by_one(old, new, said_otherwise=said_otherwise)]
    elif exact is None and told == "1.0000":
        found = [EASIER, NEUTRAL, HARDER]
    else:
        found = [_called(ONE, Decimal(told) if exact is None else exact)]
    levels = _all_told(_level_moves(old, new)) if (old.commit, old.stretch) != (new.commit, new.stretch) else NEUTRAL
    return [_with_levels(each, levels) for each in found]


def magnitude_is_right(old: Yardstick, new: Yardstick, told: str) -> bool:
    """As far as the two targets tell: in which direction it moved, or that there is none."""
    if old.number is None or new.number is None or not comparable(old, new):
        return told == ""
    if told in ("", NO_MOVE):
        return True
    same_way = (told[0] == "-") is (new.number < old.number)
    return same_way and new.number != old.number and _SHARE.fullmatch(told) is not None


def _one_by_one(old: Yardstick, new: Yardstick, *, said_otherwise: bool) -> str:
    if (old.target is None) is not (new.target is None) or (old.target is None and said_otherwise):
        return INCOMPARABLE
    return _all_told([_eases(new.end - old.end), *_target_moves(old, new), *_path_moves(old, new)])


def _target_moves(old: Yardstick, new: Yardstick) -> list[str]:
    before, after = old.bounds, new.bounds
    if before is None or after is None:
        return []
    lower, higher = _called(before[0], after[0]), _called(after[1], before[1])
    if old.direction == "maintain":
        return [lower, higher, _called(tolerance(new), tolerance(old))]
    return [lower if old.direction in UPWARD else higher]


def _path_moves(old: Yardstick, new: Yardstick) -> list[str]:
    if old.path == new.path:
        return []
    days = {day for day, _ in (*old.path, *new.path)} | {old.end, new.end}
    return [_mark_move(old, asked_for(old, day), asked_for(new, day)) for day in sorted(days)]


def _with_levels(found: str, levels: str) -> str:
    if found == NEUTRAL:
        return levels
    return MIXED if found == HARDER and levels in (EASIER, MIXED) else found


def _level_moves(old: Yardstick, new: Yardstick) -> list[str]:
    marks = ((old.commit, new.commit), (old.stretch, new.stretch))
    return [_mark_move(old, mark, moved) for mark, moved in marks if mark is not None]


def _mark_move(yard: Yardstick, old: Decimal | None, new: Decimal | None) -> str:
    if old is None or new is None:
        return _eases((new is None) - (old is None))
    return _called(old, new) if yard.direction in UPWARD else _called(new, old)


def _called(reference: Decimal, value: Decimal) -> str:
    return NEUTRAL if value == reference else EASIER if value < reference else HARDER


def _eases(by: int) -> str:
    return NEUTRAL if by == 0 else EASIER if by > 0 else HARDER


def _all_told(moves: Sequence[str]) -> str:
    kinds = {*moves} - {NEUTRAL}
    return NEUTRAL if not kinds else kinds.pop() if len(kinds) == 1 else MIXED
'''

MODULES["projections.ledger.verifier.book_form"] = r'''
"""What is in a spreadsheet beside the rows of its tables? Always the same, but for how many rows there are.

So nobody can say something by how it is shown: no style, width, hidden row, name or property is of anybody's choice.
"""

from collections.abc import Mapping, Sequence

from projections.ledger.verifier.row_form import NAMES

MOST_ROWS = 1_048_576
"""Of a sheet, its header among them."""
MOST_SIZE = 1 << 31
"""Bytes of the rows of a sheet, after which there is no other."""
MOST_TABLES = 100
ASKED = "asked"
"""The last sheet, which says what was asked for."""
WIDTH, ASKED_WIDTH = "18.7109375", "36.7109375"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FORMATS = "http://schemas.openxmlformats.org"
_MAIN = f"{_FORMATS}/spreadsheetml/2006/main"
_OFFICE = f"{_FORMATS}/officeDocument/2006/relationships"
_PACKAGE = f"{_FORMATS}/package/2006"
_LINKS = f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_MARGINS = '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
_FROZEN = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/>'
_FONT = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
_PLAIN = 'numFmtId="0" fontId="0" fillId="0" borderId="0"'
STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font>{_FONT}</font><font><b/>{_FONT}</font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    f'<cellStyleXfs count="1"><xf {_PLAIN}/></cellStyleXfs><cellXfs count="2"><xf {_PLAIN} xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
"""Plain, and bold for a header."""
FIRST: Mapping[str, bytes] = {
    "_rels/.rels": (
        f'{_LINKS}<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ).encode(),
    "xl/styles.xml": STYLES.encode(),
}
"""The parts before the sheets, by name."""


def part_of(sheet: int) -> str:
    """The name of the part, counted from 1."""
    return f"xl/worksheets/sheet{sheet}.xml"


def is_full(rows: int, size: int) -> bool:
    """Whether the next row belongs on another sheet; `size` is in bytes, of those on this one."""
    return rows >= MOST_ROWS or size >= MOST_SIZE


def table_begin(columns: int, *, is_first: bool) -> bytes:
    """What stands before the rows of a table, its header among them."""
    return _begin(columns, WIDTH, ' tabSelected="1"' if is_first else "", _FROZEN)


def table_end(columns: int, rows: int) -> bytes:
    return f'</sheetData><autoFilter ref="A1:{NAMES[columns - 1]}{rows}"/>{_MARGINS}</worksheet>'.encode()


def _begin(columns: int, width: str, selected: str, pane: str) -> bytes:
    view = f'<sheetView{selected} workbookViewId="0"' + (f">{pane}</sheetView>" if pane else "/>")
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheetViews>{view}</sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="{columns}" width="{width}" customWidth="1"/>'
        "</cols><sheetData>"
    ).encode()


ASKED_BEGIN = _begin(2, ASKED_WIDTH, "", "")
ASKED_END = f"</sheetData>{_MARGINS}</worksheet>".encode()


def last(table: str, columns: int, rows: Sequence[int]) -> dict[str, bytes]:
    """The parts behind the sheets, by name: `rows` are those of each sheet of the table, with its header."""
    names = [*(table if n == 1 else f"{table} {n}" for n in range(1, len(rows) + 1)), ASKED]
    ids = range(1, len(names) + 1)
    sheets = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in zip(ids, names, strict=True))
    filters = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{n}" hidden="1">'
        f"'{names[n]}'!$A$1:${NAMES[columns - 1]}${count}</definedName>"
        for n, count in enumerate(rows)
    )
    links = "".join(f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="{part_of(n)[3:]}"/>' for n in ids)
    style = f'<Relationship Id="rId{len(names) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    types = "".join(_typed(part_of(n), "worksheet") for n in ids)
    found = {
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{sheets}</sheets><definedNames>{filters}</definedNames></workbook>",
        "xl/_rels/workbook.xml.rels": f"{_LINKS.removeprefix(_XML)}{links}{style}</Relationships>",
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{_typed('xl/workbook.xml', 'sheet.main')}{_typed('xl/styles.xml', 'styles')}{types}</Types>",
    }
    return {name: f"{_XML}{text}".encode() for name, text in found.items()}


def _typed(part: str, kind: str) -> str:
    return f'<Override PartName="/{part}" ContentType="{_TYPE}.{kind}+xml"/>'
'''

MODULES["projections.ledger.verifier.sheet_xml"] = r'''
"""Which cells does a row of a sheet have? It is read as it is written here, and in no other way."""

import re

from projections.ledger.verifier.cells import Cell
from projections.ledger.verifier.comma_rows import RowsUnreadable
from projections.ledger.verifier.row_form import NAMES, row

_CELL = re.compile(
    r'<c r="([A-Z]{1,2})[0-9]{1,7}"'
    r'(?:><v>([^<]{1,64})</v>| t="inlineStr"><is><t(?: xml:space="preserve")?>([^<]*)</t></is>)</c>'
)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def cells(written: bytes, n: int, *, columns: int) -> tuple[Cell, ...]:
    """Those of row `n`, counted from 1. Raises RowsUnreadable if it would be written otherwise."""
    names = NAMES[:columns]
    try:
        found = {each[1]: _valued(each[2], each[3]) for each in _CELL.finditer(written.decode())}
        values = tuple([found.get(name, "") for name in names])
        again = row(values, n)
    except ValueError as wrong:
        raise RowsUnreadable(f"row {n} cannot be read: {wrong!s:.80}") from None
    if again != written:
        raise RowsUnreadable(f"row {n} is not written as a row with its cells is: {_around(again, written)}")
    return values


def _valued(number: str | None, text: str) -> Cell:
    if number is not None:
        return float(number)
    unescaped = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), unescaped)


def _around(wanted: bytes, told: bytes) -> str:
    """Where they begin to differ."""
    at = next((n for n, (a, b) in enumerate(zip(wanted, told, strict=False)) if a != b), min(len(wanted), len(told)))
    return f"{told[max(at - 20, 0) : at + 40].decode(errors='replace')!r}"
'''

MODULES["projections.ledger.verifier.zip_parts"] = r'''
"""Which parts are in a zip file, one behind the other, if no byte of it is anybody's choice but theirs?

It is read from its beginning to its end, as it is written here. The list at its end has to say the same.
"""

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from projections.ledger.verifier.comma_rows import RowsUnreadable
from projections.ledger.verifier.zip_form import PLAIN_DEFLATE, Part, begin, end, listed

PIECE_BYTES = 1 << 16


class ZipParts:
    """A zip file that is read once."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._ahead = b""
        self._at = 0
        self._parts: list[Part] = []

    def pieces(self, name: str) -> Iterator[bytes]:
        """The content of the part that stands next, to be read to its end. Raises RowsUnreadable if it is another."""
        offset = self._at
        self._require(begin(name), f"its part {name} does not stand where and as it should")
        packed_at, crc, size = self._at, 0, 0
        for piece in self._unpacked(name):
            crc, size = zlib.crc32(piece, crc), size + len(piece)
            yield piece
        part = Part(name, crc, self._at - packed_at, size, offset)
        self._require(end(part), f"behind its part {name} stands what should not")
        self._parts.append(part)

    def require(self, name: str, content: bytes) -> None:
        """That the part that stands next has this content. Raises RowsUnreadable."""
        found = b""
        for piece in self.pieces(name):
            found += piece
            if len(found) > len(content):
                break
        if found != content:
            raise RowsUnreadable(f"its part {name} is not as it is in every one")

    def end(self) -> None:
        """That nothing stands behind the last part but the list of all. Raises RowsUnreadable."""
        self._require(listed(self._parts, at=self._at), "its list of parts is not as it should be")
        if self._ahead or self._file.read(1):
            raise RowsUnreadable("it goes on after its end")

    def _unpacked(self, name: str) -> Iterator[bytes]:
        unpacking = zlib.decompressobj(PLAIN_DEFLATE)
        while not unpacking.eof:
            packed = unpacking.unconsumed_tail or self._some()
            try:
                piece = unpacking.decompress(packed, PIECE_BYTES)
            except zlib.error as wrong:
                raise RowsUnreadable(f"its part {name} cannot be unpacked: {wrong}") from None
            left = unpacking.unused_data if unpacking.eof else unpacking.unconsumed_tail
            self._at += len(packed) - len(left)
            if piece:
                yield piece
        self._ahead = unpacking.unused_data

    def _some(self) -> bytes:
        found, self._ahead = self._ahead or self._file.read(PIECE_BYTES), b""
        if not found:
            raise RowsUnreadable("it ends within a part")
        return found

    def _require(self, wanted: bytes, otherwise: str) -> None:
        while len(self._ahead) < len(wanted) and (more := self._file.read(PIECE_BYTES)):
            self._ahead += more
        if not self._ahead.startswith(wanted):
            raise RowsUnreadable(otherwise)
        self._ahead = self._ahead[len(wanted) :]
        self._at += len(wanted)
'''

MODULES["projections.ledger.verifier.ages"] = r'''
"""When was it known that the log was as it is? By witnesses, by RFC 3161 tokens, or by the signer's clock alone."""

import importlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from projections.ledger.verifier.finding import SIGNATURE, STALE, Finding, Misasked
from projections.ledger.verifier.trust import Known, Trust

TIME = "%Y-%m-%dT%H:%M:%SZ"
LIBRARY = "rfc3161_client"
CERTIFICATES = "cryptography.x509"
"""As long in loading as all else of it: seldom needed."""


class Seen(NamedTuple):
    """When it was certainly the newest, in words up to the time; `independent` of whoever signs the log."""

    time: datetime
    said: str
    independent: bool

    def __str__(self) -> str:
        return f"{self.said} {_told(self.time)}"


@dataclass
class Ages:
    """The times that are known for a bundle's checkpoint.

    A token is not among them: it shows that something is no younger, and whoever has an old one gets one any day.
    """

    times: list[Seen] = field(default_factory=list)
    is_stamped: bool = False
    unknown: list[str] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)

    def witnessed(self, known: Known) -> None:
        for each in known.seen:
            time = datetime.fromtimestamp(min(each.time or 0, 1 << 37), UTC)
            self.times.append(Seen(time, f"the witness {each.key.name} saw it at", independent=True))
            self.checked.append(f"The witness {each.key.name} saw {known.label} at {_told(time)}.")

    def stamped(self, note: bytes, trust: Trust) -> Iterator[Finding]:
        """By the tokens given. Raises Misasked where a certificate cannot be read."""
        try:
            library = importlib.import_module(LIBRARY) if trust.tokens else None
        except ImportError:
            self.unknown.append("The RFC 3161 token was not looked at: rfc3161-client is not installed.")
            return
        for token in trust.tokens:
            try:
                time = _stamp(library, token, note, authorities(trust.authorities))
            except (ValueError, TypeError, library.VerificationError) as wrong:  # type: ignore[union-attr]
                said = f"The RFC 3161 token given does not show when the checkpoint was there: {str(wrong)[:200]}."
                yield Finding(SIGNATURE, (), said)
                continue
            self.is_stamped = True
            self.checked.append(f"An RFC 3161 token shows that the checkpoint was there at {_told(time)}.")

    def judged(self, trust: Trust) -> Iterator[Finding]:
        """Too old, where somebody said how old is too old."""
        newest = max(self.times, key=lambda each: (each.independent, each.time), default=None)
        if not self.is_stamped and (newest is None or not newest.independent):
            self.unknown.append(
                "When it was signed: no witness and no RFC 3161 token says so, only the signer's clock."
            )
        if trust.max_age is None:
            self.unknown.append("Whether it is recent: no --max-age was given.")
        elif newest is None or trust.now - newest.time > trust.max_age:
            when = "nobody says when it was the newest" if newest is None else str(newest)
            said = f"Older than {_span(trust.max_age)}: {when}. There may be more in the log that you were not given."
            yield Finding(STALE, (), said)
        else:
            self.checked.append(f"It is not older than {_span(trust.max_age)}: {newest}.")


def authorities(texts: tuple[bytes, ...]) -> list[Any]:
    """Certificates in PEM. Raises Misasked."""
    read = importlib.import_module(CERTIFICATES).load_pem_x509_certificates
    try:
        return [each for text in texts for each in read(text)]
    except ValueError:
        raise Misasked("The certificate given with --tsa is not one in PEM.") from None


def _stamp(library: Any, token: bytes, note: bytes, roots: list[Any]) -> datetime:
    found = library.decode_timestamp_response(token)
    builder = library.VerifierBuilder()
    for each in roots:
        builder = builder.add_root_certificate(each)
    builder.build().verify_message(found, note)
    time: datetime = found.tst_info.gen_time
    return time.astimezone(UTC)


def _told(time: datetime) -> str:
    return time.strftime(TIME)


def _span(age: timedelta) -> str:
    hours = age.total_seconds() / 3600
    return f"{hours:g} hours"
'''

MODULES["projections.ledger.verifier.restores"] = r'''
"""Restores from a backup that were declared: what the log was, and from which event on it was recorded anew."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from goals.ledger.checkpoint import Checkpoint, checkpoint
from goals.ledger.notes import Note, NoteUnusable, note, verified
from projections.ledger.verifier.canonical import line
from projections.ledger.verifier.finding import reason
from projections.ledger.verifier.trust import Known, Trust, incarnation, log_of

FORMAT = "goalpost-restore/v1"
LINES = 9
MOST_NOTES = 1 << 14
"""In a file: one a day for forty years."""

Step = tuple[str, str]
"""From an origin to the one that followed it."""


@dataclass(frozen=True, kw_only=True)
class Restore:
    """`before` is the last checkpoint of the old log; `after` the new one where it goes on from the backup."""

    before: Checkpoint
    after: Checkpoint
    time: str
    reason: str
    note: Note

    @property
    def step(self) -> Step:
        return self.before.origin, self.after.origin

    @property
    def known(self) -> Known:
        """What both logs have in common, as a checkpoint."""
        return Known(label="The statement of the restore", note=self.note, checkpoint=self.after, signed=(), seen=())

    @property
    def said(self) -> str:
        lost = f"what was recorded after position {self.after.size}, up to {self.before.size}, is not in this log"
        kept = "nothing is known to have been lost"
        return (
            f"DECLARED RESTORE: the log {self.before.origin} was restored from a backup at {self.time} and goes on as"
            f" {self.after.origin}: {lost if self.before.size > self.after.size else kept}. Reason: {self.reason}"
        )

    @property
    def told(self) -> dict[str, object]:
        """Ready for JSON."""
        return {
            "old_origin": self.before.origin,
            "old_size": self.before.size,
            "new_origin": self.after.origin,
            "new_size": self.after.size,
            "time": self.time,
            "reason": self.reason,
            "said": self.said,
        }


class NotByYours(NoteUnusable):
    """It is signed, and by no key that is known here: that says nothing, true or false."""

    def __init__(self, step: Step) -> None:
        super().__init__(f"The statement of a restore from {step[0]} to {step[1]} is not signed by a key given.")
        self.step = step


@dataclass(frozen=True, kw_only=True)
class Declared:
    """The restores that a log's name tells of: those that are believed, and those that no key given has signed."""

    origin: str
    believed: Sequence[Restore] = ()
    doubted: Sequence[NotByYours] = ()

    @property
    def times(self) -> int:
        """How often the log was restored."""
        return max(0, incarnation(self.origin) - 1)

    @property
    def often(self) -> str:
        return "once" if self.times == 1 else f"{self.times} times"

    @property
    def untold(self) -> Step | None:
        """The first that there is no statement of."""
        return self._lacking({*(each.step for each in self.believed), *(each.step for each in self.doubted)})

    @property
    def unread(self) -> Step | None:
        """The first that no statement is believed of."""
        return self._lacking({each.step for each in self.believed})

    def _lacking(self, told: Set[Step]) -> Step | None:
        first = "/".join(log_of(self.origin))
        named = (first if n == 1 else f"{first}/{n}" for n in range(1, self.times + 2))
        return next((step for step in pairwise(named) if step not in told), None)


def restore(text: str, trust: Trust) -> Restore:
    """Raises NoteUnusable where it is none, NotByYours where the log's key did not sign it under both names."""
    found = note(text)
    lines = found.text.split("\n")
    if len(lines) != LINES + 1 or lines[0] != FORMAT:
        raise NoteUnusable("It is no statement of a restore.")
    before, after = (checkpoint("\n".join([*lines[n : n + 3], ""])) for n in (1, 4))
    if log_of(before.origin) != log_of(after.origin):
        raise NoteUnusable("The statement of a restore leads to another log.")
    for origin in (before.origin, after.origin):
        if not verified(found, trust.of(origin)):
            raise NotByYours((before.origin, after.origin))
    return Restore(before=before, after=after, time=lines[7], reason=lines[8], note=found)


def texts(content: bytes) -> list[str]:
    """The notes in a file of lines of JSON. Raises NoteUnusable."""
    try:
        *lines, end = content.decode().split("\n", MOST_NOTES)
        if end:
            raise ValueError(f"it ends within a line, or has more than {MOST_NOTES}: {end[:80]!r}")
        return [str(line(each, {"note": str})["note"]) for each in lines]
    except (ValueError, RecursionError) as wrong:
        raise NoteUnusable(f"It does not hold notes, one a line: {reason(wrong)}.") from None


def shared(restores: Sequence[Restore], old: str, new: str) -> int | None:
    """How many events the log `new` has in common with its former incarnation `old`; None where nothing leads there."""
    following = {each.before.origin: each for each in restores}
    size: int | None = None
    for _ in range(len(restores)):
        step = following.get(old)
        if step is None:
            return None
        size, old = step.after.size if size is None else min(size, step.after.size), step.after.origin
        if old == new:
            return size
    return None
'''

MODULES["projections.ledger.verifier.seeds"] = r'''
"""Who chose the seed of a sample? Who may try many of them draws what suits him."""

from collections.abc import Iterator, Mapping
from typing import Any

from projections.ledger.verifier.finding import SAMPLE, Finding, Misasked
from projections.ledger.verifier.result import Result
from projections.ledger.verifier.trust import Trust

NOT_YOURS = (
    "Whether the sample was drawn without looking: its seed was chosen by the exporter, who could try many until the"
    " sample suits. Name a seed of your own beforehand, and give it with --seed."
)
YOURS = "The sample was drawn by the seed that you gave, {!r:.80}. Strata and leaf hashes are the log's."
NOT_THE_REST = (
    "Whether the sample was asked for as you wanted it: of any other filters, size or end of the log another one is"
    " drawn, and the exporter could try some. It was asked for with {:.400}, of the log up to position {}."
)


def seeded(manifest: Mapping[str, Any], trust: Trust, result: Result) -> Iterator[Finding]:
    """The seed that was given, against the one that the manifest tells."""
    sample = manifest.get("sample")
    told = sample.get("seed") if isinstance(sample, dict) else None
    if trust.seed is None:
        result.unknown += [] if told is None else [NOT_YOURS]
    elif told is None:
        said = f"The seed {trust.seed!r:.80} was given, and no sample is in this bundle: ask for one by your seed, or"
        result.refuse(Misasked(f"{said} leave the seed out."))
    elif told != trust.seed:
        yield Finding(SAMPLE, (), f"The sample was drawn by the seed {told!r:.80}; {trust.seed!r:.80} was given.")
    else:
        result.checked.append(YOURS.format(told))
        asked = ", ".join(f"{name} {value!r}" for name, value in sorted(manifest["filters"].items()))
        result.unknown.append(NOT_THE_REST.format(asked, manifest["position"]))
'''

MODULES["projections.ledger.verifier.line"] = r'''
"""The events that stand in their old order, as many as possible: what is off this line was moved, or is a copy."""

from collections.abc import Sequence

from projections.ledger.verifier.recognising import Run

Best = tuple[int, int]
"""How many events a line has, and the index of the run it ends with; -1 for none."""


def heaviest(runs: Sequence[Run]) -> list[int]:
    """Indexes of recognised runs, ascending in place and in true position, that hold the most events."""
    ordered = sorted({run.first for run in runs if run.first})
    rank = {first: n + 1 for n, first in enumerate(ordered)}
    ends = sorted((run.last, n) for n, run in enumerate(runs) if run.first)
    below = _below(ordered, [last for last, _ in ends])
    until = {n: reached for (_, n), reached in zip(ends, below, strict=True)}
    best: list[Best] = [(0, -1)] * (len(ordered) + 2)
    before: dict[int, int] = {}
    for n, run in enumerate(runs):
        if run.first:
            count, previous = _most(best, rank[run.first])
            before[n] = previous
            _raise(best, until[n] + 1, (count + run.count, n))
    return _followed(before, max(best)[1] if before else -1)


def _below(firsts: Sequence[int], lasts: Sequence[int]) -> list[int]:
    """For each of the ascending `lasts`, how many of the ascending `firsts` are not above it."""
    found, n = [], 0
    for last in lasts:
        while n < len(firsts) and firsts[n] <= last:
            n += 1
        found.append(n)
    return found


def _most(best: Sequence[Best], rank: int) -> Best:
    """The longest of the lines after which a run of this rank may come."""
    found = best[0]
    while rank > 0:
        found = max(found, best[rank], key=lambda each: each[0])
        rank &= rank - 1
    return found


def _raise(best: list[Best], rank: int, line: Best) -> None:
    while rank < len(best):
        if line[0] > best[rank][0]:
            best[rank] = line
        rank += rank & -rank


def _followed(before: dict[int, int], last: int) -> list[int]:
    found = []
    while last >= 0:
        found.append(last)
        last = before[last]
    return found[::-1]
'''

MODULES["projections.ledger.verifier.claimed"] = r'''
"""What a bundle says of itself, in words: what was asked for, and what its exporter claims."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from projections.ledger.verifier.manifest import TIME

MOST_SHOWN = 200
"""Characters of a value."""
APART = timedelta(minutes=5)
"""Clocks may differ by so much, and an export take so long."""


def asked_for(about: Mapping[str, Any]) -> str:
    """The filters, the moment, and how many events that came to."""
    filters = about["filters"] if isinstance(about["filters"], dict) else {"filters": about["filters"]}
    told = ", ".join(f"{name[:MOST_SHOWN]} {_shown(value)}" for name, value in filters.items()) or "everything"
    count = "an unknown number of" if about.get("events") is None else about["events"]
    return f"Asked for: {told}. It is told to be as of {_shown(about['as_of'])}; {count} events are in it."


def claimed(about: Mapping[str, Any]) -> str:
    """What nothing in the log shows to be so."""
    by, software = (about[name] if isinstance(about[name], dict) else {} for name in ("exporter", "software"))
    behalf = "" if by.get("on_behalf_of") is None else f" on behalf of {_shown(by['on_behalf_of'])}"
    return (
        f"Its exporter claims, and nothing shows it: exported at {_shown(about['exported_at'])},"
        f" by {_shown(by.get('type'))} {_shown(by.get('id'))}{behalf}, for the purpose {_shown(about['purpose'])}, with"
        f" {_shown(software.get('name'))} {_shown(software.get('version'))}; and whether that moment was asked for."
    )


def undated(exported_at: object, newest_at: datetime | None) -> str | None:
    """What speaks against the time at which it is said to have been exported, `newest_at` being the signer's."""
    if newest_at is None:
        return None
    try:
        apart = abs(datetime.fromisoformat(str(exported_at)) - newest_at)
    except (ValueError, TypeError, OverflowError):
        apart = timedelta.max
    if apart <= APART:
        return None
    return (
        f"When it was exported: its exporter says at {_shown(exported_at)}, and by the signer's clock its checkpoint"
        f" was the newest at {newest_at.strftime(TIME)} last."
    )


def _shown(value: object) -> str:
    """Without line breaks, so that it says nothing in this report's name."""
    text = str(value)
    return repr(text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…")
'''

MODULES["projections.ledger.verifier.files"] = r'''
"""Has the bundle the files it should have, in their order, and is each what the manifest says?"""

import re
from collections.abc import Iterator
from hashlib import sha256
from itertools import groupby

from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.finding import FILE, Finding
from projections.ledger.verifier.manifest import Listed, Manifest

README, CHECKPOINT, CHECKPOINTS, RESTORES = "README.txt", "checkpoint", "checkpoints.ndjson", "restores.ndjson"
KEYS, LEAVES, EVENTS, HEADERS = "keys.txt", "leaves.bin", "events/", "headers/"
SAMPLE, REDACTIONS, CSV, SHEET = "sample.json", "redactions.ndjson", "trail.csv", "trail.xlsx"
MANIFEST, NOTE = "manifest.json", "manifest.note"
ORDER = (
    *(README, CHECKPOINT, CHECKPOINTS, RESTORES, KEYS, LEAVES),
    *(EVENTS, HEADERS, SAMPLE, REDACTIONS, CSV, SHEET, MANIFEST, NOTE),
)
SOMETIMES = {EVENTS, HEADERS, SAMPLE}
SIGNING = {MANIFEST, NOTE}
PIECE = 1 << 20
MOST_TOLD = 20
"""Files that are named."""
_PART = re.compile(r"((?:events|headers)/)([0-9]{6})\.ndjson\.gz")


def files(bundle: Bundle, manifest: Manifest) -> Iterator[Finding]:
    """Whatever is there that should not be, is missing, or is another file than was listed."""
    yield from (Finding(FILE, (), each) for each in bundle.strays)
    yield from _ordered(bundle.names)
    listed = {each.name: each for each in manifest.files}
    if [each.name for each in manifest.files] != [name for name in bundle.names if name not in SIGNING]:
        yield Finding(FILE, (), "The files are not those that the manifest lists, in its order.")
    others = [name for name in bundle.names if name in listed and not _is(bundle, listed[name])]
    if others:
        more = f" and {len(others) - MOST_TOLD} more" if len(others) > MOST_TOLD else ""
        said = f"Not the files that the manifest lists, by their SHA-256: {', '.join(others[:MOST_TOLD])}{more}."
        yield Finding(FILE, (), said)


def _ordered(names: tuple[str, ...]) -> Iterator[Finding]:
    kinds = [kind for kind, _ in groupby(names, _kind)]
    if [kind for kind in ORDER if kind in kinds or kind not in SOMETIMES] != kinds:
        yield Finding(FILE, (), "The bundle has not the files that a bundle has, in their order.")
    for folder in (EVENTS, HEADERS):
        numbers = [found[2] for found in map(_PART.fullmatch, names) if found is not None and found[1] == folder]
        if numbers != [f"{n:06d}" for n in range(1, len(numbers) + 1)]:
            yield Finding(FILE, (), f"The parts in {folder} are not numbered without a gap.")


def _kind(name: str) -> str:
    part = _PART.fullmatch(name)
    return name if part is None else part[1]


def _is(bundle: Bundle, listed: Listed) -> bool:
    digest = sha256()
    with bundle.open(listed.name) as file:
        for piece in iter(lambda: file.read(PIECE), b""):
            digest.update(piece)
    return (bundle.size(listed.name), digest.hexdigest()) == (listed.bytes, listed.sha256)
'''

MODULES["projections.ledger.verifier.growing"] = r'''
"""Does a log go on from a checkpoint that is remembered, where no leaves are there to tell?"""

from collections.abc import Iterator, Sequence

from goals.ledger.checkpoint import Checkpoint
from goals.ledger.merkle import root_by_consistency
from projections.ledger.verifier.canonical import fit, once
from projections.ledger.verifier.finding import SPLIT_VIEW, Finding, Misasked, reason
from projections.ledger.verifier.manifest import MOST_PROOF, NOT_READ, hashed
from projections.ledger.verifier.receipt import CHECKPOINT
from projections.ledger.verifier.result import Result
from projections.ledger.verifier.trust import Known

ANSWER = {
    "from": int,
    "to": int,
    "from_root": str,
    "to_root": str,
    "proof": [str],
    "checkpoint": (CHECKPOINT, None),
}
Proofs = dict[tuple[int, int], list[bytes]]


def compared(label: str, own: Checkpoint, trusted: Sequence[Known], answers: Sequence[bytes], result: Result) -> None:
    """What each that is remembered says of `own`, and what it cannot say. Raises Misasked for what is no answer."""
    proofs: Proofs = dict(map(_proof, answers))
    for each in trusted:
        result.findings += _against(label, own, each, proofs, result)


def _against(label: str, own: Checkpoint, known: Known, proofs: Proofs, result: Result) -> Iterator[Finding]:
    other = known.checkpoint
    first, last = sorted((own, other), key=lambda each: each.size)
    proof = [] if first.size == last.size else proofs.get((first.size, last.size))
    if other.origin != own.origin:
        result.unknown.append(
            f"{known.label} is of {other.origin}, and was not compared: only a bundle tells whether {own.origin} came"
            " of it, or was rolled back to before it."
        )
    elif proof is None:
        result.unknown.append(
            f"{known.label} is of {other.size} events and was not compared: {label.lower()} is of {own.size}, and two"
            " sizes are compared by a bundle, or by a proof of consistency: give with --consistency what"
            f" GET /v1/ledger/consistency?from={first.size}&to={last.size} answers. Without it, history may have been"
            " rewritten and signed again with the real key, or events cut off (rolled back)."
        )
    elif _goes_on(first, last, proof):
        result.checked.append(f"The log agrees with {known.label[0].lower()}{known.label[1:]}.")
    else:
        said = f"Split view: {known.label}, of {other.size} events, and {label.lower()}, of {own.size}, are both signed"
        yield Finding(SPLIT_VIEW, ((1, first.size),), f"{said}, and the one does not go on from the other.")


def _goes_on(first: Checkpoint, last: Checkpoint, proof: Sequence[bytes]) -> bool:
    if first.size == last.size:
        return first.root == last.root
    try:
        return root_by_consistency(first.size, last.size, first.root, proof) == last.root
    except ValueError:
        return False


def _proof(content: bytes) -> tuple[tuple[int, int], list[bytes]]:
    try:
        told = once(content)
        fit(told, ANSWER)
        return (told["from"], told["to"]), list(map(hashed, told["proof"][:MOST_PROOF]))
    except NOT_READ as wrong:
        raise Misasked(f"What was given with --consistency is no answer about it: {reason(wrong)}.") from None
'''

MODULES["projections.ledger.verifier.erased"] = r'''
"""Is the ground that is told of each sealed text the right one, by the erasures there were? In flat memory."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import chain, islice
from struct import Struct
from typing import NamedTuple
from uuid import UUID, uuid5

from goals.ledger.leaf import raw_id
from projections.ledger.verifier.grounds import ERASED, NOWHERE, PERSONAL, Line
from projections.ledger.verifier.spilled import HEAPS, Spilled

MOST_WRONG = 10_000
EVERY = 1 << 12
"""Records after which the heaps are settled."""
_ERASED = Struct(">16sQ")
_SAID = Struct(">32s16sQQQ?")
"""A sealed text, a stream, the position of an event that has it, the number of its line, when it is told to be erased,
0 for not, and whether it can be older than the first event here that has it."""
_TOLD = Struct(">16sQQQQ?")
"""A stream, the position at which the text was said first, that of the event, and the rest."""

Wrong = tuple[int, int, str]
"""The number of a line, its position, and what is wrong with it."""


class Text(NamedTuple):
    """`field` is its JSON pointer in the fact. A text that another event has taken over has the same `digest`."""

    field: str
    subject: str
    digest: bytes


class Erased:
    """A subject has one stream, and its name is in it only. `doubted` texts may have been erased before their event,
    and were said in one that is not here: complete once `wrong` was read."""

    def __init__(self, workspace_id: str) -> None:
        self._workspace = UUID(workspace_id)
        self._erased, self._said, self._told = Spilled(_ERASED.size), Spilled(_SAID.size), Spilled(_TOLD.size)
        self._added = self._lines = self.doubted = 0
        self._wrong: list[Wrong] = []

    def erased(self, stream_id: str, position: int) -> None:
        stream = raw_id(stream_id)
        self._add(self._erased, stream, _ERASED.pack(stream, position))

    def told(self, text: Text, line: Line, *, stream_id: str, is_older: bool) -> None:
        """Of a text in an event of a stream; `is_older` says that it may have been said before. In their order."""
        ground, at, position = line.get("ground"), line.get("erased_at"), line["position"]
        self._lines += 1
        if ground not in (PERSONAL, ERASED) or (ground == PERSONAL) is not (at is None):
            self._note(position, f"has the ground {ground!r:.80}, which is none.")
        elif at is not None and not 0 < at < NOWHERE:
            self._note(position, _not_then(at))
        else:
            stream = uuid5(self._workspace, text.subject).bytes
            said = sha256(raw_id(stream_id) + text.digest).digest()
            self._add(self._said, said, _SAID.pack(said, stream, position, self._lines, at or 0, is_older))

    def wrong(self) -> Iterator[tuple[int, str]]:
        """Positions, and what is wrong there, in the order of the lines. Once only."""
        for said in self._said.read():
            for stream, record in _since(said):
                self._add(self._told, stream, record)
        found = self._wrong
        for erased, told in zip(self._erased.read(), self._told.read(), strict=True):
            found += islice(self._by_erasures(_positions(erased), told), MOST_WRONG - len(found))
        for _, position, said_of_it in sorted(found):
            yield position, said_of_it

    def _by_erasures(self, erased: "Mapping[bytes, array[int]]", heap: Iterable[bytes]) -> Iterator[Wrong]:
        never = array("Q")
        for stream, since, position, number, at, is_older in chain.from_iterable(map(_TOLD.iter_unpack, heap)):
            known = erased.get(stream, never)
            place = bisect_right(known, since)
            right = known[place] if place < len(known) else 0
            is_before = is_older and place > 0
            if at != right and not (is_before and at in known[:place]):
                yield number, position, _otherwise(at, right, known)
            elif is_before:
                self.doubted += 1

    def _note(self, position: int, said: str) -> None:
        if len(self._wrong) < MOST_WRONG:
            self._wrong.append((self._lines, position, said))

    def _add(self, spilled: Spilled, key: bytes, record: bytes) -> None:
        spilled.heaps[hash(key) % HEAPS] += record
        self._added += 1
        if self._added % EVERY == 0:
            spilled.settle()


def _since(heap: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Streams of subjects, and what is told of their texts, with the position at which each came to be."""
    first: dict[bytes, tuple[int, bool]] = {}
    for said, stream, position, number, at, is_older in chain.from_iterable(map(_SAID.iter_unpack, heap)):
        since, may_be_older = first.setdefault(said, (position, is_older))
        yield stream, _TOLD.pack(stream, since, position, number, at, may_be_older)


def _positions(heap: Iterable[bytes]) -> "dict[bytes, array[int]]":
    """At which each stream was erased, ascending."""
    found: dict[bytes, array[int]] = {}
    for stream, position in chain.from_iterable(map(_ERASED.iter_unpack, heap)):
        known = found.setdefault(stream, array("Q"))
        if not known or known[-1] < position:
            known.append(position)
    return found


def _otherwise(at: int, right: int, known: "array[int]") -> str:
    if at == 0:
        return f"is told to be personal, and its subject was erased at {right}."
    if right and at in known:
        return f"is told to be erased at {at}, and was at {right}."
    return _not_then(at)


def _not_then(at: int) -> str:
    return f"is told to be erased at {at}, where its subject was not, or not after it."
'''

MODULES["projections.ledger.verifier.moved"] = r'''
"""What does the trail's table have to say of a retarget, by the event alone?"""

import json
from collections.abc import Mapping
from typing import Any

from projections.ledger.verifier.cells import instant, instant_in_utc
from projections.ledger.verifier.columns import COLUMNS
from projections.ledger.verifier.definitions import Change, changes
from projections.ledger.verifier.observing import Stored

RETARGETED = "goal.retargeted.v1"
NOTHING = Change("", None, None)

Row = tuple[str | None, ...]
"""A cell of each column: empty where nothing is told, None where the event alone does not say."""


def rows(event: Stored, envelope: Mapping[str, Any], *, sealed: str) -> list[Row]:
    """One for each field it changed; one without a field where none can be named. `sealed` stands for a sealed reason.

    Raises LookupError, TypeError, ValueError, AttributeError or ArithmeticError where it is not of the form it had.
    """
    fact = envelope["fact"]
    told = {**_placed(event, envelope), **_who(envelope, fact.get("approval") or {}), **_why(fact, sealed)}
    found = changes(fact["before"], fact["after"]) or [NOTHING]
    return [
        _row({**told, "field": each.field, "before": _cell(each.before), "after": _cell(each.after)}) for each in found
    ]


def _placed(event: Stored, envelope: Mapping[str, Any]) -> dict[str, str]:
    recorded_at, effective_at = instant(event.recorded_at), envelope.get("effective_at")
    return {
        "position": str(event.position),
        "event_id": envelope["event_id"],
        "recorded_at": recorded_at,
        "effective_at": recorded_at if effective_at is None else instant_in_utc(effective_at),
        "effective_on": envelope["fact"]["effective_on"],
        "goal_id": event.stream_id,
    }


def _who(envelope: Mapping[str, Any], approval: Mapping[str, Any]) -> dict[str, str]:
    """Of what was approved, the proposer moved it."""
    asked = envelope["asked"]
    actor, on_behalf_of = asked["actor"], asked.get("on_behalf_of")
    if approval.get("proposer") is not None:
        actor, on_behalf_of = approval["proposer"], approval.get("proposer_for")
    approver = approval.get("approver") or {"type": "", "id": ""}
    return {
        "actor_type": actor["type"],
        "actor_id": actor["id"],
        "on_behalf_of": on_behalf_of or "",
        "approver_type": approver["type"],
        "approver_id": approver["id"],
        "proposal_id": approval.get("proposal_id") or "",
    }


def _why(fact: Mapping[str, Any], sealed: str) -> dict[str, str]:
    reason = fact["reason"]
    return {
        "follows": fact.get("follows") or "",
        "reason_code": fact["reason_code"],
        "reason": reason if isinstance(reason, str) else sealed,
        "evidence": "\n".join(each["url"] for each in fact.get("evidence", ())),
        "trigger": fact.get("trigger", "none"),
    }


def _cell(told: Any) -> str:
    """What is not one value, as JSON."""
    if told is None or isinstance(told, str | int):
        return "" if told is None else str(told)
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _row(told: Mapping[str, str]) -> Row:
    return tuple(map(told.get, COLUMNS))
'''

MODULES["projections.ledger.verifier.ordering"] = r'''
"""Is the log in order: versions of each stream 1, 2, 3…, times that never decrease, ids of events that are unique?"""

import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import chain, islice
from struct import Struct
from typing import Protocol

from goals.ledger.leaf import raw_id
from projections.ledger.verifier.finding import ORDER, Finding, at, ranges
from projections.ledger.verifier.observing import Header, Stored
from projections.ledger.verifier.spilled import HEAPS, Spilled

_VERSION = Struct(">QQ")
_VERSIONED = Struct(">16sQQ")
_POSITION = Struct(">Q")
_NAMED = Struct(">16sQ")
_ID = slice(13, 49)
_BEGINNING = '{"event_id":"'
MOST_NAMED = 1_000
EVERY = 16
"""Stretches after which the heaps are settled."""


class Ordering:
    """`whole` says that each event of the log is seen, with its state or as a header."""

    def __init__(self, *, whole: bool) -> None:
        self._whole = whole
        self._versions, self._ids = Spilled(_VERSIONED.size), Spilled(_NAMED.size)
        self._latest = -(1 << 63)
        self._stretches = self._last = 0
        self._backwards: list[int] = []
        self.unknown: Sequence[str] = ()
        self.checked: Sequence[str] = (
            "Each stream's versions are 1, 2, 3… without a gap; times never decrease; no event's id is there twice.",
        )

    def saw(self, events: Sequence[Stored]) -> None:
        """In a filtered bundle the ids alone are looked at: all else is in the headers."""
        heaps, pack = self._ids.heaps, _POSITION.pack
        for position, _, _, _, _, state, _ in events:
            raw = identity(state)
            heaps[hash(raw) % HEAPS] += raw + pack(position)
        if self._whole:
            self._order(events)
        self._settle()

    def headed(self, headers: Sequence[Header]) -> None:
        self._order(headers)
        self._settle()

    def ended(self) -> Iterable[Finding]:
        yield from _found(self._backwards, "was recorded before what stands before it")
        wrong, again = _each(self._versions, _out_of_turn), _each(self._ids, _repeated)
        yield from _found(wrong, "has a version that does not follow the one before in its stream")
        yield from _found(again, "has the id of an event before it")

    def _order(self, events: Sequence[Stored] | Sequence[Header]) -> None:
        heaps, pack, latest = self._versions.heaps, _VERSION.pack, self._latest
        for position, stream_id, version, _, recorded_at, _, _ in events:
            raw = raw_id(stream_id)
            heaps[hash(raw) % HEAPS] += raw + pack(version, position)
            if recorded_at < latest:
                self._backwards.append(position)
            latest = recorded_at
        self._latest = latest
        del self._backwards[MOST_NAMED:]

    def _settle(self) -> None:
        self._stretches += 1
        if self._stretches % EVERY == 0:
            self._versions.settle()
            self._ids.settle()


def identity(state: str) -> bytes:
    """16 bytes for the event's own id."""
    if state.startswith(_BEGINNING):
        try:
            return bytes.fromhex(state[_ID].replace("-", ""))[:16].ljust(16)
        except ValueError:
            pass
    return sha256(str(json.loads(state)["event_id"]).encode()).digest()[:16]


class Judge(Protocol):
    def __call__(self, heap: Iterable[bytes], /) -> Iterator[int]: ...


def _each(spilled: Spilled, judge: Judge) -> list[int]:
    found: list[int] = []
    for heap in spilled.read():
        found += islice(judge(heap), MOST_NAMED - len(found))
    return found


def _out_of_turn(heap: Iterable[bytes]) -> Iterator[int]:
    reached: dict[bytes, int] = {}
    for stream, version, position in chain.from_iterable(map(_VERSIONED.iter_unpack, heap)):
        if version != reached.get(stream, 0) + 1:
            yield position
        reached[stream] = version


def _repeated(heap: Iterable[bytes]) -> Iterator[int]:
    seen: set[bytes] = set()
    for identity, position in chain.from_iterable(map(_NAMED.iter_unpack, heap)):
        if identity in seen:
            yield position
        seen.add(identity)


def _found(positions: list[int], words: str) -> Iterator[Finding]:
    if positions:
        places = ranges(positions)
        yield Finding(ORDER, places, f"Out of order: what stands at {at(places)} {words}.")
'''

MODULES["projections.ledger.verifier.reading"] = r'''
"""Lines of a bundle become events and headers; what cannot be read becomes a claim that nobody recognises."""

import json
import re
import struct
from binascii import unhexlify
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from operator import itemgetter
from typing import Any, cast

from goals.ledger.leaf import leaf, raw_id
from projections.ledger.verifier.canonical import quoted
from projections.ledger.verifier.claims import UNREADABLE, Claimed
from projections.ledger.verifier.manifest import NOT_READ
from projections.ledger.verifier.observing import Header, Stored

NAMES = ("position", "stream_id", "version", "topic", "recorded_at")
_EVENT = itemgetter(*NAMES, "state")
_HEADER = itemgetter(*NAMES, "state_sha256")
NOT_UNDERSTOOD = (*NOT_READ, StopIteration, struct.error)
MOST_ODD = 1_000
_NUMBER = "(0|[1-9][0-9]{0,17})"
_HEAD = re.compile(
    rf'{{"position":{_NUMBER},"stream_id":"([0-9a-f-]{{36}})","version":{_NUMBER},"topic":"([a-z0-9.-]+)",'
    rf'"recorded_at":{_NUMBER},"state":'
)
_scan: Callable[[str, int], tuple[Any, int]] = cast(Any, json.JSONDecoder()).scan_once


class Lined:
    """`proof` tells whether each line has one. `odd` are positions of lines that are not written as they should be:
    with a member twice, or one more, with blanks, or a value in another form."""

    def __init__(self, workspace_id: str, *, proof: bool) -> None:
        self._workspace_id, self._proof = workspace_id, proof
        self.odd: list[int] = []

    def events(self, lines: Iterable[str]) -> tuple[list[Stored], list[Any]]:
        """With their proofs. Raises one of NOT_UNDERSTOOD where a line is no event."""
        found, proofs = [], []
        workspace = raw_id(self._workspace_id)
        for line in lines:
            event = None if self._proof else _plain(line, workspace)
            if event is None:
                told = _scan(line, 0)[0]
                event = _event(told, workspace)
                rest = _proof(told["proof"]) if self._proof else "}"
                if self._proof:
                    proofs.append(told["proof"])
                if line != f'{_head(*event[:5])}"state":{quoted(event.state)}{rest}':
                    self._note(event.position)
            found.append(event)
        return found, proofs

    def headers(self, lines: Iterable[str]) -> list[Header]:
        """Raises one of NOT_UNDERSTOOD where a line is no header."""
        found, workspace = [], raw_id(self._workspace_id)
        for line in lines:
            told, _ = _scan(line, 0)
            position, stream_id, version, topic, recorded_at, state_sha256 = _HEADER(told)
            digest = unhexlify(state_sha256)
            if len(digest) != 32:
                raise ValueError("it is no header")
            hashed = leaf(workspace, position, stream_id, version, recorded_at, topic.encode(), digest)
            found.append(Header(position, stream_id, version, topic, recorded_at, digest, hashed))
            head = _head(position, stream_id, version, topic, recorded_at)
            if line != f'{head}"state_sha256":"{digest.hex()}"}}':
                self._note(position)
        return found

    def _note(self, position: int) -> None:
        if len(self.odd) < MOST_ODD:
            self.odd.append(int(position))


def _event(told: Mapping[str, Any], workspace: bytes) -> Stored:
    position, stream_id, version, topic, recorded_at, state = _EVENT(told)
    digest = sha256(state.encode()).digest()
    hashed = leaf(workspace, position, stream_id, version, recorded_at, topic.encode(), digest)
    return Stored(position, stream_id, version, topic, recorded_at, state, hashed)


def _plain(line: str, workspace: bytes) -> Stored | None:
    """What most lines say, read without JSON: None of one in which more than quotation marks are escaped.

    It is what JSON would say, since it is written as the line is.
    """
    head = _HEAD.match(line)
    if head is None:
        return None
    written = line[head.end() :]
    content = written[1:-2].encode().translate(None, b"\\")
    state = content.decode()
    if f"{quoted(state)}}}" != written:
        return None
    told_position, stream_id, told_version, topic, told_at = head.groups()
    position, version, recorded_at = int(told_position), int(told_version), int(told_at)
    digest = sha256(content).digest()
    hashed = leaf(workspace, position, stream_id, version, recorded_at, topic.encode(), digest)
    return Stored(position, stream_id, version, topic, recorded_at, state, hashed)


def _head(position: int, stream_id: str, version: int, topic: str, recorded_at: int) -> str:
    """The beginning of a line, as whoever exports writes it."""
    return (
        f'{{"position":{position},"stream_id":"{stream_id}","version":{version},"topic":{quoted(topic)},'
        f'"recorded_at":{recorded_at},'
    )


def _proof(hashes: object) -> str:
    """The end of a line; nothing that ends one where it is no list of texts."""
    is_list = isinstance(hashes, list) and all(isinstance(each, str) for each in hashes)
    return f',"proof":[{",".join(map(quoted, cast(list[str], hashes)))}]}}' if is_list else ""


def claim(line: str) -> Claimed:
    """What a line says of its event, as far as it says anything."""
    try:
        told = _scan(line, 0)[0]
        position, stream_id, version, topic, recorded_at = itemgetter(*NAMES)(told)
        digest = unhexlify(told["state_sha256"]) if "state_sha256" in told else sha256(told["state"].encode()).digest()
    except NOT_UNDERSTOOD:
        return UNREADABLE
    plain = type(position) is int and 0 < position < 1 << 62
    return Claimed(position if plain else 0, stream_id, version, topic, recorded_at, digest)
'''

MODULES["projections.ledger.verifier.selected"] = r'''
"""Which events does the manifest say were selected?"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from projections.ledger.verifier.observing import Header, Stored

NAMES = frozenset(("goal_id", "topics", "first", "last", "actor_id"))


class Selected(NamedTuple):
    """What the manifest says was selected; what is None was not asked for."""

    first: int
    last: int
    goal_id: str | None
    topics: frozenset[str] | None
    actor_id: str | None

    def has(self, event: Header | Stored) -> bool:
        """As far as a header says it."""
        return (
            self.first <= event.position <= self.last
            and (self.goal_id is None or event.stream_id == self.goal_id)
            and (self.topics is None or event.topic in self.topics)
        )


def selected(manifest: Mapping[str, Any]) -> Selected:
    """Raises LookupError, TypeError, ValueError where the manifest does not say it."""
    told = manifest["selection"]
    if not told.keys() <= NAMES or not all(isinstance(told[name], int) for name in ("first", "last")):
        raise ValueError("the manifest's selection is not of the form that is known here")
    topics = told.get("topics")
    return Selected(
        first=told["first"],
        last=told["last"],
        goal_id=told.get("goal_id"),
        topics=None if topics is None else frozenset(topics),
        actor_id=told.get("actor_id"),
    )
'''

MODULES["projections.ledger.verifier.surroundings"] = r'''
"""What has to be known of a log beside a retarget, to judge its figures: what its KPI's readings are, whether a notice
ran, and which day it was."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from projections.ledger.verifier.measuring import ordinal
from projections.ledger.verifier.observing import Stored

DEFINED, REDEFINED = "kpi.defined.v1", "kpi.redefined.v1"
KPI = frozenset((DEFINED, REDEFINED))
MOST_SERIES, MOST_NOTICES = 50_000, 20_000
"""That are remembered."""
LEVEL = "level"
MOST_APART = 2
"""Days that it can be at once, wherever one is."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = _EPOCH.toordinal()
_DAY = 86_400_000_000


class Surroundings:
    """Of the events that have passed. In flat memory: what there are too many of is not known."""

    def __init__(self) -> None:
        self._levels: dict[int, bool] = {}
        self._notices: dict[int, int] = {}
        self._too_many = False

    def measured(self, event: Stored) -> None:
        """A KPI was defined, or redefined."""
        fact = json.loads(event.state)["fact"]
        key = hash((event.stream_id, fact.get("series", 1)))
        if key in self._levels or len(self._levels) < MOST_SERIES:
            self._levels[key] = fact["measure"]["value_kind"] == LEVEL

    def is_level(self, kpi_id: str | None, series: int | None) -> bool | None:
        """Whether the last reading is all that counts; None where it is not known."""
        return self._levels.get(hash((kpi_id, series)))

    def may_have_notice(self, goal_id: str, today: int) -> bool:
        """Whether the last retarget may not have been in force yet."""
        return self._too_many or self._notices.get(hash(goal_id), 0) > today

    def moved(self, goal_id: str, effective_on: str, today: int) -> None:
        """Whatever is in force when. `today` is the earliest day it can have been, in the zone it was moved to too."""
        key, day = hash(goal_id), ordinal(effective_on)
        if day <= today:
            self._notices.pop(key, None)
            return
        if len(self._notices) >= MOST_NOTICES:
            self._notices = {each: until for each, until in self._notices.items() if until >= today - MOST_APART}
            self._too_many = self._too_many or len(self._notices) >= MOST_NOTICES
        if not self._too_many:
            self._notices[key] = day


def days(recorded_at: int, before: Mapping[str, Any]) -> tuple[int, ...]:
    """The day on which it was recorded, in the zone of what was in force; near midnight its neighbour too.

    Zones' rules are changed, and who exported may have known others than are known here.
    """
    told = before.get("span") or before.get("window") or {}
    name = told.get("tz", "UTC")
    if name == "UTC":
        return (_FIRST + recorded_at // _DAY,)
    known = zone(name)
    if known is None:
        day = _FIRST + recorded_at // _DAY
        return day, day - 1, day + 1
    local = (_EPOCH + timedelta(microseconds=recorded_at)).astimezone(known)
    day = local.toordinal()
    return (day, day - 1) if local.hour == 0 else (day, day + 1) if local.hour == 23 else (day,)


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo | None:
    """None where nothing is known of it here."""
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return None
'''

MODULES["projections.ledger.verifier.totals"] = r'''
"""Are the manifest's counts and control totals those of the events?"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Context, Decimal, Inexact, InvalidOperation, localcontext
from typing import Any

from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.finding import TOTALS, Finding
from projections.ledger.verifier.observing import Header, Stored

MOST_KINDS = 1_000
LONGEST_KIND = 200
"""Characters of its name."""
VALUED = frozenset(("reading.recorded.v1", "reading.corrected.v1"))
"""The kinds whose facts have a value to add up."""
SUMS = Context(prec=200, traps=[Inexact, InvalidOperation])
_NAME = '"value"'
_VALUE = f'{_NAME}:"'
ZERO = Decimal(0)
_COUNTED = ("count", "state_bytes", "position_sum")


class Totals:
    """Adds up the events as they pass."""

    unknown: Sequence[str] = ()
    checked = ("The manifest's counts and control totals are those of the events.",)

    def __init__(self, bundle: Bundle, manifest: Mapping[str, Any]) -> None:
        self._manifest = manifest
        self._kinds: dict[str, list[int]] = {}
        self._sums: dict[str, Decimal] = {}
        self._first = self._last = 0

    def saw(self, events: Sequence[Stored]) -> None:
        if events:
            self._first = self._first or events[0].position
            self._last = events[-1].position
        with localcontext(SUMS):
            for position, _, _, topic, _, state, _ in events:
                kind = self._kinds.get(topic) or self._begun(topic)
                kind[0] += 1
                kind[1] += len(state) if state.isascii() else len(state.encode())
                kind[2] += position
                if topic in VALUED:
                    self._sums[topic] = self._sums.get(topic, ZERO) + value_of(state)

    def _begun(self, topic: str) -> list[int]:
        """Of a kind that was not seen before."""
        if len(self._kinds) == MOST_KINDS or len(topic) > LONGEST_KIND:
            raise ValueError(f"there are more than {MOST_KINDS} kinds of events, or one of a longer name than any has")
        return self._kinds.setdefault(topic, [0, 0, 0])

    def headed(self, headers: Sequence[Header]) -> None:
        pass

    def ended(self) -> Iterable[Finding]:
        yield from self._of_all()
        told = self._manifest["kinds"]
        for topic in sorted({*told, *self._kinds}):
            yield from self._of(topic, told.get(topic))

    def _of_all(self) -> Iterator[Finding]:
        told, count = self._manifest["events"], sum(kind[0] for kind in self._kinds.values())
        for name, found in (("count", count), ("first", self._first or None), ("last", self._last or None)):
            if told.get(name) != found:
                yield _finding(f"The {name} of the events", told=told.get(name), found=found)

    def _of(self, topic: str, told: Mapping[str, Any] | None) -> Iterator[Finding]:
        found = self._kinds.get(topic)
        if told is None or found is None:
            yield Finding(TOTALS, (), f"{topic} is {_where(told)}: {(found or [0])[0]} of it are in the bundle.")
            return
        for name, value in zip(_COUNTED, found, strict=True):
            if told.get(name) != value:
                yield _finding(f"The {name} of {topic}", told=told.get(name), found=value)
        total = self._sums.get(topic)
        if not _is_same(told.get("value_sum"), total):
            yield _finding(f"The value_sum of {topic}", told=told.get("value_sum"), found=total)


def value_of(state: str) -> Decimal:
    """Of a reading's fact. Where the text can be misread it is parsed whole.

    Without a backslash a key is written in one way only, and no text within a string looks like one.
    """
    at = state.find(_NAME)
    if at > 0 and "\\" not in state and state.rfind(_NAME) == at and state.startswith(_VALUE, at):
        begin = at + len(_VALUE)
        return Decimal(state[begin : state.index('"', begin)])
    return Decimal(json.loads(state)["fact"]["value"])


def _is_same(told: object, found: Decimal | None) -> bool:
    if told is None or found is None:
        return told is found
    return isinstance(told, str) and Decimal(told) == found


def _where(told: object) -> str:
    return "not in the manifest's kinds" if told is None else "in the manifest's kinds"


def _finding(what: str, *, told: object, found: object) -> Finding:
    return Finding(TOTALS, (), f"{what} is {found} by the events, and {told} in the manifest.")
'''

MODULES["projections.ledger.verifier.watching"] = r'''
"""All who watch the events go by, and what each has to say; one that cannot read what it was given does not end it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from projections.ledger.verifier import finding
from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.finding import Finding
from projections.ledger.verifier.manifest import NOT_READ
from projections.ledger.verifier.observing import Header, Observer, Stored, Watch

MOST_FINDINGS = 100
"""Of one observer."""


class Watching:
    """`found`, `checked` and `unknown` are complete once it has ended."""

    def __init__(self, bundle: Bundle, manifest: Mapping[str, Any], watches: Sequence[Watch]) -> None:
        self.found: list[Finding] = []
        self.checked: list[str] = []
        self.unknown: list[str] = []
        made = [self._guarded(watch, bundle, manifest) for watch in watches]
        self._observers: list[Observer] = [each for each in made if each is not None]

    def saw(self, events: Sequence[Stored]) -> None:
        self._observers = [each for each in self._observers if self._guarded(_saw, each, events)]

    def headed(self, headers: Sequence[Header]) -> None:
        self._observers = [each for each in self._observers if self._guarded(_headed, each, headers)]

    def ended(self) -> None:
        for observer in self._observers:
            found = self._guarded(_ended, observer)
            if found is not None:
                self.found += found[:MOST_FINDINGS]
                self.checked += [] if found else observer.checked
                self.unknown += observer.unknown

    def _guarded(self, step: Callable[..., Any], *given: Any) -> Any:
        try:
            return step(*given)
        except NOT_READ as wrong:
            said = f"What the bundle says of its events cannot be read: {finding.reason(wrong)}."
            self.found.append(Finding(finding.FILE, (), said))
            return None


def _saw(observer: Observer, events: Sequence[Stored]) -> bool:
    if events:
        observer.saw(events)
    return True


def _headed(observer: Observer, headers: Sequence[Header]) -> bool:
    if headers:
        observer.headed(headers)
    return True


def _ended(observer: Observer) -> list[Finding]:
    return list(observer.ended())
'''

MODULES["projections.ledger.verifier.figures"] = r'''
"""Are the figures in a row of the trail what its event and its own reading come to?"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from projections.ledger.verifier.columns import PLACES
from projections.ledger.verifier.definitions import said_alike
from projections.ledger.verifier.easing import (
    ANY,
    HALF,
    INCOMPARABLE,
    SLACK,
    Between,
    effects,
    has_no_ratio,
    magnitude_is_right,
    missing,
    ratio,
    ratio_between,
)
from projections.ledger.verifier.measuring import (
    EXACT,
    ONE,
    UNPACED,
    Yardstick,
    elapsed,
    exactly,
    expected,
    ordinal,
    progress,
    quotient,
    share,
    yardstick,
)

Wrong = tuple[str, str, str]
"""A column, what it says, and what it should."""
Standing = tuple[str, ...]
"""The last reading and when, progress, expected progress and pace."""


class Figures(NamedTuple):
    """As they are written in a row, in the order of its columns."""

    effect: str
    ratio: str
    magnitude: str
    days_to_deadline: str
    window_elapsed: str
    last_value: str
    last_observed_at: str
    progress_then: str
    expected_then: str
    pace_then: str


STANDING, LAST = slice(5, 10), slice(5, 7)
NOTHING = ("",) * 5
FIGURES = slice(PLACES["effect"], PLACES["pace_then"] + 1)


class Move(NamedTuple):
    """`held` says that what the event changed was in force, as far as is known; `is_level` that the last reading is all
    that counts of its KPI; None where it is not known how that is measured."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    held: bool
    is_level: bool | None


def wrong(move: Move, told: Figures, today: int) -> Iterator[Wrong]:
    """What is not as it should be, on the day `today`. Raises as `yardstick` does."""
    old = yardstick(move.before)
    if move.held:
        yield from _of_the_day(move, old, told, today)
    new = yardstick(move.after)
    if (old is None or new is None) and _waits(move):
        old, new = yardstick(move.before, waiting=today), yardstick(move.after, waiting=today)
    if old is None or new is None:
        for name, right in (("effect", INCOMPARABLE), ("ratio", ""), ("magnitude", "")):
            if getattr(told, name) != right:
                yield name, getattr(told, name), repr(right)
        return
    if not magnitude_is_right(old, new, told.magnitude):
        yield "magnitude", told.magnitude, "of the sign by which the target moved, or none"
    likely, exact = _ratio(move, old, new, told, today)
    if likely is not None:
        yield "ratio", told.ratio, likely or "none"
        return
    otherwise = old.target is None and not said_alike(move.before, move.after)
    found = effects(old, new, told=told.ratio, exact=exact, said_otherwise=otherwise)
    if told.effect not in found:
        yield "effect", told.effect, " or ".join(map(repr, found))


def _of_the_day(move: Move, old: Yardstick | None, told: Figures, today: int) -> Iterator[Wrong]:
    """Days, shares, and how the goal stood, by the definition that was in force."""
    span = move.before.get("span")
    days = begun = ""
    if span is not None:
        end = ordinal(span["end"])
        days, begun = str(end - today), elapsed(ordinal(span["start"]), end, today)[1]
    if told.days_to_deadline != days:
        yield "days_to_deadline", told.days_to_deadline, repr(days)
    if told.window_elapsed != begun:
        yield "window_elapsed", told.window_elapsed, repr(begun)
    if old is None or None in old.kpi:
        yield from _unlike(told[STANDING], NOTHING)
    elif move.is_level is not None or any(told[STANDING]):
        yield from _unlike(told[STANDING], _stood(move, old, told, today))


def _stood(move: Move, yard: Yardstick, told: Figures, today: int) -> Standing:
    """How the goal stood; what is not known is as it is told."""
    due, written = expected(yard, today)
    if told.last_value == "":
        return "", "", "", written, ""
    if move.is_level:
        raw = progress(yard, exactly(told.last_value))
        return *told[LAST], share(raw), written, share(_pace(yard, raw, due))
    return *told[LAST], told.progress_then, written, _paced(yard, told, due)


def _paced(yard: Yardstick, told: Figures, due: Decimal | None) -> str:
    """The pace where no more is known than the progress as it is written."""
    if yard.direction in UNPACED:
        return told.progress_then
    if told.progress_then == "" or due is None or due <= 0:
        return ""
    rounded = exactly(told.progress_then)
    fits = told.pace_then != "" and _is_between(told.pace_then, _paces(rounded, due))
    return told.pace_then if fits else share(quotient(rounded, due))


def _ratio(move: Move, old: Yardstick, new: Yardstick, told: Figures, today: int) -> tuple[str | None, Decimal | None]:
    """What it should be, None where it is right as far as is known; and it unrounded, where that is known."""
    if has_no_ratio(old, new, today) or (move.held and told.last_value == ""):
        return ("" if told.ratio else None), None
    if move.held and move.is_level:
        exact = ratio(old, new, exactly(told.last_value), today)
        right = share(exact)
        return (None if right == told.ratio else right), exact
    way = _way(old, told) if move.held else Between(-ANY.high, ANY.high)
    if told.ratio == "":
        return (None if way.low <= 0 else "a number"), None
    found = ratio_between(old, new, way, today) if way.high > 0 else None
    if found is None:
        return "", None
    return (None if _is_between(told.ratio, found) else "another, whatever the value was"), None


def _way(old: Yardstick, told: Figures) -> Between:
    """What was missing, as far as the progress tells it."""
    if old.direction not in ("increase", "decrease") or old.baseline is None or told.progress_then == "":
        return ANY
    whole, left = missing(old, old.baseline), EXACT.subtract(ONE, exactly(told.progress_then))
    ends = sorted(EXACT.multiply(whole, EXACT.add(left, each)) for each in (-SLACK, SLACK))
    return Between(ends[0], ends[1])


def _pace(yard: Yardstick, raw: Decimal | None, due: Decimal | None) -> Decimal | None:
    if yard.direction in UNPACED:
        return raw
    return None if raw is None or due is None or due <= 0 else quotient(raw, due)


def _paces(rounded: Decimal, due: Decimal) -> Between:
    low, high = (EXACT.divide(EXACT.add(rounded, each), due) for each in (-HALF, HALF))
    return Between(EXACT.subtract(low, SLACK), EXACT.add(high, SLACK))


def _is_between(written: str, ends: Between) -> bool:
    value = exactly(written)
    return share(value) == written and ends.low <= value <= ends.high


def _unlike(told: Sequence[str], right: Standing) -> Iterator[Wrong]:
    if told != right:
        for name, found, value in zip(Figures._fields[STANDING], told, right, strict=True):
            if found != value:
                yield name, found, repr(value)


def _waits(move: Move) -> bool:
    """Whether both wait for the same window."""
    before, after = move.before, move.after
    if before.get("span") is not None or after.get("span") is not None:
        return False
    return bool(_window(before) == _window(after))


def _window(definition: Mapping[str, Any]) -> Any:
    told = definition.get("window")
    return told if told is None else {"tz": "UTC", **told}
'''

MODULES["projections.ledger.verifier.sheet_rows"] = r'''
"""A sheet's rows as they stand in its XML, one after another, and what stands around them.

Most rows are written exactly as the same row of the CSV would be: those need not be parsed.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from projections.ledger.verifier.book_form import is_full
from projections.ledger.verifier.cells import FORMULA, LONGEST_CELL, Cell, in_sheet, is_formula
from projections.ledger.verifier.columns import COLUMNS, NUMBERS
from projections.ledger.verifier.comma_rows import RowsUnreadable
from projections.ledger.verifier.row_form import NAMES
from projections.ledger.verifier.sheet_xml import cells

MOST_BYTES = 1 << 22
"""Of a row, or of all that is around them."""
BEGIN, ROW_END = b"<sheetData>", b"</row>"
LONGEST_NUMBER = 64
"""That is remembered as it is written."""
_LETTERS = tuple((NAMES[n], name in NUMBERS) for n, name in enumerate(COLUMNS))
_RARE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_FIRST = frozenset(("'", *FORMULA))
"""What a cell may begin with that stands otherwise in the CSV."""

Hint = Callable[[], tuple[str, ...] | None]
"""The cells that the next row may have, as in the CSV."""


class AsInCsv(tuple[str, ...]):
    """A row that says what that of the CSV says, whose cells these are: no formula among them."""

    __slots__ = ()


class Sheet:
    """A sheet, read once. `begun` is what stands before its rows; `count` and `size`, in bytes, are of those read."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        """Raises RowsUnreadable."""
        self._chunks = _chunks(pieces)
        begun, begin, self._rest = next(self._chunks).partition(BEGIN)
        self.begun = begun + begin
        self.count = self.size = 0

    def written(self) -> Iterator[bytes]:
        """Its rows. Raises RowsUnreadable."""
        for chunk in self._chunks:
            if is_full(self.count, self.size):
                raise RowsUnreadable("there are rows that belong on the next sheet")
            row, self._rest = self._rest + ROW_END, chunk
            self.count += 1
            self.size += len(row)
            yield row

    def require_end(self, end: bytes) -> None:
        """Behind the last row. Raises RowsUnreadable."""
        if self._rest != end:
            raise RowsUnreadable(f"behind row {self.count} stands what should not: {self._rest[:60]!r}")


def rows(sheet: Sheet, *, columns: int, hint: Hint) -> Iterator[tuple[Cell, ...]]:
    """The next ones of a sheet, each with its cells. Raises RowsUnreadable."""
    for written in sheet.written():
        told = hint()
        if told is not None and written == as_in_csv(told, sheet.count):
            yield AsInCsv(told)
        else:
            yield cells(written, sheet.count, columns=columns)


def _chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """What is between the ends of rows."""
    begun: list[bytes] = []
    size = 0
    for piece in pieces:
        # An end of a row may stand across two pieces.
        tail = begun.pop() if begun else b""
        *whole, rest = (tail + piece).split(ROW_END)
        for chunk in whole:
            yield b"".join([*begun, chunk])
            begun, size = [], 0
        begun += [rest[: -len(ROW_END)], rest[-len(ROW_END) :]] if len(rest) > len(ROW_END) else [rest]
        size += len(rest)
        if size > MOST_BYTES:
            raise RowsUnreadable(f"a row has more than {MOST_BYTES} bytes")
    yield b"".join(begun)


def as_in_csv(cells: tuple[str, ...], n: int) -> bytes:
    """A row of the trail as it is usually written; empty where something in it is not usual."""
    whole = "".join(cells)
    if len(whole) > LONGEST_CELL or "<" in whole or "_x" in whole or _is_rare(whole, cells):
        return b""
    if "&" in whole or ">" in whole:
        cells = tuple([text.replace("&", "&amp;").replace(">", "&gt;") for text in cells])
    spaced = tuple(map(str.strip, cells)) != cells
    row = [
        f'<c r="{letters}{n}"><v>{told}</v></c>'
        if is_number and len(text) <= LONGEST_NUMBER and (told := _as_number(text)) is not None
        else _text(text, f"{letters}{n}")
        if spaced
        else f'<c r="{letters}{n}" t="inlineStr"><is><t>{text}</t></is></c>'
        for (letters, is_number), text in zip(_LETTERS, cells, strict=True)
        if text
    ]
    return f'<row r="{n}">{"".join(row)}</row>'.encode()


def _is_rare(whole: str, cells: tuple[str, ...]) -> bool:
    if not whole.isprintable() and _RARE.search(whole):
        return True
    return any(text[0] == "'" or is_formula(text) for text in cells if text[:1] in _FIRST)


@lru_cache(maxsize=4096)
def _as_number(text: str) -> str | None:
    value = in_sheet(text, is_number=True)
    return f"{value:.16G}" if isinstance(value, float) else None


def _text(text: str, name: str) -> str:
    space = "" if text == text.strip() else ' xml:space="preserve"'
    return f'<c r="{name}" t="inlineStr"><is><t{space}>{text}</t></is></c>'
'''

MODULES["projections.ledger.verifier.times"] = r'''
"""What a result says of when, and of who else has seen the same."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from projections.ledger.verifier.ages import Ages, Seen
from projections.ledger.verifier.result import Result
from projections.ledger.verifier.trust import Known, Trust

NO_WITNESS = "Whether others were shown another log (split view): no witness that you named has signed a checkpoint."
NEWEST = "by the signer's clock its checkpoint was the newest at"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    """Since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


def judged_times(
    own: Known, trusted: Sequence[Known], newest_at: datetime | None, trust: Trust, result: Result
) -> None:
    """`newest_at` is when, by the signer's clock, it was the newest last.

    Raises Unusable where what was brought along cannot be read.
    """
    ages = Ages()
    for each in (own, *trusted):
        ages.witnessed(each)
    result.findings += ages.stamped(str(own.note).encode(), trust)
    if newest_at is not None:
        ages.times.append(Seen(newest_at, NEWEST, independent=False))
    result.findings += ages.judged(trust)
    result.checked += ages.checked
    result.unknown += ages.unknown
    if not any(each.seen for each in (own, *trusted)):
        result.unknown.append(NO_WITNESS)
'''

MODULES["projections.ledger.verifier.memory"] = r'''
"""Does the log agree with every checkpoint that is known: those in the bundle itself, and those somebody kept?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from goals.ledger.checkpoint import Checkpoint
from projections.ledger.verifier.finding import ROLLED_BACK, SPLIT_VIEW, Finding, Range, at, were
from projections.ledger.verifier.restores import Declared, shared
from projections.ledger.verifier.trust import Known, incarnation

NO_MEMORY = (
    "Whether events were cut off the end (rolled back), or history was rewritten and signed again with the real key:"
    " no earlier checkpoint that somebody else kept was given (--trusted)."
)
NOT_TRUE = "Whether what was recorded is true, or complete: it is known only that it was recorded so, and not changed."


@dataclass
class Memory:
    """`roots` are those of the exported leaves, by size, up to `position`; `genuine` if these are the signed ones."""

    checkpoint: Checkpoint
    position: int
    roots: Mapping[int, bytes]
    genuine: bool
    restores: Declared
    agreeing: set[int] = field(default_factory=lambda: {0})
    differing: dict[int, Known] = field(default_factory=dict)
    unjudged: list[Known] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def judged(self, known: Sequence[Known]) -> list[Finding]:
        """What each says about the log, and about the others."""
        found = [finding for each in known for finding in self._of(each)]
        return [*found, *self._contradictions(known), *(self._split() if self.genuine else ())]

    @property
    def rewritten(self) -> Range | None:
        """Where the exported leaves are not those of a known checkpoint, as narrow as these tell."""
        if not self.differing:
            return None
        first = min(self.differing)
        return max(size for size in self.agreeing if size < first) + 1, first

    @property
    def agreed(self) -> int:
        """The size up to which everything agrees with what is known."""
        return max(size for size in self.agreeing if not self.differing or size < min(self.differing))

    def _of(self, known: Known) -> Iterator[Finding]:
        told = known.checkpoint
        if told.origin != self.checkpoint.origin:
            yield from self._of_another(known)
        elif told.size > self.checkpoint.size:
            yield _rolled_back(known, self.checkpoint.size)
        else:
            self._compare(known)

    def _of_another(self, known: Known) -> Iterator[Finding]:
        """It is of another incarnation of the log."""
        told, ours = known.checkpoint, self.checkpoint.origin
        common = shared(self.restores.believed, told.origin, ours)
        if incarnation(told.origin) > incarnation(ours):
            said = (
                f"{known.label} is of {told.origin}, which the log was begun anew as: the bundle is of the log before."
            )
            yield Finding(ROLLED_BACK, (), f"Rolled back: {said}")
        elif common is None and self.restores.doubted and self.restores.untold is None:
            said = (
                f"{known.label} is of {told.origin}, and was not compared: no key given signed what leads from there."
            )
            self.said.append(said)
        elif common is None:
            said = f"{known.label} is of {told.origin}; no signed statement says how {ours} came of it."
            yield Finding(ROLLED_BACK, (), f"Rolled back: {said}")
        elif told.size <= common:
            self._compare(known)
        else:
            places = ((common + 1, told.size),)
            self.said.append(
                f"{known.label} covers {told.size} events of {told.origin}: by the declared restore, {at(places)} of it"
                f" {were(places)} lost, and nothing here says what they were."
            )

    def _compare(self, known: Known) -> None:
        size = known.checkpoint.size
        signed = self.checkpoint.root if size == self.checkpoint.size else None
        ours = self.roots.get(size, signed)
        if ours is None:
            self.unjudged.append(known)
        elif ours == known.checkpoint.root:
            self.agreeing.add(size)
        else:
            self.differing.setdefault(size, known)

    def _split(self) -> Iterator[Finding]:
        found = self.rewritten
        if found is not None:
            known = self.differing[found[1]]
            yield Finding(
                SPLIT_VIEW,
                (found,),
                f"Split view: {known.label} is signed for the first {found[1]} events, and they are not those of this"
                f" bundle, which is signed too: history was rewritten, at {at((found,))}, and signed again.",
            )

    def _contradictions(self, known: Sequence[Known]) -> Iterator[Finding]:
        """Two that are signed, of one size, and not the same, where the exported leaves do not judge between them."""
        told: dict[tuple[str, int], Known] = {}
        for each in known:
            other = told.setdefault((each.checkpoint.origin, each.checkpoint.size), each)
            if other.checkpoint.root != each.checkpoint.root and each.checkpoint.size not in self.roots:
                said = f"{other.label} and {each.label} are both signed for {each.checkpoint.size} events, and differ."
                yield Finding(SPLIT_VIEW, ((self.agreed + 1, each.checkpoint.size),), f"Split view: {said}")


def _rolled_back(known: Known, size: int) -> Finding:
    places = ((size + 1, known.checkpoint.size),)
    said = f"{known.label} covers {known.checkpoint.size} events, and this bundle's checkpoint {size}"
    return Finding(ROLLED_BACK, places, f"Rolled back: {said}: {at(places)} {were(places)} cut off.")
'''

MODULES["projections.ledger.verifier.naming"] = r'''
"""What was done to a log: the events as they are claimed to be, against the leaf hashes there were.

Most of the events that are recognised stand in their old order: they are the line. One that is off the line was moved,
or is a copy. Strangers stand for what is missing from the line where they stand: altered; the rest of either is
inserted, or deleted.
"""

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from projections.ledger.verifier import finding
from projections.ledger.verifier.claims import Claimed, Leaves
from projections.ledger.verifier.finding import Finding, Range, at, ranges, were
from projections.ledger.verifier.line import heaviest
from projections.ledger.verifier.recognising import Recogniser, Run, missing

MOST_PAIRED = 50_000
"""Strangers, and missing ones, in one place that are still told from each other one by one."""
MOST_TOLD = 50
"""Findings about single events of one kind; the rest are told together."""


def named(claims: Iterable[Claimed], leaves: Leaves, workspace_id: str) -> list[Finding]:
    """Of a whole log, in the order in which it has its events; nothing where each has its leaf. In flat memory."""
    recogniser = Recogniser(leaves, workspace_id)
    for claim in claims:
        recogniser.saw(claim)
    return judged(recogniser, leaves)


def judged(recogniser: Recogniser, leaves: Leaves, *, dense: bool = True) -> list[Finding]:
    """What was done, once all events were seen."""
    runs, size = recogniser.runs(), len(leaves)
    if recogniser.too_much:
        first = min((a for a, _ in missing(runs, size)), default=1)
        said = "So much was changed that it cannot be told apart; what is before was not changed."
        return [Finding(finding.ALTERED, ((first, max(size, recogniser.places)),), said)]
    line = heaviest(runs)
    return [
        *_off_the_line(runs, line, None if dense else recogniser.twice),
        *_renumbered([runs[n] for n in line], dense=dense),
        *_between(runs, line, size, dense=dense),
    ]


def _off_the_line(runs: Sequence[Run], line: Sequence[int], twice: set[int] | None) -> Iterator[Finding]:
    """Those that were moved, and those that are there again; `twice` says which, where only some were chosen."""
    there = [(runs[n].first, runs[n].last) for n in line]
    on_line = set(line)
    moved: list[Finding] = []
    copied: list[Finding] = []
    for n, run in enumerate(runs):
        if n in on_line or not run.first:
            continue
        stands = run.place + 1 if twice is None and run.claimed == run.first else run.claimed
        again = any(first <= run.last and run.first <= last for first, last in there)
        if again if twice is None else run.first in twice:
            copied.append(_copy(run, stands))
        else:
            there.append((run.first, run.last))
            moved.append(_moved(run, stands))
    yield from _together(moved, finding.REORDERED, "were moved from where they stood")
    yield from _together(copied, finding.INSERTED, "are there again")


def _copy(run: Run, stands: int) -> Finding:
    said = f"Inserted at {at(_span(stands, run.count))}: a copy of {at(((run.first, run.last),))}, replayed."
    return Finding(finding.INSERTED, _span(stands, run.count), said)


def _moved(run: Run, stands: int) -> Finding:
    said = f"Moved: what stood at {at(((run.first, run.last),))} stands at {at(_span(stands, run.count))} now."
    return Finding(finding.REORDERED, ((run.first, run.last),), said)


def _together(found: list[Finding], what: str, words: str) -> list[Finding]:
    if len(found) <= MOST_TOLD:
        return found
    rest = tuple(sorted(each for one in found[MOST_TOLD:] for each in one.positions))
    return [*found[:MOST_TOLD], Finding(what, rest, f"And {len(rest)} more {words}: {at(rest)}.")]


def _renumbered(line: Sequence[Run], *, dense: bool) -> Iterator[Finding]:
    """Events in their place that claim another position; not those counted anew because of what is before them."""
    wrong = [run for run in line if run.claimed != run.first and not (dense and run.claimed == run.place + 1)]
    told = [
        Finding(finding.ALTERED, ((run.first, run.last),), f"{_at(run.first, run.last)}: says position {run.claimed}.")
        for run in wrong
    ]
    yield from _together(told, finding.ALTERED, "say another position")


def _between(runs: Sequence[Run], line: Sequence[int], size: int, *, dense: bool) -> Iterator[Finding]:
    """What is missing between those on the line, and the strangers that stand there."""
    firsts = [runs[n].first for n in line]
    lost: dict[int, list[Range]] = {}
    for each in missing(runs, size) if dense else ():
        lost.setdefault(bisect(firsts, each[0]), []).append(each)
    found = _Done([], [], [])
    for gap, (n, m) in enumerate(pairwise((-1, *line, len(runs)))):
        strangers = [run for run in runs[n + 1 : m] if not run.first]
        if dense:
            found.pair(strangers, lost.get(gap, []))
        else:
            found.place(strangers, runs[n].last if n >= 0 else 0, runs[m].first if m < len(runs) else size + 1)
    yield from found.findings(size)


class _Done(NamedTuple):
    """Where something was done, as ranges."""

    altered: list[Range]
    deleted: list[Range]
    inserted: list[Range]

    def pair(self, strangers: Sequence[Run], lost: Sequence[Range]) -> None:
        """Strangers and missing ones in the same place: as many as can be are the same events, altered."""
        strange, gone = sum(run.count for run in strangers), sum(b - a + 1 for a, b in lost)
        if strange and gone and (max(strange, gone) > MOST_PAIRED or strange == gone):
            self.altered.extend(lost)
        elif not strangers:
            self.deleted.extend(lost)
        elif not lost:
            self.inserted.extend((run.stands, run.stands + run.count - 1) for run in strangers)
        else:
            self._pair_each([run.stands + n for run in strangers for n in range(run.count)], _each(lost))

    def _pair_each(self, claims: Sequence[int], lost: Sequence[int]) -> None:
        told = set(claims) & set(lost)
        claims, lost = [n for n in claims if n not in told], [n for n in lost if n not in told]
        both = min(len(claims), len(lost))
        self.altered.extend(ranges([*told, *lost[:both]]))
        self.deleted.extend(ranges(lost[both:]))
        self.inserted.extend(ranges(claims[both:]))

    def place(self, strangers: Sequence[Run], low: int, high: int) -> None:
        """Where only some events were chosen: a stranger is altered if its position can be where it stands."""
        for run in strangers:
            into = self.altered if low < run.claimed < high else self.inserted
            into.append((run.claimed, run.claimed + run.count - 1))

    def findings(self, size: int) -> Iterator[Finding]:
        altered, deleted, inserted = (tuple(sorted(each)) for each in self)
        if altered:
            yield Finding(
                finding.ALTERED, altered, f"Altered at {at(altered)}: the signed log has another event there."
            )
        if deleted and deleted[-1][1] == size:
            said = f"Truncated: {at(deleted[-1:])} {were(deleted[-1:])} cut off the end."
            yield Finding(finding.TRUNCATED, deleted[-1:], said)
            deleted = deleted[:-1]
        if deleted:
            yield Finding(finding.DELETED, deleted, f"Deleted at {at(deleted)}: the signed log has an event there.")
        if inserted:
            yield Finding(finding.INSERTED, inserted, f"Inserted at {at(inserted)}: the signed log has no such event.")


def _each(lost: Sequence[Range]) -> list[int]:
    return [n for a, b in lost for n in range(a, b + 1)]


def _span(first: int, count: int) -> tuple[Range, ...]:
    return ((first, first + count - 1),)


def _at(first: int, last: int) -> str:
    said = at(((first, last),))
    return said[0].upper() + said[1:]
'''

MODULES["projections.ledger.verifier.report"] = r'''
"""A result in words, for who has to decide what to do about it."""

import json
from collections.abc import Sequence

from projections.ledger.verifier.claimed import asked_for, claimed
from projections.ledger.verifier.finding import WHATS, Finding
from projections.ledger.verifier.result import SOUND, TAMPERED, Result

MOST_TOLD = 40
NEXT = {
    SOUND: "What to do: keep this bundle's checkpoint, and give it with --trusted the next time.",
    TAMPERED: "What to do: keep the file as it is. Ask for the bundle anew, over another way, and compare what is"
    " found: where it is found again, the log itself was changed, or the bundle by whoever makes it.",
}
MISASKED = "What to do: the bundle was not judged. Mend what was given beside it, as is said above, and ask again."
UNUSABLE = "What to do: see that it is the whole file, as it was exported, and the key of this log."


def written(result: Result, *, as_json: bool) -> str:
    """What a shell prints."""
    if as_json:
        return json.dumps(result.told, ensure_ascii=False)
    return _plain("\n".join(_lines(result)))


def _lines(result: Result) -> list[str]:
    about = result.about
    title = f"{result.verdict.upper()}"
    if about:
        title += f": {about['origin']}, position {about['position']} (checkpoint of {about['checkpoint_size']} events)"
    ordered = sorted(result.findings, key=lambda each: WHATS.index(each.what))
    return [
        title,
        *([] if "filters" not in about else [asked_for(about), claimed(about)]),
        *([] if result.unusable is None else ["", result.unusable]),
        *(f"\n{each['said']}" for each in result.restores),
        *_headed("Found", _findings(ordered)),
        *_headed("Checked", result.checked),
        *_headed("Could not be known", result.unknown),
        "",
        NEXT.get(result.verdict, MISASKED if result.misasked else UNUSABLE),
    ]


def _findings(found: Sequence[Finding]) -> list[str]:
    told = [f"[{each.what}] {each.said}" for each in found[:MOST_TOLD]]
    more = len(found) - len(told)
    return [*told, f"and {more} more: --json tells them."] if more > 0 else told


def _headed(title: str, sentences: Sequence[str]) -> list[str]:
    return ["", f"{title}:", *(f"  - {each}" for each in sentences)] if sentences else []


def _plain(text: str) -> str:
    """What comes out of a bundle does nothing to a terminal."""
    return "".join(each if each == "\n" or each.isprintable() else "\ufffd" for each in text)
'''

MODULES["projections.ledger.verifier.papers"] = r'''
"""The papers that lie beside the log in a bundle: what it says of itself is what it is, as far as the log tells."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from goals.ledger.notes import Note, NoteUnusable, VerifierKey, verified, verifier_key
from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.files import KEYS, README
from projections.ledger.verifier.finding import FILE, MANIFEST, Finding, Unusable
from projections.ledger.verifier.manifest import Manifest
from projections.ledger.verifier.observing import Header, Stored
from projections.ledger.verifier.readme import is_readme

OPENED = "workspace.opened.v1"
MOST_KEYS = 1 << 14
"""Bytes of them."""


def papers(bundle: Bundle, told: Manifest, checkpoint: Note) -> Iterator[Finding]:
    """What they say that the signed parts do not. Raises Unusable."""
    if not is_readme(bundle.read(README)):
        yield Finding(FILE, (), f"{README} is not the text that each bundle has: do not do what it says.")
    if not _are_keys(bundle, told.origin, checkpoint):
        said = f"{KEYS} has not the keys of {told.origin}, or one that did not sign the checkpoint."
        yield Finding(FILE, (), said)


def keys_in(bundle: Bundle) -> list[VerifierKey]:
    """Those that it names, if they are any: who made the bundle could have written others."""
    try:
        *lines, end = bundle.read(KEYS, MOST_KEYS).decode().split("\n")
        return [] if end else [verifier_key(each) for each in lines]
    except (NoteUnusable, Unusable, UnicodeDecodeError):
        return []


def _are_keys(bundle: Bundle, origin: str, checkpoint: Note) -> bool:
    found = keys_in(bundle)
    written = "".join(f"{each}\n" for each in found).encode()
    try:
        signed = [each.key for each in verified(checkpoint, found)]
    except NoteUnusable:
        signed = []
    is_theirs = all(found.count(each) == 1 and each in signed and each.name == origin for each in found)
    return bool(found) and is_theirs and written == bundle.read(KEYS)


class Papers:
    """Compares the workspace's name and kind with the log's: the origin has its kind, the first event both."""

    def __init__(self, bundle: Bundle, manifest: Mapping[str, Any]) -> None:
        self._workspace, self._origin = manifest["workspace"], manifest["origin"]
        self._opened: Mapping[str, Any] | None = None

    @property
    def checked(self) -> Sequence[str]:
        said = "The workspace is of the kind that the manifest tells, by the log's origin."
        return (said,) if self._opened is None else (f"{said[:-1]}, and has its name, by the first event.",)

    @property
    def unknown(self) -> Sequence[str]:
        if self._opened is not None:
            return ()
        return ("Whether the workspace has that name: the event that tells it is not in the bundle.",)

    def saw(self, events: Sequence[Stored]) -> None:
        first = events[0]
        if first.position == 1 and first.topic == OPENED:
            self._opened = json.loads(first.state)["fact"]

    def headed(self, headers: Sequence[Header]) -> None:
        pass

    def ended(self) -> Iterable[Finding]:
        told = {name: self._workspace[name] for name in ("name", "kind")}
        if self._origin.split("/")[1] != told["kind"]:
            yield Finding(MANIFEST, (), f"The manifest says kind {told['kind']!r:.80}, and the log is {self._origin}.")
        for name, value in told.items():
            opened = value if self._opened is None else self._opened[name]
            if opened != value:
                said = f"The manifest says {name} {value!r:.80} of the workspace; it was opened with {opened!r:.80}."
                yield Finding(MANIFEST, ((1, 1),), said)
'''

MODULES["projections.ledger.verifier.redactions"] = r'''
"""Is every sealed text among the events in the list of redactions, with its ground, and nothing else?"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.erased import Erased, Text
from projections.ledger.verifier.finding import REDACTION, TOTALS, Finding
from projections.ledger.verifier.grounds import NOWHERE, REDACTIONS, Grounds, Line, lines
from projections.ledger.verifier.moved import RETARGETED
from projections.ledger.verifier.noting import Noting
from projections.ledger.verifier.observing import Header, Stored

SUBJECT_ERASED = "subject.erased.v1"
MARK = '"ciphertext"'
"""Without it in its stored form, nothing in an event is sealed."""
LONGEST_POINTER = 1 << 12
SEALED = frozenset(("subject", "nonce", "ciphertext"))
EDITED = frozenset(("goal.edited.v1", "milestone.edited.v1", "kpi.edited.v1", "container.renamed.v1"))


class Redactions:
    """Looks for sealed text in the events that pass, and reads the list in step."""

    checked = (f"{REDACTIONS} has every sealed text among the events, on its ground, and no other.",)

    def __init__(self, bundle: Bundle, manifest: Mapping[str, Any]) -> None:
        self._bundle, self._manifest = bundle, manifest
        self._grounds = Grounds(bundle)
        self._noting = Noting(REDACTION)
        self._erased = Erased(manifest["workspace"]["id"])
        self._is_whole = manifest["complete"] is True

    @property
    def unknown(self) -> Sequence[str]:
        if not self._erased.doubted:
            return ()
        return (
            f"By when {self._erased.doubted} sealed texts were erased, or whether: events in which they may have been"
            " said first, before an erasure of their subject, are not in the bundle.",
        )

    def saw(self, events: Sequence[Stored]) -> None:
        is_told = bool(events) and self._grounds.position <= events[-1].position
        for event in (
            events if is_told else [event for event in events if MARK in event[5] or event[3] == SUBJECT_ERASED]
        ):
            if event.topic == SUBJECT_ERASED:
                self._erased.erased(event.stream_id, event.position)
            if MARK in event.state or self._grounds.position <= event.position:
                self._compare(event)

    def headed(self, headers: Sequence[Header]) -> None:
        for header in headers:
            if header.topic == SUBJECT_ERASED:
                self._erased.erased(header.stream_id, header.position)

    def ended(self) -> Iterable[Finding]:
        for line in self._grounds.before(NOWHERE):
            self._stray(line)
        for position, said in self._erased.wrong():
            self._noting.note(position, said)
        yield from self._noting.findings
        told, found = self._manifest["redactions"], sum(1 for _ in lines(self._bundle))
        if told != found:
            yield Finding(TOTALS, (), f"{REDACTIONS} has {found} lines, and the manifest says {told}.")

    def _compare(self, event: Stored) -> None:
        for line in self._grounds.before(event.position):
            self._stray(line)
        fact = json.loads(event.state)["fact"]
        told = self._grounds.at(event.position)
        right = {(str(line.get("field")), line.get("subject")): line for line in told}
        found, is_older = list(sealed(fact, "")), not self._is_whole and takes_over(event.topic, fact)
        for text in found:
            line_of_it = right.get(text[:2])
            if line_of_it is None:
                self._noting.note(
                    event.position, f"the sealed text at {text.field} is not in {REDACTIONS} as it stands."
                )
            else:
                self._erased.told(text, line_of_it, stream_id=event.stream_id, is_older=is_older)
        places = {text.field for text in found}
        for field, _ in right:
            if field not in places:
                self._noting.note(event.position, f"{REDACTIONS} tells of {field!r:.80}, where nothing is sealed.")
        if len(told) > len(right):
            self._noting.note(event.position, f"{REDACTIONS} tells of a sealed text twice.")

    def _stray(self, line: Line) -> None:
        self._noting.note(
            line["position"], f"{REDACTIONS} tells of an event that is not there, or of one out of order."
        )


def takes_over(topic: str, fact: Mapping[str, Any]) -> bool:
    """Whether an event can have a text that was said in an earlier one: what was proposed, or is not edited."""
    return topic in EDITED or (topic == RETARGETED and (fact.get("approval") or {}).get("proposal_id") is not None)


def sealed(told: Any, pointer: str) -> Iterator[Text]:
    """Each sealed text below a value. Raises ValueError where it is far below."""
    if len(pointer) > LONGEST_POINTER:
        raise ValueError(f"what is at {pointer[:80]} is too far below")
    if isinstance(told, dict):
        if told.keys() == SEALED:
            yield Text(pointer, told["subject"], sha256(f"{told['nonce']} {told['ciphertext']}".encode()).digest())
            return
        for name, value in told.items():
            yield from sealed(value, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(told, list):
        for n, value in enumerate(told):
            yield from sealed(value, f"{pointer}/{n}")
'''

MODULES["projections.ledger.verifier.sampled"] = r'''
"""Was the sample drawn as it says, from everything it could be drawn from?"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from goals.ledger.sampling import METHOD, Member, allocated, drawn, population_hash, stratum_of
from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.finding import SAMPLE, Finding
from projections.ledger.verifier.moved import RETARGETED
from projections.ledger.verifier.noting import Noting
from projections.ledger.verifier.observing import Header, Stored
from projections.ledger.verifier.sample_file import MOST_DRAWN, SampleFile
from projections.ledger.verifier.selected import selected

MOST_STRATA = 1_200
"""The months of a century."""
NOBODY = Member(1 << 63, b"", "")
"""After the last one."""


def sampled(bundle: Bundle, manifest: Mapping[str, Any]) -> "Sampled | None":
    """None where nothing was drawn."""
    return None if manifest["sample"] is None else Sampled(bundle, manifest)


class Sampled:
    """Reads the population in step with the headers, and draws again."""

    checked = (
        "The population of the sample is every retarget within the selection, with its leaf hash and the month in which"
        " it was recorded, and the events in the bundle are those that seed and method draw from it.",
    )

    def __init__(self, bundle: Bundle, manifest: Mapping[str, Any]) -> None:
        self._manifest = manifest
        self._selected = selected(manifest)
        self._file = SampleFile(bundle)
        self._members = self._file.members()
        self._member = next(self._members, NOBODY)
        self._seen = array("Q")
        self._noting = Noting(SAMPLE)

    @property
    def unknown(self) -> Sequence[str]:
        if self._selected.actor_id is None:
            return ()
        return (
            "Whether the population has all of that actor's retargets: the headers do not say who asked. Where some"
            " were left out, others were drawn.",
        )

    def saw(self, events: Sequence[Stored]) -> None:
        self._seen.extend(event.position for event in events)
        if len(self._seen) > MOST_DRAWN:
            raise ValueError(f"there are more than {MOST_DRAWN} events in a sample")

    def headed(self, headers: Sequence[Header]) -> None:
        for header in headers:
            if header.topic == RETARGETED and self._selected.has(header):
                self._compare(header)

    def ended(self) -> Iterable[Finding]:
        for member in self._strays(NOBODY.position):
            self._noting.note(
                member.position, "it is in the population, and there is no such retarget in the selection."
            )
        strata: dict[str, int] = {}
        for member in self._file.members():
            strata[member.stratum] = strata.get(member.stratum, 0) + 1
            if len(strata) > MOST_STRATA:
                raise ValueError(f"the sample has more than {MOST_STRATA} strata")
        self._says(strata)
        self._draw(strata)
        return self._noting.findings

    def _compare(self, header: Header) -> None:
        for member in self._strays(header.position):
            self._noting.note(
                member.position, "it is in the population, and there is no such retarget in the selection."
            )
        if self._member.position == header.position:
            if self._member.leaf != header.leaf:
                self._noting.note(header.position, "its leaf hash in the population is another than the log's.")
            if self._member.stratum != (right := stratum_of(header.recorded_at)):
                told = f"{self._member.stratum!r:.80}"
                self._noting.note(header.position, f"its stratum is {right}; in the population it is {told}.")
            self._member = next(self._members, NOBODY)
        elif self._selected.actor_id is None:
            self._noting.note(header.position, "the retarget could have been drawn, and is not in the population.")

    def _strays(self, position: int) -> Iterator[Member]:
        while self._member.position < position:
            yield self._member
            self._member = next(self._members, NOBODY)

    def _says(self, strata: Mapping[str, int]) -> None:
        """What the manifest and the file say of the sample."""
        told, head = self._manifest["sample"], self._file.head
        count = sum(strata.values())
        found = {
            "method": METHOD,
            "seed": head["seed"],
            "size": head["size"],
            "drawn": min(head["size"], count),
            "population": count,
            "population_hash": population_hash(self._file.members()),
        }
        for name, value in found.items():
            if told.get(name) != value:
                self._noting.say(f"The manifest says {name} {told.get(name)!r:.80}; it is {value!r:.80}.")
        if head["method"] != METHOD:
            self._noting.say(f"The method {head['method']!r:.80} is not known here.")

    def _draw(self, strata: Mapping[str, int]) -> None:
        seed, size = self._file.head["seed"], self._file.head["size"]
        allocation = allocated(strata, size)
        told = {each["stratum"]: (each["population"], each["drawn"]) for each in self._file.head["strata"]}
        wanted = {name: (strata[name], allocation[name]) for name in allocation}
        if told != wanted:
            self._noting.say(f"The strata and what is drawn of each are {wanted}; the file says {told}."[:500])
        right = drawn(self._file.members(), allocation, seed)
        missing, others = sorted({*right} - {*self._seen}), sorted({*self._seen} - {*right})
        if missing:
            self._noting.together(missing, "Drawn by seed and method, and not in the bundle: {}.")
        if others:
            self._noting.together(others, "In the bundle, and not drawn by seed and method: {}.")
'''

MODULES["projections.ledger.verifier.in_step"] = r'''
"""Does a table have the rows that the events ask for, one after another, and no others?"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from projections.ledger.verifier.cells import FORMULA, Cell, in_csv
from projections.ledger.verifier.columns import COLUMNS, FROM_EVENTS, PLACES
from projections.ledger.verifier.comma_rows import RowsUnreadable
from projections.ledger.verifier.finding import TRAIL, Finding, at, ranges
from projections.ledger.verifier.moved import Row
from projections.ledger.verifier.sheet_rows import AsInCsv

MOST_FINDINGS = 20
"""Of a file that are told one by one."""
MOST_KEPT = 100_000
MOST_MORE = 20
"""Rows of a retarget that are held, beyond those it has."""
LONGEST_SHOWN = 80
POSITION, FIELD = PLACES["position"], PLACES["field"]

FIRST = frozenset(FORMULA)
_of_event = itemgetter(*(PLACES[name] for name in FROM_EVENTS))
Written = tuple[Cell, ...]
Writing = Callable[[int, str], Cell]
"""How a value stands in a column, by the column's place."""


class Told(NamedTuple):
    """A row as it stands in the file; `position` is None where it is no number."""

    position: int | None
    cells: Written


class InStep:
    """The rows of one file. What is wrong with them is in `findings`."""

    def __init__(self, file: str, rows: Iterator[Written], writing: Writing, *, is_text: bool = False) -> None:
        """`is_text` where a value stands as it is, but for those that begin as a formula does."""
        self.findings: list[Finding] = []
        self.count = 0
        self._file, self._writing, self._is_text = file, writing, is_text
        self._untold = 0
        self._missing: dict[int, None] = {}
        self.right: list[Written] = []
        self._rows = self._placed(rows)
        self._next = next(self._rows, None)

    def of(self, position: int, wanted: Sequence[Row], *, known: Sequence[Written] = ()) -> list[Written]:
        """The rows told of the retarget at a position, found to be those wanted or not.

        Those that are, are in `right` until the next one. `known` are those of the CSV that were found right.
        """
        self.right = []
        while self._next is not None and (self._next.position is None or self._next.position < position):
            self._stray(self._next)
        told: list[Written] = []
        while self._next is not None and self._next.position == position:
            if len(told) <= len(wanted) + MOST_MORE:
                told.append(self._next.cells)
            self._next = next(self._rows, None)
        if told:
            self._compare(position, wanted, told, known)
        elif len(self._missing) < MOST_KEPT:
            self._missing[position] = None
        return told

    def end(self) -> list[Finding]:
        """All that was found, after the last retarget."""
        while self._next is not None:
            self._stray(self._next)
        if self._missing:
            places = ranges(list(self._missing))
            self._add(places, f"{self._file} has no row of the retargets at {at(places)}.")
        if self._untold:
            self.findings.append(Finding(TRAIL, (), f"{self._file} differs in {self._untold} more places."))
        return self.findings

    def note(self, position: int, said: str) -> None:
        """Another thing that is wrong with the rows at a position."""
        self._add(((position, position),), f"{self._file}, position {position}: {said}")

    def _placed(self, rows: Iterator[Written]) -> Iterator[Told]:
        try:
            for cells in rows:
                self.count += 1
                yield Told(_position(cells[POSITION]), cells)
        except RowsUnreadable as wrong:
            self._add((), f"{self._file} cannot be read beyond its row {self.count}: {wrong}.")

    def _stray(self, row: Told) -> None:
        if row.position is None:
            self._add((), f"{self._file} has a row whose position is {_shown(row.cells[POSITION])}.")
        elif row.position in self._missing:
            del self._missing[row.position]
            self.note(row.position, "its rows do not stand in the order of the events.")
        else:
            self.note(row.position, "there is a row, and no retarget stands there or it has no such row.")
        self._next = next(self._rows, None)

    def _compare(self, position: int, wanted: Sequence[Row], told: Sequence[Written], known: Sequence[Written]) -> None:
        fields = [row[FIELD] for row in wanted]
        found = [row[FIELD] for row in told]
        if fields == found:
            for row, cells in zip(wanted, told, strict=True):
                if not (isinstance(cells, AsInCsv) and cells in known):
                    self._compare_cells(position, row, cells)
        elif sorted(map(str, fields)) == sorted(map(str, found)):
            self.note(position, f"its rows stand in the order {', '.join(map(str, found))}.")
        else:
            said, asked = _listed(found), _listed(fields)
            self.note(position, f"its rows tell of the fields {said}; the event changed {asked}.")

    def _compare_cells(self, position: int, row: Row, cells: Written) -> None:
        writing = _as_in_csv if isinstance(cells, AsInCsv) else self._writing
        before = len(self.findings) + self._untold
        if (
            self._is_text
            and _of_event(row) == _of_event(cells)
            and FIRST.isdisjoint([cell[:1] for cell in row if cell])
        ):
            self.right.append(cells)
            return
        for place, (wanted, told) in enumerate(zip(row, cells, strict=True)):
            if wanted is None or (self._is_text and wanted == told and wanted[:1] not in FIRST):
                continue
            written = writing(place, wanted)
            if written != told or type(written) is not type(told):
                self.note(position, f"{COLUMNS[place]} is {_shown(told)}; by the event it is {_shown(written)}.")
        if before == len(self.findings) + self._untold:
            self.right.append(cells)

    def _add(self, positions: tuple[tuple[int, int], ...], said: str) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(TRAIL, positions, said))
        else:
            self._untold += 1


def _as_in_csv(_: int, text: str) -> Cell:
    return in_csv(text)


def _position(cell: Cell) -> int | None:
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else None
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 19 else None


def _listed(fields: Iterable[object]) -> str:
    return ", ".join(str(each) or "none" for each in fields)[:200]


def _shown(cell: Cell) -> str:
    text = f"{cell:.16G}" if isinstance(cell, float) else repr(cell)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}… ({len(text)} characters)"
'''

MODULES["projections.ledger.verifier.spreadsheet"] = r'''
"""Which rows does a spreadsheet have, if there is nothing in it but the two tables it should have?

It is read once, as it stands, a piece at a time. All but the values of cells is in one form: so no style, width, hidden
row, formula, property, or byte between its parts can show a reader something else.
"""

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from projections.ledger.verifier.book_form import (
    ASKED_BEGIN,
    ASKED_END,
    FIRST,
    MOST_TABLES,
    is_full,
    last,
    part_of,
    table_begin,
    table_end,
)
from projections.ledger.verifier.cells import Cell
from projections.ledger.verifier.columns import COLUMNS
from projections.ledger.verifier.comma_rows import RowsUnreadable
from projections.ledger.verifier.row_form import header
from projections.ledger.verifier.sheet_rows import Hint, Sheet, rows
from projections.ledger.verifier.zip_parts import ZipParts

TABLE = "trail"
MOST_ASKED = 100
"""Rows of the second table."""


class Book:
    """A spreadsheet file, opened. `about` is what its second table says, once the rows were read to their end."""

    def __init__(self, file: BinaryIO) -> None:
        self.about: dict[str, str] = {}
        self._parts = ZipParts(file)
        self._counts: list[int] = []
        self._is_full = False

    def rows(self, hint: Hint) -> Iterator[tuple[Cell, ...]]:
        """Those below the headers, a cell per column. Raises RowsUnreadable."""
        for name, content in FIRST.items():
            self._parts.require(name, content)
        sheet = self._sheet()
        while not self._counts or sheet.begun != ASKED_BEGIN:
            yield from self._of_table(sheet, hint)
            sheet = self._sheet()
        self.about = self._asked(sheet)
        for name, content in last(TABLE, len(COLUMNS), self._counts).items():
            self._parts.require(name, content)
        self._parts.end()

    def _sheet(self) -> Sheet:
        """The next one."""
        return Sheet(self._parts.pieces(part_of(len(self._counts) + 1)))

    def _of_table(self, sheet: Sheet, hint: Hint) -> Iterator[tuple[Cell, ...]]:
        n = len(self._counts) + 1
        if n > MOST_TABLES or self._is_full != (n > 1):
            raise RowsUnreadable(f"it should not have a sheet {n} of the trail")
        try:
            if sheet.begun != table_begin(len(COLUMNS), is_first=n == 1):
                raise RowsUnreadable("there stands something else before the rows than in every one")
            if next(sheet.written(), b"") != header(COLUMNS):
                raise RowsUnreadable("the first row is not the header of the trail")
            yield from rows(sheet, columns=len(COLUMNS), hint=hint)
            sheet.require_end(table_end(len(COLUMNS), sheet.count))
        except RowsUnreadable as wrong:
            raise RowsUnreadable(f"on its sheet {n} {wrong}") from None
        self._counts.append(sheet.count)
        self._is_full = is_full(sheet.count, sheet.size)

    def _asked(self, sheet: Sheet) -> dict[str, str]:
        found = list(islice(rows(sheet, columns=2, hint=lambda: None), MOST_ASKED + 1))
        about = {str(name): str(value) for name, value in found}
        if len(found) > MOST_ASKED or len(about) != len(found):
            raise RowsUnreadable(f"on its last sheet there are more than {MOST_ASKED} rows, or something is said twice")
        sheet.require_end(ASKED_END)
        return about
'''

MODULES["projections.ledger.verifier.until"] = r'''
"""Does the bundle end with the last event that was recorded by the moment it is about?

Of a log that goes on, the manifest has the header of the next event, and the proof that the checkpoint covers it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from goals.ledger.checkpoint import checkpoint
from goals.ledger.leaf import leaf_of
from goals.ledger.merkle import root_by_inclusion
from goals.ledger.notes import note
from projections.ledger.verifier.cells import instant
from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.files import CHECKPOINT, NOTE
from projections.ledger.verifier.finding import SELECTION, Finding
from projections.ledger.verifier.manifest import hashed, signing
from projections.ledger.verifier.observing import Header, Stored
from projections.ledger.verifier.reading import NOT_UNDERSTOOD
from projections.ledger.verifier.times import microseconds

APART = timedelta(hours=1) // timedelta(microseconds=1)
"""In µs. Clocks that differ by less, of whoever records and whoever signs, are no sign of anything."""


class Until:
    """Compares the moment with when the last event was recorded, and the one after it."""

    def __init__(self, bundle: Bundle, manifest: Mapping[str, Any]) -> None:
        self._manifest, self._position = manifest, manifest["position"]
        self._as_of = _instant(manifest["as_of"])
        self._checkpoint = checkpoint(note(bundle.read(CHECKPOINT).decode()).text)
        self._newest = microseconds(signing(note(bundle.read(NOTE).decode()).text).time)
        self._last: int | None = None
        self.checked: Sequence[str] = ()
        self.unknown: Sequence[str] = ()

    def saw(self, events: Sequence[Stored]) -> None:
        self._look(events)

    def headed(self, headers: Sequence[Header]) -> None:
        self._look(headers)

    def ended(self) -> Iterator[Finding]:
        """Nothing where the last event is not there: others tell that."""
        if self._last is not None:
            places = ((self._position, self._position),)
            yield from (Finding(SELECTION, places, said) for said in self._wrong(self._last))

    def _look(self, stored: Sequence[Stored] | Sequence[Header]) -> None:
        if stored and stored[-1].position >= self._position:
            found = (each.recorded_at for each in stored if each.position == self._position)
            self._last = next(found, self._last)

    def _wrong(self, last: int) -> Iterator[str]:
        asked, position, as_of = self._manifest["filters"].get("as_of"), self._position, instant(self._as_of)
        is_position = asked is not None and asked.isascii() and asked.isdigit()
        if is_position and self._as_of != last:
            yield f"As of position {position} was asked for, recorded at {instant(last)}; as of {as_of} is told."
        elif not is_position and asked is not None and _instant(asked) != self._as_of:
            yield f"As of {asked!r:.80} was asked for, and as of {as_of} is told."
        elif last > self._as_of:
            yield f"As of {as_of} is told, and the last event, position {position}, was recorded at {instant(last)}."
        elif position >= self._checkpoint.size:
            yield from self._at_the_end(is_position=is_position)
        else:
            yield from self._before_the_end(last, is_position=is_position, is_asked=asked is not None)

    def _at_the_end(self, *, is_position: bool) -> Iterator[str]:
        """Of the checkpoint: nothing shows what came after."""
        if self._manifest["next"] is not None:
            yield f"The manifest has an event after position {self._position}, the last one that the checkpoint covers."
        if is_position:
            return
        as_of, newest = instant(self._as_of), instant(self._newest)
        is_live = self._checkpoint.origin.split("/")[1] == "live"
        if is_live and self._as_of > self._newest + APART:
            yield f"As of {as_of} is told, and the log had gone on: its checkpoint was the newest at {newest} last."
        clock = "" if is_live else ", and a test workspace has a clock of its own"
        self.unknown = (
            f"Whether more was recorded by {as_of}, the moment it is about: its checkpoint ends with position"
            f" {self._position}, too. By the signer's clock it was the newest at {newest}{clock}.",
        )

    def _before_the_end(self, last: int, *, is_position: bool, is_asked: bool) -> Iterator[str]:
        position, size, as_of = self._position, self._checkpoint.size, instant(self._as_of)
        following = self._following()
        if following is None:
            yield (
                f"It ends at position {position}, and the checkpoint covers {size} events: the next one is not shown,"
                f" so nothing tells whether it was recorded by {as_of}."
            )
        elif is_position or following > self._as_of:
            self.checked = (f"Position {position} is the last one of its moment: the next was recorded after {as_of}.",)
        elif is_asked or not following == self._as_of == last:
            yield (
                f"As of {as_of} is told, and position {position + 1}, recorded at {instant(following)}, is not in it:"
                f" of {size} events, those after position {position} are left out."
            )
        else:
            said = f"Whether it should end there: position {position + 1} was recorded in the same instant as its last."
            self.unknown = (said,)

    def _following(self) -> int | None:
        """When the next event was recorded; None where it is not shown to be in the log."""
        told, point = self._manifest["next"], self._checkpoint
        if told is None or told["position"] != self._position + 1:
            return None
        try:
            found = leaf_of(
                workspace_id=self._manifest["workspace"]["id"],
                digest=bytes.fromhex(told["state_sha256"]),
                recorded_at_us=(at := int(told["recorded_at"])),
                **{name: told[name] for name in ("position", "stream_id", "version", "topic")},
            )
            root = root_by_inclusion(found, self._position, point.size, list(map(hashed, told["proof"])))
        except NOT_UNDERSTOOD:
            return None
        return at if root == point.root else None


def _instant(told: str) -> int:
    return microseconds(datetime.fromisoformat(told.upper()))
'''

MODULES["projections.ledger.verifier.zones"] = r'''
"""In which time zone are the workspace's days? And when is a day, where rules known elsewhere may be others?"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, NamedTuple

from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.finding import MANIFEST, Finding
from projections.ledger.verifier.observing import Header, Stored
from projections.ledger.verifier.surroundings import zone
from projections.ledger.verifier.times import microseconds

POLICY_CHANGED = "workspace.policy-changed.v1"
OTHERWISE = "UTC"
"""The zone of a workspace of which nothing was said."""
RULES_APART, ZONES_APART = timedelta(hours=3), timedelta(hours=16)
"""By which a zone's rules were changed at most, from one edition to another; and a zone is from UTC."""


class Mark(NamedTuple):
    """A boundary in µs since 1970: as it is by what is known here, and the first and last instant it can be."""

    likely: int
    first: int
    last: int


def instant(at: datetime) -> Mark:
    told = microseconds(at)
    return Mark(told, told, told)


class Days:
    """Of one time zone."""

    def __init__(self, name: str) -> None:
        found: tzinfo | None = UTC if name == OTHERWISE else zone(name)
        self.is_known = found is not None
        self._zone = found or UTC
        self.apart = ZONES_APART if found is None else RULES_APART if name != OTHERWISE else timedelta()

    def begins(self, day: date) -> Mark:
        at, apart = microseconds(datetime.combine(day, time.min, self._zone)), self.apart // timedelta(microseconds=1)
        return Mark(at, at - apart, at + apart)

    def of(self, at: datetime) -> str:
        return at.astimezone(self._zone).date().isoformat()

    def may_be(self, day: str, at: datetime) -> bool:
        return self.of(at - self.apart) <= day <= self.of(at + self.apart)


class Zones:
    """Compares the zone in the manifest with what was said of it last."""

    def __init__(self, bundle: Bundle, manifest: Mapping[str, Any]) -> None:
        self._told: str = manifest["time_zone"]
        self._zone = OTHERWISE
        self._last = self._known = 0

    @property
    def checked(self) -> Sequence[str]:
        return () if self.unknown else ("The time zone of the workspace's days is the one that was said last.",)

    @property
    def unknown(self) -> Sequence[str]:
        if self._known == self._last:
            return ()
        return (
            f"Which time zone the workspace's days are in, and so which days were asked for: its exporter says"
            f" {self._told!r:.40}, and the event at position {self._last}, which tells it, is not in the bundle.",
        )

    def saw(self, events: Sequence[Stored]) -> None:
        for event in events:
            if event.topic == POLICY_CHANGED:
                self._known, self._last = event.position, max(self._last, event.position)
                self._zone = json.loads(event.state)["fact"]["policy"].get("tz", OTHERWISE)

    def headed(self, headers: Sequence[Header]) -> None:
        for header in headers:
            if header.topic == POLICY_CHANGED:
                self._last = header.position

    def ended(self) -> Iterable[Finding]:
        if self._known == self._last and self._zone != self._told:
            said = f"The manifest says time_zone {self._told!r:.80}; the workspace's days are in {self._zone!r:.80}."
            yield Finding(MANIFEST, ((self._known, self._known),) if self._known else (), said)
'''

MODULES["projections.ledger.verifier.rewriting"] = r'''
"""What was done where the leaf hashes themselves are not the signed ones: as narrow as signed notes allow."""

from goals.ledger.checkpoint import Checkpoint
from projections.ledger.verifier.finding import ALTERED, DELETED, INSERTED, TRUNCATED, Finding, at
from projections.ledger.verifier.memory import Memory

TELLS = "The leaf hashes of the bundle are not the signed ones"


def rewritten(memory: Memory, *, expected: int, count: int) -> Finding:
    """`expected` is how many leaves there should be, `count` how many there are."""
    first = memory.agreed + 1
    last = max(first, min((size for size in memory.differing), default=max(expected, count)))
    places = ((first, last),)
    if count < expected:
        said = f"{TELLS}: {expected - count} events are gone from {at(places)}"
        return Finding(DELETED, places, f"Deleted: {said}; the rest was covered up.")
    if count > expected:
        said = f"{TELLS}: {count - expected} events that never were are among {at(places)}"
        return Finding(INSERTED, places, f"Inserted: {said}; this was covered up.")
    said = f"{TELLS}: at {at(places)} events were altered or moved, and this was covered up."
    return Finding(ALTERED, places, f"Altered: {said}")


def truncated(checkpoint: Checkpoint, count: int) -> Finding:
    """The leaves are the signed ones, only not all of those the bundle is about."""
    places = ((count + 1, checkpoint.size),)
    return Finding(
        TRUNCATED, places, f"Truncated: the bundle ends before {at(places)}, and its manifest was made anew."
    )
'''

MODULES["projections.ledger.verifier.passing"] = r'''
"""The events of a bundle pass by once: against the leaves, before all who watch."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from goals.ledger.merkle import root_by_inclusion
from projections.ledger.verifier import finding
from projections.ledger.verifier.claims import LeafFile
from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.finding import Finding, at, ranges
from projections.ledger.verifier.lines import parts, stretches
from projections.ledger.verifier.manifest import NOT_READ, hashed
from projections.ledger.verifier.naming import judged
from projections.ledger.verifier.observing import Header, Stored
from projections.ledger.verifier.reading import NOT_UNDERSTOOD, Lined, claim
from projections.ledger.verifier.recognising import Recogniser
from projections.ledger.verifier.watching import Watching

MOST_WRONG = 1_000


class Passing:
    """`root` is the signed root at the last exported position: what proofs of single events have to lead to."""

    def __init__(self, bundle: Bundle, watching: Watching, *, workspace_id: str, leaves: LeafFile, root: bytes) -> None:
        self._bundle, self._watching, self._leaves, self._root = bundle, watching, leaves, root
        self._filtered = bool(parts(bundle, "headers"))
        self._lined = Lined(workspace_id, proof=self._filtered)
        self._whole = Recogniser(leaves, workspace_id)
        self._chosen = Recogniser(leaves, workspace_id, dense=False)
        self._unproved: list[int] = []
        self.count = self.reached = 0

    def odd(self) -> Iterator[Finding]:
        """Lines that say what they should, and not as they should: other programs may read something else there."""
        if self._lined.odd:
            places = ranges(self._lined.odd)
            said = f"The lines of {at(places)} are not written as a bundle is written: others may read them otherwise."
            yield Finding(finding.FILE, places, said)

    def judged(self) -> list[Finding]:
        """What was done to the events, by the leaves. Raises Unusable where a part cannot be read at all."""
        if self._filtered:
            self._in_step()
            found = [*judged(self._chosen, self._leaves, dense=False), *judged(self._whole, self._leaves)]
            return [*_once(found), *self._proofs()]
        for _ in self._events(self._whole):
            pass
        return judged(self._whole, self._leaves)

    def _in_step(self) -> None:
        """Headers, and behind each stretch of them the events that were chosen from it."""
        events = self._events(self._chosen)
        for last in self._headers():
            while self.reached < last and next(events, None) is not None:
                pass
        for _ in events:
            pass

    def _headers(self) -> Iterator[int]:
        for lines in self._lines("headers"):
            headers = self._understood(self._lined.headers, lines, self._whole)
            self._watching.headed(headers)
            yield headers[-1].position if headers else self.reached

    def _events(self, recogniser: Recogniser) -> Iterator[None]:
        for lines in self._lines("events"):
            self._watching.saw(self._understood(self._stored, lines, recogniser))
            yield

    def _lines(self, folder: str) -> Iterator[list[str]]:
        for name in parts(self._bundle, folder):
            yield from stretches(self._bundle, name)

    def _understood(self, read: Callable[..., Any], lines: Sequence[str], recogniser: Recogniser) -> Any:
        """The lines as events or headers, looked for among the leaves; without those that are neither."""
        try:
            found = read(lines)
        except NOT_UNDERSTOOD:
            return [each for line in lines for each in self._one(read, line, recogniser)]
        self._look(found, lines, recogniser)
        return found

    def _one(self, read: Callable[..., Any], line: str, recogniser: Recogniser) -> Any:
        try:
            found = read([line])
        except NOT_UNDERSTOOD:
            recogniser.saw(claim(line))
            return []
        self._look(found, [line], recogniser)
        return found

    def _stored(self, lines: Iterable[str]) -> list[Stored]:
        events, proofs = self._lined.events(lines)
        for event, proof in zip(events, proofs, strict=False):
            if len(self._unproved) < MOST_WRONG and not self._proves(event, proof):
                self._unproved.append(event.position)
        self.reached = events[-1].position
        self.count += len(events)
        return events

    def _look(self, found: Sequence[Stored] | Sequence[Header], lines: Sequence[str], recogniser: Recogniser) -> None:
        first = recogniser.expected
        if recogniser is self._whole and self._leaves.has(first - 1, b"".join([each.leaf for each in found])):
            recogniser.right(first, len(found))
            return
        rows: Iterable[tuple[Stored | Header, str]] = zip(found, lines, strict=True)
        for each, line in rows:
            if each.position >= recogniser.expected and self._leaves.has(each.position - 1, each.leaf):
                recogniser.right(each.position, 1)
            else:
                recogniser.saw(claim(line))

    def _proves(self, event: Stored, proof: Any) -> bool:
        try:
            hashes = list(map(hashed, proof))
            found = root_by_inclusion(event.leaf, event.position - 1, len(self._leaves), hashes)
        except NOT_READ:
            return False
        return found == self._root

    def _proofs(self) -> Iterator[Finding]:
        if self._unproved:
            places = ranges(self._unproved)
            said = f"What stands at {at(places)} is not shown to be in the signed log by its proof."
            yield Finding(finding.PROOF, places, said)


def _once(found: Iterable[Finding]) -> list[Finding]:
    """An event and its header may have been changed alike: that is told once."""
    return list({(each.what, each.positions): each for each in found}.values())
'''

MODULES["projections.ledger.verifier.signatures"] = r'''
"""The signed notes of a bundle, and those that are remembered: which of them are believed."""

from collections.abc import Sequence
from pathlib import PurePath

from goals.ledger.notes import Note, NoteUnusable, note, verified
from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.files import CHECKPOINT, CHECKPOINTS, NOTE, RESTORES
from projections.ledger.verifier.finding import MANIFEST, RESTORED, SIGNATURE, Finding, Misasked, Unusable
from projections.ledger.verifier.manifest import Manifest, Signing, signing
from projections.ledger.verifier.papers import keys_in
from projections.ledger.verifier.restores import Declared, NotByYours, Restore, restore, texts
from projections.ledger.verifier.result import Result
from projections.ledger.verifier.trust import Known, Trust, log_of, noted, unsigned

MOST_NAMED = 4
NOT_BY_YOURS = "is not signed by a key given"


def signing_of(bundle: Bundle, told: Manifest, digest: bytes, trust: Trust, result: Result) -> Signing | None:
    """What signs this manifest; None where nothing that is believed does."""
    try:
        found = note(_text(bundle, NOTE))
        said = signing(found.text)
        is_believed = bool(verified(found, trust.of(told.origin)))
    except NoteUnusable as wrong:
        result.findings.append(Finding(MANIFEST, (), f"The manifest's signature is not right: {wrong}"))
        return None
    if (said.origin, said.size, said.digest) != (told.origin, told.checkpoint_size, digest):
        result.findings.append(Finding(MANIFEST, (), "manifest.json is not the one that was signed."))
        return None
    if not is_believed:
        result.unusable = _by_whom("The manifest", found, bundle)
    return said if is_believed else None


def checkpoint_of(bundle: Bundle, told: Manifest, trust: Trust, result: Result) -> Known:
    """The bundle's own. Raises Unusable where it is none, or one of another log."""
    text = _text(bundle, CHECKPOINT)
    try:
        found = trust.known("The bundle's checkpoint", text)
    except NoteUnusable as wrong:
        result.findings.append(Finding(SIGNATURE, (), f"The bundle's checkpoint is not signed: {wrong}"))
        found = _bare(text)
    else:
        if not found.signed:
            result.unusable = _by_whom("The bundle's checkpoint", found.note, bundle)
    point = found.checkpoint
    if point.origin != told.origin or log_of(point.origin)[-1] != told.workspace_id:
        said = f"The checkpoint is of the log {point.origin}, and the manifest of {told.origin}."
        result.findings.append(Finding(MANIFEST, (), said))
    if point.size != told.checkpoint_size:
        said = f"The checkpoint is signed for {point.size} events, and the manifest is about {told.checkpoint_size}."
        result.findings.append(Finding(MANIFEST, (), said))
    return found


def earlier_of(bundle: Bundle, trust: Trust, result: Result) -> list[Known]:
    """The signed ones that the bundle has of the time before."""
    found = []
    try:
        for n, text in enumerate(texts(bundle.read(CHECKPOINTS)), 1):
            found.append(trust.known(f"Checkpoint {n} of {CHECKPOINTS}", text))
    except (NoteUnusable, Unusable) as wrong:
        result.findings.append(Finding(SIGNATURE, (), f"{CHECKPOINTS} cannot be believed: {wrong}"))
    strange = [each for each in found if not each.signed]
    if strange:
        result.unknown.append(f"{len(strange)} of {CHECKPOINTS} are signed by a key that was not given: not believed.")
    return [each for each in found if each.signed]


def trusted_of(trust: Trust, origin: str, result: Result) -> list[Known]:
    """Those that were brought along. Raises Misasked where one is no checkpoint, or has none of this log."""
    found: list[Known] = []
    for path, content in trust.trusted:
        label, others, before = f"The trusted checkpoint {PurePath(path).name}", list[str](), len(found)
        try:
            for text in noted(content):
                if log_of(of := note(text).text.split("\n")[0]) != log_of(origin):
                    others.append(of)
                    continue
                found.append(trust.known(label, text))
                if not found[-1].signed:
                    result.checked.append(f"{label} {NOT_BY_YOURS}: it is believed because you trust it.")
        except NoteUnusable as wrong:
            raise Misasked(f"{label} cannot be used: {wrong}") from None
        if len(found) == before:
            said = ", ".join(map(repr, others[:MOST_NAMED]))[:400] or "none"
            raise Misasked(f"{label} is of another log, {said}, and not of {origin}: it cannot be compared.")
        if others:
            result.unknown.append(f"{len(others)} of {label.lower()} are of other logs, and were not looked at.")
    return found


def restores_of(bundle: Bundle, origin: str, trust: Trust, result: Result) -> Declared:
    """The restores that were declared; each is told, loudly, and so is each that the log's name tells of alone."""
    found: list[Restore | NotByYours] = []
    try:
        for text in texts(bundle.read(RESTORES)):
            found.append(_believed(text, trust))
    except (NoteUnusable, Unusable) as wrong:
        result.findings.append(Finding(SIGNATURE, (), f"{RESTORES} cannot be believed: {wrong}"))
    declared = Declared(
        origin=origin,
        believed=[each for each in found if isinstance(each, Restore)],
        doubted=[each for each in found if isinstance(each, NotByYours)],
    )
    result.restores += [each.told for each in declared.believed]
    result.unknown += [f"{each} It is not believed." for each in declared.doubted]
    _require_each(declared, result)
    return declared


def _believed(text: str, trust: Trust) -> Restore | NotByYours:
    try:
        return restore(text, trust)
    except NotByYours as wrong:
        return wrong


def _require_each(declared: Declared, result: Result) -> None:
    """What a key signed that was not given is no sign of anything; what is not there at all was left out."""
    untold, unread = declared.untold, declared.unread
    if untold is not None:
        said = (
            f"By its name, {declared.origin}, the log was restored from a backup {declared.often}, and"
            f" {RESTORES} has no statement of how {untold[1]} came of {untold[0]}: what was lost by it is hidden."
        )
        result.findings.append(Finding(RESTORED, (), said))
    elif unread is not None:
        said = (
            f"The log was restored from a backup, and the statement of how {unread[1]} came of {unread[0]} is signed by"
            " no key that you gave: what was lost by it is not known. Where the key was exchanged since, give the"
            " retired one too: get it from whoever gave you the new one, or kept it, not from the file itself."
        )
        result.refuse(Misasked(said))


def by_nobody_known(what: str, found: Note, named: Sequence[str] = ()) -> str:
    """Why it is of no use; `named` are keys that it names itself."""
    names = ", ".join(named or [f"{each.name}+{each.id.hex()}" for each in found.signatures][:MOST_NAMED])
    return (
        f"{what} is signed by no key that you gave. It names these keys: {names[:1000]}. Where the key was exchanged,"
        " get the new one from whoever gave you the old one, not from the file itself: what is signed by a key that"
        " you do not know says nothing."
    )


def _by_whom(what: str, found: Note, bundle: Bundle) -> str:
    return by_nobody_known(what, found, [str(each) for each in keys_in(bundle)][:MOST_NAMED])


def _bare(text: str) -> Known:
    """Whoever signed it. Raises Unusable."""
    try:
        return unsigned("The bundle's checkpoint", text)
    except NoteUnusable as wrong:
        raise Unusable(f"The bundle's checkpoint is none: {wrong}") from None


def _text(bundle: Bundle, name: str) -> str:
    try:
        return bundle.read(name).decode()
    except UnicodeDecodeError:
        raise Unusable(f"{name} is not a text in UTF-8.") from None
'''

MODULES["projections.ledger.verifier.figuring"] = r'''
"""What is wrong with the figures of each retarget that passes, by its event and by what passed before it?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from projections.ledger.verifier.figures import FIGURES, Figures, Move, Wrong, wrong
from projections.ledger.verifier.in_step import Written
from projections.ledger.verifier.manifest import NOT_READ
from projections.ledger.verifier.observing import Stored
from projections.ledger.verifier.surroundings import Surroundings, days


class Figuring:
    """`whole` says that every event of the log passes: only then is it known what was in force.

    Retargets are judged some together, which takes half as long as one by one between other work.
    """

    def __init__(self, *, whole: bool) -> None:
        self._whole, self._around = whole, Surroundings()
        self._waiting: list[tuple[int, Move, Sequence[int], Sequence[Written]]] = []
        self._beside = 0

    @property
    def unknown(self) -> Sequence[str]:
        """That days are told which are none by the rules of time zones known here."""
        if not self._beside:
            return ()
        return (
            f"On which day {self._beside} of the retargets were recorded, near midnight: the trail's figures are those"
            " of the day beside it by the rules of their time zones known here, and can be right by others.",
        )

    def measured(self, event: Stored) -> None:
        """A KPI was defined, or redefined."""
        self._around.measured(event)

    def moved(self, event: Stored, fact: Mapping[str, Any], rows: Sequence[Written]) -> None:
        """A retarget, of every one in order. `rows` are its own, as they stand in the CSV."""
        before, goal_id = fact["before"], event.stream_id
        possible = days(event.recorded_at, before)
        held = self._whole and not self._around.may_have_notice(goal_id, min(possible))
        today = min(*possible, *days(event.recorded_at, fact["after"]))
        self._around.moved(goal_id, fact["effective_on"], today)
        is_level = self._around.is_level(before.get("kpi_id"), before.get("series"))
        self._waiting.append((event.position, Move(before, fact["after"], held, is_level), possible, rows))

    def judged(self) -> Iterator[tuple[int, str]]:
        """Positions, and sentences about the rows of the retargets since the last time."""
        waiting, self._waiting = self._waiting, []
        for position, move, possible, rows in waiting:
            last: Written = ()
            for row in rows:
                if row[FIGURES] != last:
                    last = row[FIGURES]
                    for name, told, right in self._wrong(move, Figures._make(map(str, last)), possible):
                        yield (
                            position,
                            f"{name} is {told!r:.80}; by the event and what else the row says it is {right}.",
                        )

    def _wrong(self, move: Move, told: Figures, possible: Sequence[int]) -> list[Wrong]:
        """Nothing where all is right on one of the days that are possible."""
        found: list[list[Wrong]] = []
        for today in possible:
            try:
                found.append(list(wrong(move, told, today)))
            except NOT_READ as unread:
                why = str(unread) or type(unread).__name__
                return [("effect", told.effect, f"beside figures that cannot be read: {why:.80}")]
            if not found[-1]:
                self._beside += len(found) > 1
                return []
        return found[0]
'''

MODULES["projections.ledger.verifier.asked"] = r'''
"""Was that selected which was asked for? What was asked stands in the manifest word for word, as `filters`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from projections.ledger.verifier.observing import Header
from projections.ledger.verifier.selected import Selected
from projections.ledger.verifier.times import microseconds
from projections.ledger.verifier.zones import Days, Mark, instant

KNOWN = frozenset(("goal", "types", "from", "to", "actor", "sample", "seed", "as_of", "on"))
PREFIX = "goalpost."
_POSITION = re.compile(r"[0-9]{1,18}")
_MICROSECOND = timedelta(microseconds=1)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Asked:
    """Compared with the selection at once, and with the times of the events at its two ends as headers pass."""

    def __init__(self, manifest: Mapping[str, Any], selected: Selected) -> None:
        self._filters: Mapping[str, str] = manifest["filters"]
        self._manifest, self._selected = manifest, selected
        self._days = Days(manifest["time_zone"])
        since, until = self._instant("from", is_end=False), self._instant("to", is_end=True)
        self._ends = [
            (mark, place, end)
            for mark, place, end in (
                (since, selected.first, f"begin with position {selected.first}"),
                (until, selected.last + 1, f"end with position {selected.last}"),
            )
            if mark is not None
        ]
        self._late: list[str] = []
        self._doubts: list[str] = []

    @property
    def unknown(self) -> Sequence[str]:
        """What days depend on that is not known here: complete after the last header."""
        if self._days.is_known:
            return [*self._doubts, *self._day_doubted()]
        name, hours = self._manifest["time_zone"], self._days.apart // timedelta(hours=1)
        return (f"The days asked for were checked to within {hours} hours: no time zone data here, of {name!r:.40}.",)

    def headed(self, headers: Sequence[Header]) -> None:
        first, last = self._selected.first, self._selected.last
        if not headers or headers[-1].position < first - 1 or headers[0].position > last + 1:
            return
        for header in headers:
            self._at_an_end(header)

    def wrong(self) -> Iterator[str]:
        """Sentences, after the last header."""
        selected, filters = self._selected, self._filters
        for name in sorted(filters.keys() - KNOWN):
            yield f"It was asked for with {name[:40]!r}, which is not known here."
        found: dict[str, tuple[object, object]] = {
            "goal": (None if "goal" not in filters else str(UUID(filters["goal"])), selected.goal_id),
            "types": (self._topics(), selected.topics),
            "actor": (filters.get("actor"), selected.actor_id),
            "from": (self._position("from", otherwise=1), selected.first),
            "to": (self._position("to", otherwise=self._manifest["position"]), selected.last),
            "as_of": (self._position("as_of", otherwise=self._manifest["position"]), self._manifest["position"]),
            "on": (self._day(), self._manifest["on"]),
            **self._sample(),
        }
        for name, (wanted, told) in found.items():
            if wanted is not ... and wanted != told:
                yield f"Of {name}, {filters.get(name)!r:.80} was asked for, and {told!r:.80} was selected."
        for name in ("from", "to"):
            begins = self._instant(name, is_end=False)
            if begins is not None and begins.first > microseconds(datetime.fromisoformat(self._manifest["as_of"])):
                yield f"Of {name}, {filters[name]!r:.80} was asked for, which is after the moment the bundle is about."
        yield from self._late

    def _topics(self) -> frozenset[str] | None:
        told = self._filters.get("types")
        return None if told is None else frozenset(name.removeprefix(PREFIX) for name in told.split(","))

    def _sample(self) -> dict[str, tuple[object, object]]:
        told = self._manifest["sample"] or {}
        size, seed = self._filters.get("sample"), self._filters.get("seed")
        return {
            "sample": (None if size is None else int(size), told.get("size")),
            "seed": (... if seed is None else seed, told.get("seed")),
        }

    def _day(self) -> object:
        """The one the trail is about: the one asked for, or that of the moment; ... where that may be the one told."""
        if "on" in self._filters:
            return self._filters["on"]
        at = datetime.fromisoformat(self._manifest["as_of"])
        return ... if self._days.may_be(self._manifest["on"], at) else self._days.of(at)

    def _day_doubted(self) -> Iterator[str]:
        day, at = self._manifest["on"], datetime.fromisoformat(self._manifest["as_of"])
        likely = self._days.of(at)
        if "on" not in self._filters and day != likely and self._days.may_be(day, at):
            yield f"Whether the day of the moment is {day}: {self._otherwise(f'it is {likely}')}"

    def _position(self, name: str, *, otherwise: int) -> object:
        """... where the end is an instant."""
        told = self._filters.get(name)
        if told is None:
            return otherwise
        return int(told) if _POSITION.fullmatch(told) else ...

    def _instant(self, name: str, *, is_end: bool) -> Mark | None:
        """Of a day its first, at its end the first that is not of it any more; None where it is no instant."""
        told = self._filters.get(name)
        if told is None or _POSITION.fullmatch(told):
            return None
        if not _DAY.fullmatch(told):
            return instant(datetime.fromisoformat(told.upper()) + is_end * _MICROSECOND)
        return self._days.begins(date.fromisoformat(told) + timedelta(days=is_end))

    def _at_an_end(self, header: Header) -> None:
        at, position = header.recorded_at, header.position
        for mark, place, end in self._ends:
            if position not in (place - 1, place) or (at >= mark.likely) is (position == place):
                continue
            if at < mark.first or at >= mark.last:
                self._late.append(f"What was asked for does not {end}, by when {position} was recorded.")
            else:
                self._doubts.append(f"Whether what was asked for does {end}: {self._otherwise('it does not')}")

    def _otherwise(self, said: str) -> str:
        name, hours = self._manifest["time_zone"], self._days.apart // timedelta(hours=1)
        return (
            f"by the rules of {name!r:.40} that are known here {said}, by others, up to {hours} hours off, it can be."
        )
'''

MODULES["projections.ledger.verifier.receipts"] = r'''
"""A receipt is verified: one event, shown to be in the signed log."""

from base64 import b64encode

from goals.ledger.leaf import leaf_hash
from goals.ledger.merkle import root_by_inclusion
from goals.ledger.notes import NoteUnusable
from goals.ledger.proof import HEAD, TlogProof
from projections.ledger.verifier.finding import ALTERED, PROOF, SIGNATURE, Finding, Unusable, reason
from projections.ledger.verifier.growing import compared
from projections.ledger.verifier.memory import NO_MEMORY, NOT_TRUE
from projections.ledger.verifier.reading import NOT_UNDERSTOOD
from projections.ledger.verifier.receipt import Receipt, read
from projections.ledger.verifier.restores import Declared
from projections.ledger.verifier.result import Result
from projections.ledger.verifier.signatures import by_nobody_known, trusted_of
from projections.ledger.verifier.times import judged_times
from projections.ledger.verifier.trust import Known, Trust, log_of, unsigned

MOST_BYTES = 1 << 24
LABEL = "The receipt's checkpoint"
RESTORES_UNTOLD = (
    "What was lost when the log was restored from a backup, by its name {often}: the signed statements of it are"
    " in each bundle, and not in a receipt."
)
ONE_ONLY = "Anything about the other events of the log: a receipt is about one."


def is_receipt(beginning: bytes) -> bool:
    """By what a file begins with."""
    return beginning.startswith(HEAD.encode()) or beginning.lstrip()[:1] == b"{"


def verify_receipt(content: bytes, event: bytes | None, trust: Trust) -> Result:
    """`content` is an answer about inclusion, or a tlog-proof; then `event` is the event as such an answer has it."""
    result = Result()
    try:
        _verify(content, event, trust, result)
    except Unusable as wrong:
        result.refuse(wrong)
    return result


def _verify(content: bytes, event: bytes | None, trust: Trust, result: Result) -> None:
    receipt = _read(content, event)
    known = _known(receipt.proof, trust, result)
    point = known.checkpoint
    result.about = {
        "origin": point.origin,
        "position": receipt.proof.index + 1,
        "checkpoint_size": point.size,
        "root": b64encode(point.root).decode(),
    }
    _included(receipt, known, result)
    trusted = trusted_of(trust, point.origin, result)
    compared(LABEL, known.checkpoint, trusted, trust.grown, result)
    declared = Declared(origin=point.origin)
    result.unknown += [RESTORES_UNTOLD.format(often=declared.often)] if declared.times else []
    result.unknown += [ONE_ONLY, *([] if trusted else [NO_MEMORY]), NOT_TRUE]
    judged_times(known, trusted, None, trust, result)


def _read(content: bytes, event: bytes | None) -> Receipt:
    """Raises Unusable."""
    try:
        return read(content, event)
    except NOT_UNDERSTOOD as wrong:
        said = reason(wrong) if isinstance(wrong, ValueError) else "it is no answer about inclusion"
        raise Unusable(f"It is no bundle, and no receipt: {said}") from None


def _known(proof: TlogProof, trust: Trust, result: Result) -> Known:
    try:
        found = trust.known(LABEL, proof.note)
    except NoteUnusable as wrong:
        result.findings.append(Finding(SIGNATURE, (), f"{LABEL} is not signed: {wrong}"))
        return _bare(proof.note)
    if not found.signed:
        raise Unusable(by_nobody_known(LABEL, found.note))
    return found


def _bare(text: str) -> Known:
    try:
        return unsigned(LABEL, text)
    except NoteUnusable as wrong:
        raise Unusable(f"{LABEL} is none: {wrong}") from None


def _included(receipt: Receipt, known: Known, result: Result) -> None:
    """The event's leaf, computed from what it is said to be, leads to the signed root; and so do all other members."""
    told, proof, point = receipt.event, receipt.proof, known.checkpoint
    position = proof.index + 1
    places = ((position, position),)
    try:
        leaf = leaf_hash(**{**told, "state": told["state"].encode()})
        root = root_by_inclusion(leaf, proof.index, point.size, proof.hashes)
    except NOT_UNDERSTOOD:
        said = f"What is said to be position {position} is no event, or no position of {point.size}."
        result.findings.append(Finding(PROOF, places, said))
        return
    others = receipt.others(leaf, point)
    if root != point.root or told["position"] != position or told["workspace_id"] != log_of(point.origin)[-1]:
        said = f"The event at position {position} is not shown to be in the signed log: it, or its proof, was altered."
        result.findings.append(Finding(ALTERED, places, said))
    elif others:
        said = f"The receipt says another {', '.join(others)} than the proof in it shows."
        result.findings.append(Finding(PROOF, places, said))
    else:
        result.checked.append(f"The event at position {position} is in the signed log of {point.size} events.")
'''

MODULES["projections.ledger.verifier.trail"] = r'''
"""Do the trail's two tables say what the events say?"""

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from projections.ledger.verifier.cells import LONGEST_CELL, Cell, in_csv, in_sheet, is_formula
from projections.ledger.verifier.columns import COLUMNS, DERIVED, DERIVED_PLACES, FIGURED, FROM_EVENTS, NUMBERS, PLACES
from projections.ledger.verifier.comma_rows import rows
from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.figuring import Figuring
from projections.ledger.verifier.finding import MANIFEST, TOTALS, TRAIL, Finding
from projections.ledger.verifier.grounds import Grounds
from projections.ledger.verifier.in_step import InStep, Written
from projections.ledger.verifier.moved import RETARGETED, Row
from projections.ledger.verifier.moved import rows as rows_of
from projections.ledger.verifier.observing import Header, Stored
from projections.ledger.verifier.sheet_rows import AsInCsv
from projections.ledger.verifier.spreadsheet import Book
from projections.ledger.verifier.surroundings import KPI

CSV, SPREADSHEET = "trail.csv", "trail.xlsx"
MOST_HINTS = 100
PATH = "/v1/ledger/bundle"
EFFECTIVE_ON = PLACES["effective_on"]
TOPIC = Stored._fields.index("topic")
SEEN = frozenset((RETARGETED, *KPI))
IS_NUMBER = tuple(name in NUMBERS for name in COLUMNS)
UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)

NOT_DERIVED = (
    "These columns of the trail were computed by the exporter from other events and are not re-derived here:"
    f" {', '.join(name for name in DERIVED if name not in FIGURED)}."
    " `goalpost verify --deep` computes them anew from a complete bundle.",
    f"Of the trail's {', '.join(FIGURED)} no more is known here than what the event and its row come to: of magnitude"
    " its sign, where it is neither empty nor 0.0000; of ratio, progress_then and pace_then, where a KPI's readings add"
    " up, that they fit each other; while a notice ran, and in a bundle that is not complete, effect by the ratio, and"
    " the sense in which ratio and magnitude point. `goalpost verify --deep` computes the rest from a complete bundle.",
)
"""What is told of the derived columns where nothing is wrong with them."""


class Moved(NamedTuple):
    """What a retarget says, and the rows it has to have."""

    fact: Mapping[str, Any]
    rows: Sequence[Row]


class Trail:
    """Derives the rows of each retarget that passes, and reads both tables in step.

    Where a day was asked for, the tables have what was in effect by it.
    """

    checked = (
        f"Each row of {CSV} and of {SPREADSHEET} says what the event says, and each retarget has its rows, in"
        f" {', '.join(FROM_EVENTS)}.",
        f"{CSV} and {SPREADSHEET} say the same in all columns, and no cell is a formula.",
        f"The trail's {', '.join(FIGURED)} are those that each event and what else its row says come to, as far as they"
        " tell.",
    )
    unknown: Sequence[str] = NOT_DERIVED

    def __init__(self, bundle: Bundle, manifest: Mapping[str, Any]) -> None:
        self._manifest = manifest
        self._grounds = Grounds(bundle)
        self._book: Book | None = None
        self._hints: deque[tuple[str, ...] | None] = deque()
        self._csv = InStep(CSV, self._csv_rows(bundle), lambda _, text: in_csv(text), is_text=True)
        self._sheet = InStep(SPREADSHEET, self._sheet_rows(bundle), _in_sheet)
        self._retargets = self._rows = 0
        self._day: str | None = manifest["on"] if "on" in manifest["filters"] else None
        self._unreadable: list[Finding] = []
        self._figuring = Figuring(whole=manifest["complete"] is True)

    def saw(self, events: Sequence[Stored]) -> None:
        """Each step is taken for some together: between the other steps it takes a third longer."""
        seen = [event for event in events if event[TOPIC] in SEEN]
        read = [self._read(event) if event[TOPIC] == RETARGETED else None for event in seen]
        for event, moved in zip(seen, read, strict=True):
            if moved is None:
                self._figuring.measured(event)
            else:
                self._moved(event, moved)
        for position, said in self._figuring.judged():
            self._csv.note(position, said)

    def headed(self, headers: Sequence[Header]) -> None:
        pass

    def ended(self) -> Iterable[Finding]:
        self.unknown = (*NOT_DERIVED, *self._figuring.unknown)
        yield from self._unreadable
        yield from self._csv.end()
        yield from self._sheet.end()
        yield from self._asked()
        told = self._manifest["trail"]
        for name, found in (("rows", self._rows), ("retargets", self._retargets)):
            if told[name] != found:
                yield Finding(
                    TOTALS, (), f"The trail has {found} {name} by the events; the manifest says {told[name]}."
                )
        if tuple(told["from_events"]) != FROM_EVENTS or tuple(told["derived"]) != DERIVED:
            yield Finding(MANIFEST, (), "The manifest names other columns of the trail than this format has.")

    def _read(self, event: Stored) -> Moved:
        """Without rows where it is no retarget that can be read."""
        position = event.position
        try:
            envelope = json.loads(event.state)
            return Moved(envelope["fact"], rows_of(event, envelope, sealed=self._grounds.told_at(position)))
        except UNREADABLE as wrong:
            place = ((position, position),)
            said = f"The event at position {position} is no retarget that can be read here: {wrong!r:.80}."
            self._unreadable.append(Finding(TRAIL, place, said))
            return Moved({}, ())

    def _moved(self, event: Stored, moved: Moved) -> None:
        wanted = moved.rows
        shown = not wanted or self._day is None or str(wanted[0][EFFECTIVE_ON]) <= self._day
        told = self._shown(event.position, wanted) if shown else []
        if wanted:
            self._figuring.moved(event, moved.fact, told)

    def _shown(self, position: int, wanted: Sequence[Row]) -> list[Written]:
        """The rows as they stand in the CSV, both tables having been compared."""
        self._retargets += 1
        self._rows += len(wanted)
        told = self._csv.of(position, wanted)
        self._compare(position, told, self._sheet.of(position, wanted, known=self._csv.right))
        return told

    def _compare(self, position: int, told: Sequence[Written], sheet: Sequence[Written]) -> None:
        """What was derived has to be the same in both tables."""
        if len(told) != len(sheet):
            return
        for cells, others in zip(told, sheet, strict=True):
            if isinstance(others, AsInCsv) and others == cells:
                continue
            for place in DERIVED_PLACES:
                cell, other = str(cells[place]), others[place]
                same = cell if isinstance(others, AsInCsv) else in_sheet(cell, is_number=IS_NUMBER[place])
                if same != other:
                    self._sheet.note(position, f"{COLUMNS[place]} is {other!r:.80}; in {CSV} it is {cell!r:.80}.")
                if is_formula(cell):
                    self._csv.note(
                        position, f"{COLUMNS[place]} is {cell!r:.80}, which a spreadsheet takes for a formula."
                    )

    def _asked(self) -> Iterator[Finding]:
        """The second table of the spreadsheet says what was asked, and of which log."""
        if self._book is None or not self._book.about:
            return
        manifest, about = self._manifest, self._book.about
        wanted = {
            "path": PATH,
            **manifest["filters"],
            "workspace": manifest["workspace"]["id"],
            "position": str(manifest["position"]),
            "as_of": manifest["as_of"],
            "rows": str(manifest["trail"]["rows"]),
        }
        for name in sorted({*wanted, *about}):
            told, value = about.get(name), in_sheet(str(wanted.get(name, "")), is_number=False)
            if told != value:
                said = f"{SPREADSHEET} says of itself: {name:.40} {told!r:.80}. In the manifest it is {value!r:.80}."
                yield Finding(TRAIL, (), said)

    def _csv_rows(self, bundle: Bundle) -> Iterator[Written]:
        for cells in rows(bundle.open(CSV)):
            if len(self._hints) < MOST_HINTS:
                self._hints.append(cells if sum(map(len, cells)) <= LONGEST_CELL else None)
            yield cells

    def _sheet_rows(self, bundle: Bundle) -> Iterator[Written]:
        self._book = Book(bundle.open(SPREADSHEET))
        yield from self._book.rows(lambda: self._hints.popleft() if self._hints else None)


def _in_sheet(place: int, text: str) -> Cell:
    return in_sheet(text, is_number=IS_NUMBER[place])
'''

MODULES["projections.ledger.verifier.selection"] = r'''
"""Does the bundle hold everything that was selected, and nothing else?"""

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from projections.ledger.verifier.asked import Asked
from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.finding import SELECTION, Finding
from projections.ledger.verifier.noting import Noting
from projections.ledger.verifier.observing import Header, Stored
from projections.ledger.verifier.selected import selected

MOST_MISSING = 200_000
MOST_AHEAD = 50_000
"""Events for which headers wait: they come closely behind, or not at all."""
FILTERS = frozenset(("goal", "types", "from", "to", "actor", "sample"))
"""Without any of them, all that the log has is exported."""


class Selecting:
    """Compares the events with what was selected, and where there are headers, with all that could be."""

    def __init__(self, bundle: Bundle, manifest: Mapping[str, Any]) -> None:
        self._manifest = manifest
        self._selected = selected(manifest)
        self._is_complete = manifest["sample"] is None and not FILTERS & manifest["filters"].keys()
        self._asks_all = manifest["sample"] is None and self._selected.actor_id is None
        self._has_headers = any(name.startswith("headers/") for name in bundle.names)
        self._expected: deque[int] = deque()
        self._seen: deque[int] = deque()
        self._missing: list[int] = []
        self._count = 0
        self._noting = Noting(SELECTION)
        self._asked = Asked(manifest, self._selected)

    @property
    def checked(self) -> Sequence[str]:
        if self._is_complete:
            return ("Everything that was recorded up to the position of the bundle is in it.",)
        told = (
            "by the headers of the whole log, every event within the selection is in the bundle; "
            if self._asks_all
            else ""
        )
        return (f"What was asked for was selected; {told}no event is in the bundle that was not selected.",)

    @property
    def unknown(self) -> Sequence[str]:
        if self._selected.actor_id is None:
            return self._asked.unknown
        said = "Whether all of that actor's events are in the bundle: who asked for a change is not in the headers."
        return (said, *self._asked.unknown)

    def saw(self, events: Sequence[Stored]) -> None:
        self._count += len(events)
        if self._is_complete:
            return
        for event in events:
            if not self._selected.has(event):
                self._noting.note(event.position, "the event is in the bundle, and was not selected.")
            elif self._selected.actor_id not in (None, _actor_of(event)):
                self._noting.note(event.position, "the event is in the bundle, and another actor asked for it.")
        if self._asks_all:
            self._seen.extend(event.position for event in events)
            self._settle()

    def headed(self, headers: Sequence[Header]) -> None:
        self._asked.headed(headers)
        if self._asks_all:
            self._expected.extend(header.position for header in headers if self._selected.has(header))
            self._settle()

    def ended(self) -> Iterable[Finding]:
        for position in self._expected:
            self._miss(position)
        if self._missing:
            self._noting.together(self._missing, "Selected, and not in the bundle: {}.")
        yield from self._noting.findings
        yield from self._manifest_says()
        yield from (Finding(SELECTION, (), said) for said in self._asked.wrong())

    def _manifest_says(self) -> Iterator[Finding]:
        size, told = self._manifest["position"], self._manifest["complete"]
        if told is not self._is_complete:
            said = f"The manifest says complete: {told!r:.20}; by what was selected it is {self._is_complete}."
            yield Finding(SELECTION, (), said)
        if self._is_complete and (self._count, self._selected) != (size, (1, size, None, None, None)):
            said = f"Everything was asked for, {size} events: the bundle has {self._count}, or others were selected."
            yield Finding(SELECTION, (), said)
        if self._has_headers == self._is_complete and size:
            said = "Headers of the whole log belong to a bundle that does not hold all of it, and to no other."
            yield Finding(SELECTION, (), said)

    def _settle(self) -> None:
        """Both ascend: what the other has already passed is not to come any more."""
        expected, seen = self._expected, self._seen
        while expected and seen:
            if expected[0] < seen[0]:
                self._miss(expected.popleft())
            elif seen.popleft() == expected[0]:
                expected.popleft()
        while len(expected) > MOST_AHEAD:
            self._miss(expected.popleft())

    def _miss(self, position: int) -> None:
        if len(self._missing) < MOST_MISSING:
            self._missing.append(position)


def _actor_of(event: Stored) -> str:
    found: str = json.loads(event.state)["asked"]["actor"]["id"]
    return found
'''

MODULES["projections.ledger.verifier.watches"] = r'''
"""All that is compared with the events while they pass."""

from collections.abc import Sequence

from projections.ledger.verifier.observing import Watch
from projections.ledger.verifier.papers import Papers
from projections.ledger.verifier.redactions import Redactions
from projections.ledger.verifier.sampled import sampled
from projections.ledger.verifier.selection import Selecting
from projections.ledger.verifier.totals import Totals
from projections.ledger.verifier.trail import Trail
from projections.ledger.verifier.until import Until
from projections.ledger.verifier.zones import Zones

WATCHES: Sequence[Watch] = (Papers, Zones, Totals, Selecting, sampled, Redactions, Trail, Until)
'''

MODULES["projections.ledger.verifier.verifying"] = r'''
"""A bundle is verified: from the signatures over the hashes to what its events and its tables say."""

from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

from goals.ledger.checkpoint import Checkpoint
from goals.ledger.merkle import root_by_consistency
from projections.ledger.verifier import finding
from projections.ledger.verifier.ages import TIME
from projections.ledger.verifier.claimed import undated
from projections.ledger.verifier.claims import LEAF_BYTES, LeafFile
from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.files import HEADERS, LEAVES, MANIFEST, files
from projections.ledger.verifier.finding import Finding, Misasked, Unusable
from projections.ledger.verifier.manifest import MOST_BYTES, Manifest, Signing, digest, manifest, misshapen
from projections.ledger.verifier.memory import NO_MEMORY, NOT_TRUE, Memory
from projections.ledger.verifier.observing import Watch
from projections.ledger.verifier.ordering import Ordering
from projections.ledger.verifier.papers import papers
from projections.ledger.verifier.passing import Passing
from projections.ledger.verifier.restores import Declared
from projections.ledger.verifier.result import UNUSABLE, Result
from projections.ledger.verifier.rewriting import rewritten, truncated
from projections.ledger.verifier.roots import roots
from projections.ledger.verifier.seeds import seeded
from projections.ledger.verifier.signatures import checkpoint_of, earlier_of, restores_of, signing_of, trusted_of
from projections.ledger.verifier.times import judged_times
from projections.ledger.verifier.trust import Known, Trust
from projections.ledger.verifier.watches import WATCHES
from projections.ledger.verifier.watching import Watching


def verify(path: Path, trust: Trust, watches: Sequence[Watch] = WATCHES) -> Result:
    """Everything that can be known of the bundle at `path`."""
    result = Result()
    try:
        with Bundle(path) as bundle:
            Verifying(bundle, trust, result, watches).everything()
    except Unusable as wrong:
        if result.findings and isinstance(wrong, Misasked):
            result.unknown.append(f"Whatever else may be wrong: nothing more was checked. {wrong}")
        elif result.findings:
            result.findings.append(Finding(finding.FILE, (), f"Nothing more can be checked: {wrong}"))
        else:
            result.refuse(wrong)
    if result.verdict == UNUSABLE:
        result.checked, result.unknown = [], []
    return result


class Verifying:
    """One bundle; what comes of it is put into `result`. Each step may raise Unusable."""

    def __init__(self, bundle: Bundle, trust: Trust, result: Result, watches: Sequence[Watch]) -> None:
        self._bundle, self._trust, self._result, self._watches = bundle, trust, result, watches

    def everything(self) -> None:
        content = self._bundle.read(MANIFEST, MOST_BYTES)
        told = manifest(content)
        self._form(content, told)
        signed = signing_of(self._bundle, told, digest(content), self._trust, self._result)
        self._files(told, is_signed=signed is not None)
        own = checkpoint_of(self._bundle, told, self._trust, self._result)
        self._result.findings += papers(self._bundle, told, own.note)
        self._about(told, own.checkpoint, signed)
        said = undated(told.told.get("exported_at"), None if signed is None else signed.time)
        self._result.unknown += [] if said is None else [said]
        known = [
            *earlier_of(self._bundle, self._trust, self._result),
            *(trusted := trusted_of(self._trust, told.origin, self._result)),
        ]
        genuine = signed is not None or self._result.unusable is not None
        restores = restores_of(self._bundle, told.origin, self._trust, self._result)
        self._log(told, own.checkpoint, known, restores, genuine=genuine)
        judged_times(own, trusted, None if signed is None else signed.time, self._trust, self._result)
        self._result.findings += seeded(told.told, self._trust, self._result)
        self._result.unknown += [_remembered(trusted, own.checkpoint.size), NOT_TRUE]

    def _form(self, content: bytes, told: Manifest) -> None:
        wrong = misshapen(content, told)
        if wrong is not None:
            self._result.findings.append(Finding(finding.MANIFEST, (), f"manifest.json is {wrong}."))

    def _files(self, told: Manifest, *, is_signed: bool) -> None:
        found = list(files(self._bundle, told))
        self._result.findings += found
        if is_signed and not found:
            self._result.checked.append("The manifest is signed, and each file of the bundle is the one that it lists.")

    def _log(
        self, told: Manifest, own: Checkpoint, known: Sequence[Known], restores: Declared, *, genuine: bool
    ) -> None:
        """The leaves against what is signed, and the events against the leaves."""
        count = self._leaves()
        all_known = [*known, *(each.known for each in restores.believed)]
        with self._bundle.open(LEAVES) as file:
            found = roots(file, count, [*(each.checkpoint.size for each in all_known), told.position])
        root = _signed_root(told, own)
        is_signed = found[count] == root and count == told.position
        memory = Memory(own, count, found, is_signed, restores)
        against = memory.judged(all_known)
        self._result.findings += against
        if is_signed and not against and known:
            self._result.checked.append(f"The log agrees with {len(known) - len(memory.unjudged)} earlier checkpoints.")
        self._result.unknown += memory.said
        if not is_signed:
            expected = told.position if genuine else own.size
            self._result.findings.append(rewritten(memory, expected=expected, count=count))
        elif not genuine and count < own.size:
            self._result.findings.append(truncated(own, count))
        else:
            self._result.checked.append(f"The leaf hashes of positions 1 to {count} are those of the signed log.")
        self._events(told, count, root)

    def _events(self, told: Manifest, count: int, root: bytes) -> None:
        is_whole = not any(name.startswith(HEADERS) for name in self._bundle.names)
        ordering = Ordering(whole=is_whole)
        watching = Watching(self._bundle, told.told, (lambda bundle, manifest: ordering, *self._watches))
        with self._bundle.open(LEAVES) as file:
            leaves = LeafFile(file, count)
            passing = Passing(self._bundle, watching, workspace_id=told.workspace_id, leaves=leaves, root=root)
            named = passing.judged()
        watching.ended()
        others = [each for each in watching.found if not (named and each.what == finding.ORDER)]
        self._result.findings += [*named, *passing.odd(), *others]
        self._result.about["events"] = passing.count
        if not named:
            what = (
                f"all {passing.count} events" if is_whole else f"the {passing.count} exported events, and all headers"
            )
            self._result.checked.append(f"Each leaf was computed again from its event: {what} are those of the leaves.")
        self._result.checked += watching.checked
        self._result.unknown += watching.unknown

    def _leaves(self) -> int:
        size = self._bundle.size(LEAVES)
        if size % LEAF_BYTES:
            said = f"{LEAVES} has {size} bytes: that is no number of leaf hashes."
            self._result.findings.append(Finding(finding.FILE, (), said))
        return size // LEAF_BYTES

    def _about(self, told: Manifest, own: Checkpoint, signed: Signing | None) -> None:
        said = told.told
        self._result.about = {
            "origin": told.origin,
            "workspace": said.get("workspace"),
            "position": told.position,
            "checkpoint_size": own.size,
            "root": b64encode(own.root).decode(),
            "complete": told.complete,
            **{name: said.get(name) for name in ("filters", "as_of", "exported_at", "exporter", "purpose", "software")},
            "newest_at": None if signed is None else signed.time.strftime(TIME),
        }


def _remembered(trusted: Sequence[Known], size: int) -> str:
    last = max((each.checkpoint.size for each in trusted), default=0)
    if not last:
        return NO_MEMORY
    if last >= size:
        return "Whether the log has gone on since: nothing is known of what came after this bundle's checkpoint."
    return f"Whether what came after position {last}, the last that you remember, was rewritten and signed again."


def _signed_root(told: Manifest, own: Checkpoint) -> bytes:
    """The root at the last exported position, as the checkpoint signs it; empty where it signs none."""
    try:
        shown = root_by_consistency(told.position, own.size, told.root, told.consistency)
    except ValueError:
        return b""
    return told.root if shown == own.root else b""
'''

MODULES["projections.ledger.verifier.asking"] = r'''
"""What is asked for at a shell, whichever program it was: files are read, and what is brought along is understood."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from goals.ledger.notes import NoteUnusable, VerifierKey, verifier_key
from projections.ledger.verifier.container import BLOCK
from projections.ledger.verifier.finding import Misasked, Unusable
from projections.ledger.verifier.handed import handed
from projections.ledger.verifier.receipts import MOST_BYTES, is_receipt, verify_receipt
from projections.ledger.verifier.report import written
from projections.ledger.verifier.result import Result
from projections.ledger.verifier.trust import Trust
from projections.ledger.verifier.verifying import verify

HOURS = {"m": 1 / 60, "h": 1, "d": 24, "w": 7 * 24}
MOST_HOURS = 24 * 366 * 1000
_AGE = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)([mhdw])")

OPTIONS = {
    "key": ("FILE|VKEY", "The log's verifier key, or a file of them. Get it from somebody else than the bundle."),
    "trusted": ("CHECKPOINT-FILE", "A checkpoint of the log that you, or somebody you trust, kept."),
    "witness": ("VKEY", "The verifier key of a witness that signs checkpoints, or a file of them."),
    "timestamp": ("TOKEN", "An RFC 3161 token over the checkpoint. Needs rfc3161-client."),
    "tsa": ("CERT", "The root certificate of who gave the token, in PEM."),
    "max-age": ("AGE", "How old it may be at most, such as 24h, 90m or 7d."),
    "seed": ("TEXT", "The seed of your own that the sample in the bundle was to be drawn by."),
    "consistency": ("FILE", "What GET /v1/ledger/consistency answers, where a receipt is not of --trusted's size."),
    "event": ("FILE", "The event's JSON, where BUNDLE is a receipt without it: a tlog-proof."),
}
MANY = ("key", "trusted", "witness", "timestamp", "tsa", "consistency")
ABOUT = "Verify a bundle or a receipt, offline: no network, no database, no trust in whoever made it."
CODES = "Exit codes: 0 sound; 1 tampered with; 2 cannot be used, or used wrongly."


@dataclass(frozen=True, kw_only=True)
class Question:
    """Each field is an option, as it was written."""

    bundle: str
    key: Sequence[str] = ()
    trusted: Sequence[str] = ()
    witness: Sequence[str] = ()
    timestamp: Sequence[str] = ()
    tsa: Sequence[str] = ()
    max_age: str | None = None
    event: str | None = None
    seed: str | None = None
    consistency: Sequence[str] = ()


def told(ask: Callable[[], Result], *, as_json: bool) -> tuple[str, int]:
    """What is printed, and the exit code: what nobody foresaw is told as well, and is never a verdict on the log."""
    try:
        result = ask()
        return _legible(written(result, as_json=as_json)), result.exit_code
    except (Exception, KeyboardInterrupt) as wrong:
        result = Result(unusable=_unforeseen(wrong))
    return _legible(written(result, as_json=as_json)), result.exit_code


def answered(question: Question, now: datetime) -> Result:
    """Whatever is wrong with the question is told as a result too."""
    try:
        trust = trust_of(question, now)
        path = Path(question.bundle)
        if is_receipt(handed(_read(path, BLOCK))):
            event = None if question.event is None else _given(question.event)
            return verify_receipt(handed(_read(path, MOST_BYTES)), event, trust)
        return verify(path, trust)
    except Unusable as wrong:
        result = Result()
        result.refuse(wrong)
        return result


def _unforeseen(wrong: BaseException) -> str:
    if isinstance(wrong, KeyboardInterrupt):
        return "It was interrupted: nothing is known."
    if isinstance(wrong, MemoryError):
        return "There was not enough memory to check it: nothing is known."
    said = f"{type(wrong).__name__}: {wrong}"[:200]
    return (
        f"The verifier met what it did not foresee, and knows nothing: {said}. Whoever made the bundle may want that."
    )


def _legible(text: str) -> str:
    """Halves of characters are escaped, as they are in JSON."""
    return text.encode(errors="backslashreplace").decode()


def trust_of(question: Question, now: datetime) -> Trust:
    """Raises Misasked."""
    if not question.key:
        raise Misasked("Whose signature is to be believed? Give the log's verifier key with --key.")
    return Trust(
        keys=tuple(key for text in question.key for key in _keys(text)),
        trusted=tuple((path, _given(path).decode(errors="replace")) for path in question.trusted),
        witnesses=tuple(key for text in question.witness for key in _keys(text)),
        tokens=tuple(_brought(path) for path in question.timestamp),
        authorities=tuple(_given(path) for path in question.tsa),
        max_age=None if question.max_age is None else _age(question.max_age),
        seed=question.seed,
        grown=tuple(_given(path) for path in question.consistency),
        now=now,
    )


def _keys(text: str) -> list[VerifierKey]:
    """From a verifier key, or a file with one a line; an empty line, or one with #, is passed over."""
    written = [text] if "+" in text and not Path(text).is_file() else _lines(text)
    try:
        return [verifier_key(each) for each in written]
    except NoteUnusable as wrong:
        raise Misasked(str(wrong)) from None


def _lines(path: str) -> list[str]:
    lines = _given(path).decode(errors="replace").splitlines()
    found = [line for line in lines if line.strip() and not line.startswith("#")]
    if not found:
        raise Misasked(f"{path} has no verifier key in it.")
    return found


def _age(text: str) -> timedelta:
    found = _AGE.fullmatch(text)
    hours = 0 if found is None else float(found[1]) * HOURS[found[2]]
    if found is None or hours > MOST_HOURS:
        raise Misasked(f"{text[:40]!r} is no age, such as 24h, 90m or 7d.")
    return timedelta(hours=hours)


def _given(path: str) -> bytes:
    """A text, as it was before an editor or a shell saved it. Raises Misasked."""
    return handed(_brought(path))


def _brought(path: str) -> bytes:
    try:
        return _read(Path(path), MOST_BYTES)
    except Unusable as wrong:
        raise Misasked(str(wrong)) from None


def _read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except (OSError, ValueError) as wrong:
        raise Unusable(f"{path} cannot be read: {getattr(wrong, 'strerror', None) or wrong}.") from None
'''

MODULES["projections.ledger.verifier.alone"] = r'''
"""The verifier as a program of its own."""

import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from datetime import UTC, datetime

from projections.ledger.verifier.asking import ABOUT, CODES, MANY, OPTIONS, Question, answered, told

UNTOLD = 2
"""The exit code where the answer cannot be written."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code; the answer is on standard output."""
    parser = ArgumentParser("goalpost_verify.py", description=ABOUT, epilog=CODES, allow_abbrev=False)
    parser.formatter_class = RawDescriptionHelpFormatter
    parser.add_argument("bundle", metavar="BUNDLE")
    for name, (value, text) in OPTIONS.items():
        if name in MANY:
            parser.add_argument(f"--{name}", metavar=value, help=text, action="append", default=[])
        else:
            parser.add_argument(f"--{name}", metavar=value, help=text)
    parser.add_argument("--json", action="store_true", dest="as_json", help="Answer with one JSON document.")
    asked = vars(parser.parse_args(arguments))
    as_json = asked.pop("as_json")
    text, code = told(lambda: answered(Question(**asked), datetime.now(UTC)), as_json=as_json)
    return code if _printed(text) else UNTOLD


def _printed(text: str) -> bool:
    """Whether somebody may have read it."""
    try:
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except OSError as wrong:
        sys.stderr.write(f"What was found cannot be written: {wrong.strerror}.\n")
        # What is left to write would fail again at the end, and change the exit code.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True
'''


def load():
    for name in MODULES:
        for package in (name.rsplit(".", n)[0] for n in range(name.count("."), 0, -1)):
            if getattr(sys.modules.get(package), "__file__", None) != __file__:
                sys.modules[package] = types.ModuleType(package)
                sys.modules[package].__file__, sys.modules[package].__path__ = __file__, []
        module = sys.modules[name] = types.ModuleType(name)
        module.__file__ = __file__
        exec(compile(MODULES[name], f"{__file__}:{name}", "exec", dont_inherit=True), module.__dict__)
        setattr(sys.modules[name.rpartition(".")[0]], name.rpartition(".")[2], module)


if __name__ == "__main__":
    try:
        load()
    except ModuleNotFoundError as missing:
        own = " (-I leaves out what only this user has: with -P it is seen)" if sys.flags.isolated else ""
        print(f"The package {missing.name} is needed: pip install cryptography{own}", file=sys.stderr)
        sys.exit(2)
    except Exception as wrong:
        print(f"It cannot run here: {type(wrong).__name__}: {wrong}", file=sys.stderr)
        sys.exit(2)
    sys.exit(sys.modules["projections.ledger.verifier.alone"].main())

"""How the signer is spoken to: one question and one answer a connection, JSON, each with a code by the shared secret.

The signer begins with 32 random bytes. A question is its code and its text, and has random bytes of its own in it; the
answer is its code and its text. Both codes are HMAC-SHA256 over the signer's bytes and all that was said so far.
"""

import hmac
import json
import os
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from errno import EACCES
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path
from stat import S_ISSOCK
from tempfile import gettempdir
from typing import Any

NONCE_BYTES = 32
CODE_BYTES = 32
MOST_ASKED_BYTES = 64 * 1024
MOST_ANSWERED_BYTES = 64 * 1024 * 1024
BACKLOG = 128
MOST_PATH_BYTES = 100

Message = dict[str, Any]
Address = str | tuple[str, int]


class Unproved(OSError):
    """The other side does not know the secret."""


class Unheard(OSError):
    """Nobody can listen there."""


def address(text: str) -> Address:
    """A host and a port, or the path of a Unix socket."""
    host, colon, port = text.rpartition(":")
    if colon and port.isascii() and port.isdigit() and "/" not in text:
        return host.strip("[]"), int(port)
    return text


def connected(to: Address, *, patience_s: float) -> Connection:
    """Raises OSError. Neither connecting nor waiting for an answer takes longer than `patience_s` at a time."""
    if isinstance(to, tuple):
        opened = socket.create_connection(to, timeout=patience_s)
    else:
        opened = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        opened.settimeout(patience_s)
        try:
            opened.connect(to)
        except OSError:
            opened.close()
            raise
    return patient(opened, patience_s=patience_s)


def beside(home: Path) -> str:
    """Where a signer listens that has its home there: in it, unless that is further than a socket's name may reach."""
    usual = home.absolute() / "socket"
    if len(os.fsencode(usual)) <= MOST_PATH_BYTES:
        return str(usual)
    return str(_elsewhere() / f"{sha256(os.fsencode(usual)).hexdigest()[:16]}.socket")


def _elsewhere() -> Path:
    return Path(gettempdir(), f"goalpost-{os.getuid()}")


def listening(at: Address, *, mode: int) -> socket.socket:
    """Raises Unheard. A Unix socket of that mode, in a directory that is there or its owner's alone."""
    try:
        return socket.create_server(at, backlog=BACKLOG) if isinstance(at, tuple) else _listening(Path(at), mode)
    except OSError as error:
        raise Unheard(error.errno, error.strerror or str(error)) from None


def gone(path: Path) -> None:
    """A socket that nobody listens at is removed; whatever else has that name stays."""
    with suppress(FileNotFoundError):
        if S_ISSOCK(path.lstat().st_mode):
            path.unlink()


def _listening(path: Path, mode: int) -> socket.socket:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.parent == _elsewhere() and path.parent.lstat().st_uid != os.getuid():
        raise PermissionError(EACCES, f"{path.parent} is another user's")
    gone(path)
    opened = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        opened.bind(str(path))
        path.chmod(mode)
        opened.listen(BACKLOG)
    except OSError:
        opened.close()
        raise
    return opened


def patient(opened: socket.socket, *, patience_s: float) -> Connection:
    """From here on a connection's, which gives up after so long a silence with BlockingIOError."""
    opened.settimeout(None)
    seconds = int(patience_s)
    told = struct.pack("ll", seconds, int((patience_s - seconds) * 1_000_000))
    for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
        opened.setsockopt(socket.SOL_SOCKET, option, told)
    return Connection(opened.detach())


def ask(connection: Connection, secret: bytes, question: Message) -> Message:
    """The answer. Raises OSError or EOFError; Unproved where it is not by somebody who knows the secret."""
    begun = connection.recv_bytes(NONCE_BYTES)
    asked = json.dumps({**question, "nonce": os.urandom(NONCE_BYTES).hex()}).encode()
    connection.send_bytes(_coded(secret, begun, asked))
    return _message(secret, begun + asked, connection.recv_bytes(CODE_BYTES + MOST_ANSWERED_BYTES))


def answer(connection: Connection, secret: bytes, answering: Callable[[Message], Message]) -> None:
    """Raises OSError or EOFError; Unproved where the question is not by somebody who knows the secret."""
    begun = os.urandom(NONCE_BYTES)
    connection.send_bytes(begun)
    coded = connection.recv_bytes(CODE_BYTES + MOST_ASKED_BYTES)
    question = _message(secret, begun, coded)
    connection.send_bytes(_coded(secret, begun + coded[CODE_BYTES:], json.dumps(answering(question)).encode()))


def _coded(secret: bytes, before: bytes, said: bytes) -> bytes:
    return hmac.digest(secret, before + said, "sha256") + said


def _message(secret: bytes, before: bytes, coded: bytes) -> Message:
    code, said = coded[:CODE_BYTES], coded[CODE_BYTES:]
    if not hmac.compare_digest(code, hmac.digest(secret, before + said, "sha256")):
        raise Unproved("it does not know the secret that is shared with it")
    found: Message = json.loads(said)
    return found

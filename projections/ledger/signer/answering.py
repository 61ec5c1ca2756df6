"""The signer's ear: a socket, a thread for each who asks, and what may be asked."""

import logging
import socket
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

from goals.errors import NotFound
from projections.ledger.signer import wire
from projections.ledger.signer.errors import LOGGER, SignerRefuses
from projections.ledger.signer.home import HomeUnusable
from projections.ledger.signer.signing import Signer

PATIENCE_S = 10.0
FULL_AGAIN_S = 0.1
DIGEST_BYTES = 32
OWNER = 0o600
ANYBODY = 0o666
"""Who knows the secret may ask, whatever user it is."""

Answering = Callable[[Signer, wire.Message], Any]

ASKED: dict[str, Answering] = {
    "checkpoint": lambda signer, about: signer.checkpoint(about["workspace_id"]),
    "account": lambda signer, about: signer.account(about["workspace_id"]),
    "memory": lambda signer, about: signer.memory(about["workspace_id"]),
    "manifest": lambda signer, about: _manifest(signer, **about),
    "notes": lambda signer, about: signer.notes(about["workspace_id"]),
    "restores": lambda signer, about: signer.restores(about["workspace_id"]),
    "keys": lambda signer, about: signer.keys(about["workspace_id"]),
    "status": lambda signer, about: signer.status(),
}


def _manifest(signer: Signer, *, workspace_id: str, origin: object, size: object, digest: str, **_: object) -> str:
    decoded = b64decode(digest, validate=True)
    if not isinstance(origin, str) or type(size) is not int or len(decoded) != DIGEST_BYTES:
        raise SignerRefuses("a manifest is told by its checkpoint's origin and size, and its SHA-256.")
    return signer.manifest(workspace_id, origin=origin, size=size, digest=decoded)


@contextmanager
def listening(signer: Signer, address: str, secret: str) -> Iterator[str]:
    """Answers to the end of the block; where, if any port will do. Raises Unheard where nobody can listen there."""
    at = wire.address(address)
    opened = wire.listening(at, mode=ANYBODY if secret else OWNER)
    over = Event()
    Thread(target=_accepting, args=(signer, opened, secret.encode(), over), daemon=True).start()
    try:
        yield at if isinstance(at, str) else f"{at[0]}:{opened.getsockname()[1]}"
    finally:
        over.set()
        with suppress(OSError):
            opened.shutdown(socket.SHUT_RDWR)
        opened.close()
        if isinstance(at, str):
            wire.gone(Path(at))


def _accepting(signer: Signer, opened: socket.socket, secret: bytes, over: Event) -> None:
    """Where too much is open for one more to be taken, those that are there are waited for."""
    while not over.is_set():
        try:
            taken, _ = opened.accept()
        except OSError:
            over.wait(FULL_AGAIN_S)
        else:
            Thread(target=_talking, args=(signer, taken, secret), daemon=True).start()


def _talking(signer: Signer, taken: socket.socket, secret: bytes) -> None:
    connection = wire.patient(taken, patience_s=PATIENCE_S)
    try:
        wire.answer(connection, secret, lambda question: answer(signer, question))
    except (OSError, EOFError, ValueError) as error:
        logging.getLogger(LOGGER).warning("a question was not answered: %s", error)
    finally:
        connection.close()


def answer(signer: Signer, question: wire.Message) -> wire.Message:
    try:
        return {"answer": ASKED[question["ask"]](signer, question)}
    except SignerRefuses as refused:
        return {"refuses": refused.reason}
    except HomeUnusable as unusable:
        logging.getLogger(LOGGER).warning("nothing is signed: %s", unusable)
        return {"refuses": "its own directory is not in order. What is wrong there, it says where it runs."}
    except NotFound:
        return {"lacks": question["workspace_id"]}
    except Exception as error:
        logging.getLogger(LOGGER).exception("a question was not answered")
        return {"failed": f"it met {type(error).__name__}, and has written it down"}

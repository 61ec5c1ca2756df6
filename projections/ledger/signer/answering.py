"""The signer's ear: a socket, a thread for each who asks, and what may be asked."""

import logging
import socket
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any

from goals.errors import NotFound
from projections.ledger.signer import wire
from projections.ledger.signer.errors import SignerRefuses
from projections.ledger.signer.home import HomeUnusable
from projections.ledger.signer.signing import LOGGER, Signer

PATIENCE_S = 10.0

Answering = Callable[[Signer, wire.Message], Any]

ASKED: dict[str, Answering] = {
    "checkpoint": lambda signer, about: signer.checkpoint(about["workspace_id"]),
    "manifest": lambda signer, about: signer.manifest(
        about["workspace_id"], size=about["size"], digest=b64decode(about["digest"])
    ),
    "notes": lambda signer, about: signer.notes(about["workspace_id"]),
    "restores": lambda signer, about: signer.restores(about["workspace_id"]),
    "keys": lambda signer, about: signer.keys(about["workspace_id"]),
    "status": lambda signer, about: signer.status(),
}


@contextmanager
def listening(signer: Signer, address: str, secret: str) -> Iterator[None]:
    """Answers to the end of the block. Raises OSError where nobody can listen there."""
    at = wire.address(address)
    opened = wire.listening(at)
    Thread(target=_accepting, args=(signer, opened, secret.encode()), daemon=True).start()
    try:
        yield
    finally:
        with suppress(OSError):
            opened.shutdown(socket.SHUT_RDWR)
        opened.close()
        if isinstance(at, str):
            Path(at).unlink(missing_ok=True)


def _accepting(signer: Signer, opened: socket.socket, secret: bytes) -> None:
    with suppress(OSError):
        while True:
            taken, _ = opened.accept()
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
        return {"refuses": str(unusable)}
    except NotFound:
        return {"lacks": question["workspace_id"]}
    except Exception as error:
        logging.getLogger(LOGGER).exception("a question was not answered")
        return {"failed": f"it met {type(error).__name__}, and has written it down"}

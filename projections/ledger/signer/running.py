"""The signer as a process: it signs every few seconds, answers meanwhile, and looks again at what it signed."""

import logging
import sqlite3
from collections.abc import Callable
from threading import Event
from time import monotonic

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from goals.errors import Busy
from projections.ledger.signer import reading, wire
from projections.ledger.signer.answering import listening
from projections.ledger.signer.errors import LOGGER
from projections.ledger.signer.home import Home, HomeTaken, HomeUnusable
from projections.ledger.signer.signing import Signer

EVERY_S = 5.0
LOOKING_EVERY_S = 5.0
REST_SHARE = 19
"""So many times as long as old events were looked at, they rest: a long log takes a twentieth of a core."""
TAKEN_AGAIN_S = 1.0
UNUSABLE_AGAIN_S = 5.0
PASSING = (sqlite3.Error, psycopg.Error, SQLAlchemyError, Busy, OSError)


def run(
    url: str,
    home: Home,
    *,
    address: str,
    secret: str,
    every_s: float = EVERY_S,
    stopped: Event,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Until it is stopped. Raises HomeTaken, HomeUnusable, OSError; Unheard where nobody can listen there."""
    if not secret and not isinstance(wire.address(address), str):
        raise HomeUnusable(
            f"Whoever reaches {address} could ask the signer: set GOALPOST_SIGNER_SECRET, here and there."
        )
    database = reading.opened(url)
    try:
        home.make()
        with home.alone():
            signer = Signer(database, home)
            with listening(signer, address, secret):
                ready()
                _work(signer, every_s=every_s, stopped=stopped)
    finally:
        database.close()


def stand_by(url: str, home: Home, *, address: str, secret: str, stopped: Event) -> None:
    """Until it is stopped: as soon as no other signer has the home, and once more after whatever went wrong."""
    said = ""
    while not stopped.is_set():
        again_s = UNUSABLE_AGAIN_S
        try:
            run(url, home, address=address, secret=secret, stopped=stopped)
        except HomeTaken:
            again_s = TAKEN_AGAIN_S
        except (HomeUnusable, OSError) as unusable:
            if str(unusable) != said:
                said = str(unusable)
                logging.getLogger(LOGGER).warning("nothing is signed: %s", said)
        stopped.wait(again_s)


def _work(signer: Signer, *, every_s: float, stopped: Event) -> None:
    """What is new first; and whether it is or not, old events in turn."""
    sign_at = look_at = monotonic()
    while True:
        if monotonic() >= sign_at:
            _tried(signer.sign_new)
            sign_at = monotonic() + every_s
        if (began := monotonic()) >= look_at:
            _tried(signer.look_again)
            look_at = monotonic() + max(LOOKING_EVERY_S, REST_SHARE * (monotonic() - began))
        if stopped.wait(max(0.0, min(sign_at, look_at) - monotonic())):
            return


def _tried(work: Callable[[], object]) -> None:
    """A database that is out of reach comes back, and there is room again on a disk that is full."""
    try:
        work()
    except PASSING as error:
        logging.getLogger(LOGGER).warning("nothing could be signed just now: %s", error)

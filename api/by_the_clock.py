"""Every log verified at intervals, beside the server: by one of the servers of a database, however many there are."""

import logging
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from threading import Event

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from api.contract.doors import Doors, opened
from api.serving_beside import beside
from api.settings import Settings
from api.verifying import LOGGER, Stopped, all_logs, verify
from goals.claims import claimed
from goals.errors import GoalpostError
from goals.facts import Actor, Asked, Source
from goals.vocabulary import ActorType
from projections.ledger.examining.apart import step_back

CLAIM = "verifying"
NICENESS = 15
FIRST_S = 60.0
"""After the server began: not before it has answered those who waited for it."""
BY_THE_CLOCK = Asked(actor=Actor(type=ActorType.SYSTEM, id="clock"), source=Source(channel="clock"))
PATH = "goalpost serve"
PASSING = (GoalpostError, sqlite3.Error, psycopg.Error, SQLAlchemyError, OSError)


def beside_server(said: Settings) -> AbstractContextManager[Callable[[], object]]:
    """What begins it, in a process of its own, where it is wanted."""
    if said.verify_every_s == 0:
        return nullcontext(lambda: None)
    return beside(lambda over: verifying(said, over, every_s=said.verify_every_s))


def verifying(said: Settings, over: Event, *, every_s: float) -> None:
    """Until `over` is set. Where another server's turn it is, this one waits to take it over."""
    step_back(NICENESS)
    doors = opened(said)
    try:
        wait_s = min(FIRST_S, every_s)
        while not over.wait(wait_s):
            with claimed(doors.database, CLAIM) as lost:
                while lost is not None and not lost() and not over.is_set():
                    verify_all(doors, over)
                    over.wait(every_s)
            wait_s = every_s
    except Stopped:
        pass
    finally:
        doors.close()


def verify_all(doors: Doors, over: Event) -> None:
    """Once. What goes wrong is logged, and tried again the next time; it keeps no other log from being verified.

    Raises Stopped.
    """
    try:
        found = all_logs(doors)
    except PASSING as error:
        return logging.getLogger(LOGGER).warning("the logs could not be verified: %s", error)
    for log in found:
        try:
            check = verify(doors, log.workspace_id, BY_THE_CLOCK, path=PATH, heard=_unless(over))
        except PASSING as error:
            logging.getLogger(LOGGER).warning("the log of %s could not be verified: %s", log.name, error)
            continue
        for each in check.findings:
            logging.getLogger(LOGGER).error("the log of %s is not sound: %s", log.name, each["said"])


def _unless(over: Event) -> Callable[[int, int], None]:
    def heard(done: int, of: int) -> None:
        if over.is_set():
            raise Stopped

    return heard

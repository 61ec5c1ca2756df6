"""Every log verified at intervals, beside the server: by one of the servers of a database, however many there are."""

import logging
import os
import sqlite3
from collections.abc import Callable
from threading import Event

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from api.contract.doors import Doors, opened
from api.settings import Settings
from api.verifying import verify
from goals.claims import claimed
from goals.errors import GoalpostError
from goals.facts import Actor, Asked, Source
from goals.vocabulary import ActorType

LOGGER = "goalpost.verification"
CLAIM = "verifying"
NICENESS = 15
FIRST_S = 60.0
"""After the server began: not before it has answered those who waited for it."""
BY_THE_CLOCK = Asked(actor=Actor(type=ActorType.SYSTEM, id="clock"), source=Source(channel="clock"))
PATH = "goalpost serve"


class Stopped(Exception):
    """The server ends."""


def verifying(said: Settings, over: Event) -> None:
    """Until `over` is set. Where another server's turn it is, this one waits to take it over."""
    os.nice(NICENESS)
    doors = opened(said)
    try:
        wait_s = min(FIRST_S, said.verify_every_s)
        while not over.wait(wait_s):
            with claimed(doors.database, CLAIM) as lost:
                while lost is not None and not lost() and not over.is_set():
                    verify_all(doors, over)
                    over.wait(said.verify_every_s)
            wait_s = said.verify_every_s
    except Stopped:
        pass
    finally:
        doors.close()


def verify_all(doors: Doors, over: Event) -> None:
    """Once. What goes wrong is logged, and tried again the next time. Raises Stopped."""
    try:
        for workspace_id, name, _ in doors.hub.workspaces():
            check = verify(doors, workspace_id, BY_THE_CLOCK, path=PATH, heard=_unless(over))
            for each in check.findings:
                logging.getLogger(LOGGER).error("the log of %s is not sound: %s", name, each["said"])
    except (GoalpostError, sqlite3.Error, psycopg.Error, SQLAlchemyError) as error:
        logging.getLogger(LOGGER).warning("the logs could not be verified: %s", error)


def _unless(over: Event) -> Callable[[int, int], None]:
    def heard(done: int, of: int) -> None:
        if over.is_set():
            raise Stopped

    return heard

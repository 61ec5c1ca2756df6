"""A log verified in place: where that is done, and what it found kept."""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from time import monotonic

from api.contract import accesses, ledger_checks
from api.contract.accesses import Action, Who
from api.contract.doors import Doors
from api.contract.ledger_checks import UNCHECKED, Check
from goals.claims import claimed
from goals.errors import GoalpostError
from goals.facts import Asked
from projections.answers.errors import VerificationUnderWay
from projections.ledger.examining import logs, stored
from projections.ledger.examining.apart import examined_apart
from projections.ledger.examining.examining import Examined, Heard, examine
from projections.ledger.examining.logs import Log
from projections.ledger.examining.memory import Memory
from projections.ledger.examining.reach import is_out_of_reach
from projections.ledger.examining.remembered import is_at_work, remembered, signed_at
from projections.ledger.signer import wire
from projections.ledger.signer.asking import Signing
from projections.ledger.verifier.finding import Finding

AT_ONCE = 10_000
"""Events that are read in the thread that was asked, which takes a moment. Longer logs are read in a process of their
own: for as long as that takes, every other thread would have to share this one's turn."""


MOST_SAID = 200
LOGGER = "goalpost.verification"


class Stopped(Exception):
    """Whoever hears how far a verification is wants it no more."""


def all_logs(doors: Doors) -> list[Log]:
    """Every log that a table knows, or the signer, by name."""
    return logs.known(doors.database, _signed(doors))


def is_signer_expected(doors: Doors) -> bool:
    """Whether somebody said that there is one, or one was at work beside the database."""
    return _is_named(doors) or is_at_work(_home(doors))


def examined(doors: Doors, workspace_id: str) -> Examined:
    """For whoever asks over HTTP. Raises VerificationUnderWay where a long log is being read already, and whatever
    `is_out_of_reach`."""
    memory = memory_of(doors, workspace_id)
    with doors.database.reading() as rows:
        size = stored.size(rows, workspace_id)
    if size <= AT_ONCE:
        return _attempted(workspace_id, lambda: examine(doors.database, workspace_id, memory))
    with claimed(doors.database, f"verification-{workspace_id}") as lost:
        if lost is None:
            raise VerificationUnderWay()
        url = doors.settings.database_url
        return _attempted(workspace_id, lambda: examined_apart(url, workspace_id, memory))


def memory_of(doors: Doors, workspace_id: str) -> Memory:
    return remembered(_signer(doors), _home(doors), workspace_id, is_named=_is_named(doors))


def _signed(doors: Doors) -> Iterable[str]:
    """The logs that the signer knows, or its directory."""
    with suppress(GoalpostError):
        return list(_signer(doors).status()["logs"])
    with suppress(OSError):
        return signed_at(_home(doors))
    return ()


def _is_named(doors: Doors) -> bool:
    return bool(doors.settings.signer or doors.settings.signer_home)


def _home(doors: Doors) -> Path | None:
    """The directory of the signer that is asked. One that listens elsewhere than beside it need not be that signer's,
    unless somebody named both."""
    said = doors.settings
    home = said.signer_directory
    if home is None or said.signer_home or said.signer in ("", wire.beside(home)):
        return home
    return None


def _signer(doors: Doors) -> Signing:
    """One that is not there is not waited for: then its checkpoints are not known, and that is told."""
    return Signing(doors.settings.signer_address, doors.settings.signer_secret, starting_s=0)


def verify(doors: Doors, workspace_id: str, by: Asked, *, path: str, heard: Heard = lambda done, of: None) -> Check:
    """For the command line and the clock: in this thread, kept, and noted in the access log."""
    memory = memory_of(doors, workspace_id)
    found = _attempted(workspace_id, lambda: examine(doors.database, workspace_id, memory, heard=heard))
    check = ledger_checks.of(found, asked_by=by.actor)
    doors.hub.beside(partial(ledger_checks.keep, workspace_id=workspace_id, check=check))
    who = Who(workspace_id=workspace_id, by=by)
    accesses.note(doors, who, action=Action.VERIFY, path=path, asked={})
    return check


def _attempted(workspace_id: str, examining: Callable[[], Examined]) -> Examined:
    """What it finds; UNCHECKED where it fails, by whatever stands in the database.

    Raises GoalpostError, Stopped, and what says that the log is out of reach, which is for another time.
    """
    began = monotonic()
    try:
        return examining()
    except (GoalpostError, Stopped):
        raise
    except Exception as error:
        if is_out_of_reach(error):
            raise
        logging.getLogger(LOGGER).exception("the log of %s could not be verified", workspace_id)
        why = f"{type(error).__name__}: {ascii(str(error))[1:-1][:MOST_SAID]}".rstrip(".")
        said = f"This log could not be verified, so nothing is known of it ({why})."
        return Examined(
            workspace_id=workspace_id,
            size=0,
            root=None,
            findings=(Finding(UNCHECKED, (), said),),
            unknown=(),
            checkpoints=0,
            newest=None,
            took_s=monotonic() - began,
        )

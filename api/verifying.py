"""A log verified in place: where that is done, and what it found kept."""

import logging
from collections.abc import Callable
from functools import partial
from time import monotonic

from api.contract import accesses, ledger_checks
from api.contract.accesses import Action, Who
from api.contract.doors import Doors
from api.contract.ledger_checks import Check
from goals.claims import claimed
from goals.errors import GoalpostError
from goals.facts import Asked
from projections.answers.errors import VerificationUnderWay
from projections.ledger.examining import logs, stored
from projections.ledger.examining.apart import examined_apart
from projections.ledger.examining.examining import Examined, Heard, examine
from projections.ledger.examining.logs import Log
from projections.ledger.examining.memory import of_signer
from projections.ledger.examining.reach import is_out_of_reach
from projections.ledger.signer.asking import Signing
from projections.ledger.verifier.finding import Finding

AT_ONCE = 10_000
"""Events that are read in the thread that was asked, which takes a moment. Longer logs are read in a process of their
own: for as long as that takes, every other thread would have to share this one's turn."""


UNCHECKED = "unchecked"
"""Of a verification that could not be carried out, which is no verdict about the log, and none that it is sound."""
MOST_SAID = 200
LOGGER = "goalpost.verification"


class Stopped(Exception):
    """Whoever hears how far a verification is wants it no more."""


def all_logs(doors: Doors) -> list[Log]:
    """Every log that a table knows, or the signer, by name."""
    try:
        signed = _signer(doors).status()["logs"]
    except GoalpostError:
        signed = {}
    return logs.known(doors.database, signed)


def examined(doors: Doors, workspace_id: str) -> Examined:
    """For whoever asks over HTTP. Raises VerificationUnderWay where a long log is being read already, and whatever
    `is_out_of_reach`."""
    memory = of_signer(_signer(doors), workspace_id)
    with doors.database.reading() as rows:
        size = stored.size(rows, workspace_id)
    if size <= AT_ONCE:
        return _attempted(workspace_id, lambda: examine(doors.database, workspace_id, memory))
    with claimed(doors.database, f"verification-{workspace_id}") as lost:
        if lost is None:
            raise VerificationUnderWay()
        url = doors.settings.database_url
        return _attempted(workspace_id, lambda: examined_apart(url, workspace_id, memory))


def _signer(doors: Doors) -> Signing:
    """One that is not there is not waited for: then its checkpoints are not known, and that is told."""
    return Signing(doors.settings.signer_address, doors.settings.signer_secret, starting_s=0)


def verify(doors: Doors, workspace_id: str, by: Asked, *, path: str, heard: Heard = lambda done, of: None) -> Check:
    """For the command line and the clock: in this thread, kept, and noted in the access log."""
    memory = of_signer(_signer(doors), workspace_id)
    found = _attempted(workspace_id, lambda: examine(doors.database, workspace_id, memory, heard=heard))
    check = ledger_checks.of(found, asked_by=by.actor)
    doors.hub.beside(partial(ledger_checks.keep, workspace_id=workspace_id, check=check))
    who = Who(workspace_id=workspace_id, by=by)
    accesses.note(doors, who, action=Action.VERIFY, path=path, asked={})
    return check


def is_unchecked(check: Check) -> bool:
    return any(each["what"] == UNCHECKED for each in check.findings)


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

"""A log verified in place: where that is done, and what it found kept."""

from functools import partial

from api.contract import accesses, ledger_checks
from api.contract.accesses import Action, Who
from api.contract.doors import Doors
from api.contract.ledger_checks import Check
from goals.claims import claimed
from goals.event_log import seen
from goals.facts import Asked
from projections.answers.errors import VerificationUnderWay
from projections.ledger.examining.apart import examined_apart
from projections.ledger.examining.examining import Examined, Heard, examine
from projections.ledger.examining.memory import of_signer
from projections.ledger.signer.asking import Signing

AT_ONCE = 10_000
"""Events that are read in the thread that was asked, which takes a moment. Longer logs are read in a process of their
own: for as long as that takes, every other thread would have to share this one's turn."""


def examined(doors: Doors, workspace_id: str) -> Examined:
    """For whoever asks over HTTP. Raises VerificationUnderWay where a long log is being read already."""
    memory = of_signer(_signer(doors), workspace_id)
    with doors.database.reading() as rows:
        head = seen(rows, workspace_id)
    if head is None or head.position <= AT_ONCE:
        return examine(doors.database, workspace_id, memory)
    with claimed(doors.database, f"verification-{workspace_id}") as lost:
        if lost is None:
            raise VerificationUnderWay()
        return examined_apart(doors.settings.database_url, workspace_id, memory)


def _signer(doors: Doors) -> Signing:
    """One that is not there is not waited for: then its checkpoints are not known, and that is told."""
    return Signing(doors.settings.signer_address, doors.settings.signer_secret, starting_s=0)


def verify(doors: Doors, workspace_id: str, by: Asked, *, path: str, heard: Heard = lambda done, of: None) -> Check:
    """For the command line and the clock: in this thread, kept, and noted in the access log."""
    found = examine(doors.database, workspace_id, of_signer(_signer(doors), workspace_id), heard=heard)
    check = ledger_checks.of(found, asked_by=by.actor)
    doors.hub.beside(partial(ledger_checks.keep, workspace_id=workspace_id, check=check))
    who = Who(workspace_id=workspace_id, by=by)
    accesses.note(doors, who, action=Action.VERIFY, path=path, asked={})
    return check

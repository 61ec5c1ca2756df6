"""What the last verification of each log found, or a new one."""

from collections.abc import Iterator

from api.checks import Finding, Told
from api.contract import ledger_checks
from api.contract.doors import Doors
from api.contract.ledger_checks import UNCHECKED, Check
from api.verifying import all_logs, verify
from goals.facts import Asked
from goals.instants import from_us
from projections.answers.forms import instant

PATH = "goalpost doctor --deep"


def verified(doors: Doors, by: Asked, *, deep: bool, told: Told) -> Iterator[Finding]:
    """A log that was never verified is no fault; where it is `deep`, each is verified now."""
    for workspace_id, name, _ in all_logs(doors):
        check = f"verification of {name}"
        if deep:
            verify(doors, workspace_id, by, path=PATH, heard=told)
        with doors.database.reading() as rows:
            last, tampering = ledger_checks.last(rows, workspace_id), ledger_checks.tampering(rows, workspace_id)
        if last is None:
            yield Finding(check=check, said="there was none yet: `goalpost verify --database` does it")
        else:
            yield _finding(check, name, last if tampering is None else tampering)


def _finding(check: str, name: str, found: Check) -> Finding:
    at = instant(from_us(found.checked_at))
    if found.sound:
        return Finding(check=check, said=f"sound at {at}, {found.size:,} events")
    said = " ".join(each["said"] for each in found.findings).rstrip(".")
    if found.lacks is not None:
        first = "look into the server's log" if found.lacks == UNCHECKED else "start the signer"
        again = f"{first.capitalize()}, and run `goalpost verify --database --workspace {name}`."
        return Finding(check=check, said=f"not verified at {at}: {said}", mend=again)
    mend = f"Stop writing, keep the database as it is, and run `goalpost verify --database --workspace {name}`."
    return Finding(check=check, said=f"not sound at {at}: {said}", mend=mend)

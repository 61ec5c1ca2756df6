"""What was signed of a log: as the signer says, or as it stands in the signer's directory where it does not answer."""

import os
from dataclasses import replace
from pathlib import Path

from goals.errors import NotFound
from goals.ledger.notes import verifier_key
from projections.ledger.examining.memory import UNSIGNED, Memory, goes_on, of_signer
from projections.ledger.signer import keys
from projections.ledger.signer.asking import Signing
from projections.ledger.signer.home import Home, HomeUnusable
from projections.ledger.signer.kept import RESTORE, incarnations
from projections.ledger.signer.memories import Memories

UNREADABLE = (HomeUnusable, NotFound, ValueError, LookupError, TypeError)


def remembered(signer: Signing, home: Path | None, workspace_id: str, *, is_named: bool) -> Memory:
    """`home` is where that signer has its directory, None where that is not known here. `is_named` is whether somebody
    said that there is a signer: where nobody did, one that never signed anything is not missed."""
    found = of_signer(signer, workspace_id)
    if not found.is_owed:
        return found
    silent = replace(found, is_owed=is_named)
    return silent if home is None else _of_home(Home(home), workspace_id, silent)


def signed_at(home: Path | None) -> list[str]:
    """The logs of which something was signed there. Raises OSError where that cannot be seen."""
    try:
        return [] if home is None or not os.listdir(home) else Home(home).remembered()
    except FileNotFoundError:
        return []


def is_at_work(home: Path | None) -> bool:
    """Whether something was signed there, or that cannot be seen."""
    try:
        return bool(signed_at(home))
    except OSError:
        return True


def _of_home(home: Home, workspace_id: str, silent: Memory) -> Memory:
    """It is only read, and nobody is waited for: what a note covers is on the disk before it is."""
    try:
        return _read(home, workspace_id) if signed_at(home.path) else silent
    except OSError as error:
        why = f"its directory {home.path} cannot be read here: {error.strerror or error}"
    except UNREADABLE as unusable:
        why = str(unusable)
    return replace(silent, lacks=f"{silent.lacks}; {why}".rstrip("."), is_owed=True)


def _read(home: Home, workspace_id: str) -> Memory:
    """Raises OSError, and what is UNREADABLE."""
    found = Memories(home).known(workspace_id)
    if found is None or found.last is None:
        return Memory(lacks=UNSIGNED)
    log, origin = home.log(workspace_id), found.last.origin
    statements = [(log / str(each) / RESTORE).read_text() for each in incarnations(log) if each > 1]
    return Memory(
        origin=origin,
        notes=found.notebook.daily(),
        keys=tuple(verifier_key(str(keys.named(each, origin))) for each in keys.public(home)),
        goes_on=goes_on(statements),
        refuses=found.refusal,
    )

"""Whether the signer is there, refuses anything, and how far behind it is."""

from collections.abc import Iterator, Mapping
from typing import Any

from api.checks import Finding
from api.contract.doors import Doors
from api.verifying import all_logs, is_signer_expected, memory_of
from projections.ledger.examining.logs import known
from projections.ledger.examining.memory import Memory
from projections.ledger.examining.stored import size
from projections.ledger.signer.errors import SignerUnreachable


def signer(doors: Doors) -> Iterator[Finding]:
    """One that nobody named, and that never signed anything, need not run."""
    try:
        logs = doors.signer.status()["logs"]
    except SignerUnreachable as unreachable:
        yield from _silent(doors, unreachable.message.rstrip("."))
        return
    there = known(doors.database, logs)
    yield Finding(check="signer", said=f"it answers, and knows {len(logs)} of {len(there)} logs")
    for workspace_id, name, _ in there:
        if workspace_id in logs:
            with doors.database.reading() as rows:
                position = size(rows, workspace_id)
            yield _of_log(name, position, logs[workspace_id])


def _silent(doors: Doors, said: str) -> Iterator[Finding]:
    """The one beside the server rests with it; what it refused is in its directory."""
    if doors.settings.signer:
        yield Finding(check="signer", said=said, mend="Start `goalpost sign`.")
        return
    yield Finding(check="signer", said=f"{said}; `goalpost serve` runs it")
    if is_signer_expected(doors):
        for workspace_id, name, _ in all_logs(doors):
            yield from _remembered(name, memory_of(doors, workspace_id))


def _remembered(name: str, memory: Memory) -> Iterator[Finding]:
    if memory.refuses is not None:
        yield _refused(f"signature of {name}", name, memory.refuses)
    elif memory.is_owed:
        mend = f"Put the directory back, then: `goalpost verify --database --workspace {name}`."
        yield Finding(check=f"signature of {name}", said=memory.lacks, mend=mend)


def _of_log(name: str, position: int, log: Mapping[str, Any]) -> Finding:
    check = f"signature of {name}"
    if log["unusable"]:
        return Finding(
            check=check, said=log["refuses"].rstrip("."), mend="Put it back from a copy; then it is signed on."
        )
    if log["refuses"] is not None:
        return _refused(check, name, log["refuses"])
    behind = position - log["size"]
    if behind < 0:
        mend = f"Run `goalpost verify --database --workspace {name}`."
        return Finding(check=check, said=f"the log is {-behind:,} events shorter than what was signed", mend=mend)
    last = f"the last checkpoint is of {log['signed_at']}"
    return Finding(check=check, said=f"{last}, {'and covers all' if behind == 0 else f'{behind:,} events ago'}")


def _refused(check: str, name: str, why: str) -> Finding:
    mend = f"Find out who did it. After a restore: `goalpost ledger restore --workspace {name} --reason …`."
    return Finding(check=check, said=f"refused: {why.rstrip('.')}", mend=mend)

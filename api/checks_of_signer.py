"""Whether the signer is there, refuses anything, and how far behind it is."""

from collections.abc import Iterator, Mapping
from typing import Any

from api.checks import Finding
from api.contract.doors import Doors
from api.verifying import is_signer_expected
from projections.ledger.examining.logs import known
from projections.ledger.examining.stored import size
from projections.ledger.signer.errors import SignerUnreachable


def signer(doors: Doors) -> Iterator[Finding]:
    """One that nobody named, and that never signed anything, need not run."""
    try:
        logs = doors.signer.status()["logs"]
    except SignerUnreachable as unreachable:
        said = unreachable.message.rstrip(".")
        yield Finding(check="signer", said=said, mend=_start(doors))
        return
    there = known(doors.database, logs)
    yield Finding(check="signer", said=f"it answers, and knows {len(logs)} of {len(there)} logs")
    for workspace_id, name, _ in there:
        if workspace_id in logs:
            with doors.database.reading() as rows:
                position = size(rows, workspace_id)
            yield _of_log(name, position, logs[workspace_id])


def _start(doors: Doors) -> str | None:
    if not is_signer_expected(doors):
        return None
    return "Start `goalpost sign`." if doors.settings.signer else "Start `goalpost serve`, or `goalpost sign`."


def _of_log(name: str, position: int, log: Mapping[str, Any]) -> Finding:
    check = f"signature of {name}"
    if log["unusable"]:
        return Finding(
            check=check, said=log["refuses"].rstrip("."), mend="Put it back from a copy; then it is signed on."
        )
    if log["refuses"] is not None:
        mend = f"Find out who did it. After a restore: `goalpost ledger restore --workspace {name} --reason …`."
        return Finding(check=check, said=f"refused: {log['refuses'].rstrip('.')}", mend=mend)
    behind = position - log["size"]
    if behind < 0:
        mend = f"Run `goalpost verify --database --workspace {name}`."
        return Finding(check=check, said=f"the log is {-behind:,} events shorter than what was signed", mend=mend)
    last = f"the last checkpoint is of {log['signed_at']}"
    return Finding(check=check, said=f"{last}, {'and covers all' if behind == 0 else f'{behind:,} events ago'}")

"""Whether the signer is there, refuses anything, and how far behind it is."""

from collections.abc import Iterator, Mapping
from typing import Any

from api.checks import HEADS, Finding
from api.contract.doors import Doors
from projections.ledger.signer.errors import SignerUnreachable


def signer(doors: Doors) -> Iterator[Finding]:
    """One that nobody named need not run: what it would sign is signed when the server runs again."""
    try:
        logs = doors.signer.status()["logs"]
    except SignerUnreachable as unreachable:
        said = unreachable.message.rstrip(".")
        yield Finding(check="signer", said=said, mend="Start `goalpost sign`." if doors.settings.signer else None)
        return
    with doors.database.reading() as rows:
        heads = rows.all(HEADS)
    yield Finding(check="signer", said=f"it answers, and knows {len(logs)} of {len(heads)} logs")
    for workspace_id, name, position in heads:
        if workspace_id in logs:
            yield _of_log(name, position or 0, logs[workspace_id])


def _of_log(name: str, position: int, log: Mapping[str, Any]) -> Finding:
    check = f"signature of {name}"
    if log["refuses"] is not None:
        mend = f"Find out who did it. After a restore: `goalpost ledger restore --workspace {name} --reason …`."
        return Finding(check=check, said=f"refused: {log['refuses'].rstrip('.')}", mend=mend)
    behind = position - log["size"]
    last = f"the last checkpoint is of {log['signed_at']}"
    return Finding(check=check, said=f"{last}, {'and covers all' if behind == 0 else f'{behind:,} events ago'}")

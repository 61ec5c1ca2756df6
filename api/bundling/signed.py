"""What the signer has to say of a log: without it there is no bundle."""

from dataclasses import dataclass

from api.bundling.export import Export
from goals.ledger import notes, tree
from goals.ledger.checkpoint import Checkpoint, checkpoint


@dataclass(frozen=True, kw_only=True)
class Signed:
    """`note` is a checkpoint that covers all that is exported; `root` is that of the tree of what is exported, and
    `consistency` proves that the checkpoint's goes on from there."""

    note: str
    checkpoint: Checkpoint
    earlier: list[str]
    restores: list[str]
    keys: list[str]
    root: bytes
    consistency: list[bytes]


def signed(export: Export) -> Signed:
    """Raises SignerUnreachable, SignerRefuses, TreeLacks."""
    workspace_id = export.workspace_id
    account = export.doors.signer.account(workspace_id)
    latest = checkpoint(notes.note(account.checkpoint).text)
    with export.reading() as rows:
        root = tree.root(rows, workspace_id, export.position)
        is_same = latest.size == export.position
        consistency = [] if is_same else tree.consistency(rows, workspace_id, export.position, latest.size)
    return Signed(
        note=account.checkpoint,
        checkpoint=latest,
        earlier=[each for each in account.notes if each != account.checkpoint],
        restores=account.restores,
        keys=account.keys,
        root=root,
        consistency=consistency,
    )

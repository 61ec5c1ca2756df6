"""Where a bundle ends: with the last event that was recorded by the moment it is about, and with what shows that."""

from dataclasses import replace

from msgspec.structs import asdict

from api.bundling.export import Export
from goals.instants import from_us, to_us
from goals.window import local_day
from projections.answers.marks import RECORDED
from projections.ledger.bundle.errors import GrownMeanwhile
from projections.ledger.bundle.lines import Head, head
from projections.ledger.bundle.proofs import Proofs
from projections.ledger.bundle.stored import everything


class Next(Head, frozen=True):
    """The first event that is not exported, without its state, and the hashes that show it to be in the tree."""

    proof: list[str]


def settled(export: Export, size: int) -> Export:
    """As of a moment by which nothing was recorded but what is exported, of the `size` events that are signed.

    Of the present that is when it was looked at; a little before or after it where events were recorded at that very
    time. Raises GrownMeanwhile where the moment was named.
    """
    moment, after = export.moment, _recorded_at(export, export.position + 1) if size > export.position else None
    as_of = to_us(moment.as_of)
    if not moment.is_present:
        if not moment.is_pinned and after is not None and after <= as_of:
            raise GrownMeanwhile(moment.as_of)
        return export
    last = _recorded_at(export, export.position)
    until = max(as_of, last) if after is None else max(last, min(as_of, after - 1))
    return export if until == as_of else _as_of(export, until)


def following(export: Export, size: int) -> Next | None:
    """Of the `size` events that are signed, the one after those that are exported. Raises TreeLacks."""
    position = export.position + 1
    for page in everything(export.reading, export.workspace_id, after=export.position, last=min(position, size)):
        told = head(page[0])
        with export.reading() as rows:
            proof = Proofs(export.workspace_id, size).proof(rows, position)
        return Next(**asdict(told), proof=proof)
    return None


def _as_of(export: Export, until: int) -> Export:
    as_of = from_us(until)
    on = export.on if "on" in export.said else local_day(as_of, export.workspace.policy.tz).isoformat()
    return replace(export, moment=replace(export.moment, as_of=as_of), on=on)


def _recorded_at(export: Export, position: int) -> int:
    with export.reading() as rows:
        found = rows.one(RECORDED, workspace_id=export.workspace_id, position=position)
    assert found is not None, f"the log of {export.workspace_id} has no position {position}"
    return int(found[0])

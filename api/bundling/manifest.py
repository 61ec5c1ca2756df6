"""What a bundle says of itself: what was asked, what it holds, and the SHA-256 of every file."""

from base64 import b64encode
from typing import Any

import msgspec

from api.bundling.ending import following
from api.bundling.export import Export
from api.bundling.signed import Signed
from api.bundling.trail import Trail
from api.contract.openapi import PACKAGE, version
from goals.facts import Asked
from goals.instants import in_utc, machine_now
from projections.answers import forms
from projections.ledger.bundle.container import Container
from projections.ledger.bundle.drawn import Sample
from projections.ledger.bundle.kinds import Totals
from projections.ledger.verifier.columns import DERIVED, FROM_EVENTS

FORMAT = "goalpost-bundle/v1"


def manifest(
    export: Export,
    signed: Signed,
    container: Container,
    *,
    totals: Totals,
    trail: Trail,
    sample: Sample | None,
    redactions: int,
) -> bytes:
    """The file. `container` has every other one."""
    told = {
        "format": FORMAT,
        "origin": signed.checkpoint.origin,
        "workspace": _workspace(export),
        **_log(export, signed),
        "filters": export.said,
        "selection": export.selection.told,
        "complete": export.is_complete,
        "events": {"count": totals.count, "first": totals.first, "last": totals.last},
        "kinds": totals.kinds,
        "trail": {"rows": trail.rows, "retargets": trail.retargets, "from_events": FROM_EVENTS, "derived": DERIVED},
        "sample": None if sample is None else sample.told,
        "redactions": redactions,
        "software": {"name": PACKAGE, "version": version()},
        "exported_at": in_utc(machine_now()),
        "exporter": _exporter(export.by),
        "purpose": export.purpose,
        "files": container.files,
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"


def _workspace(export: Export) -> dict[str, str]:
    return {"id": export.workspace_id, "name": export.workspace.name, "kind": export.workspace.kind.value}


def _log(export: Export, signed: Signed) -> dict[str, Any]:
    return {
        "position": export.position,
        "as_of": forms.instant(export.moment.as_of),
        "on": export.on,
        "time_zone": export.workspace.policy.tz,
        "root": b64encode(signed.root).decode(),
        "checkpoint_size": signed.checkpoint.size,
        "consistency": [b64encode(each).decode() for each in signed.consistency],
        "next": following(export, signed.checkpoint.size),
    }


def _exporter(by: Asked) -> dict[str, str | None]:
    return {"type": by.actor.type.value, "id": by.actor.id, "on_behalf_of": by.on_behalf_of}

"""What a monitor asks: whether the log of the key's workspace is what it was, and whether it is signed.

Every figure comes from the database and from the signer, so that each process of each server tells the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, current_app, request
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from api.contract import ledger_checks
from api.contract.doors import Doors
from api.contract.ledger_checks import UNCHECKED, Check
from goals.errors import GoalpostError
from projections.ledger.examining.logs import name_of
from projections.ledger.examining.stored import size
from projections.ledger.examining.telling import UNCOMPARED
from projections.ledger.signer.asking import Signing

blueprint = Blueprint("metrics", __name__)

US = 1_000_000
PATIENCE_S = 2.0
SAID = {
    "goalpost_ledger_size": "Events in the log.",
    "goalpost_ledger_sound": (
        "0 once something was found, until a verification that could see as much finds nothing; else 1, and not there"
        " without a verdict."
    ),
    "goalpost_ledger_unchecked": "1 if the last verification ended without a verdict, else 0; not there before one.",
    "goalpost_ledger_uncompared": "1 if the last verification could not ask what the signer signed, else 0.",
    "goalpost_ledger_findings": "What was found where goalpost_ledger_sound is 0, counted by kind.",
    "goalpost_ledger_checked_timestamp_seconds": "When the last verification ended, in seconds since 1970.",
    "goalpost_ledger_checked_size": "Events that the last verification read.",
    "goalpost_ledger_checked_seconds": "How long the last verification took.",
    "goalpost_ledger_signed_size": "Events under the checkpoint that was signed last.",
    "goalpost_signer_up": "1 if the signer answers, else 0; not there where none is set up.",
    "goalpost_signer_refusing": "1 if the signer refuses to sign this log, else 0.",
}


@dataclass(frozen=True)
class LedgerCollector(Collector):
    """Of one workspace, by its name."""

    doors: Doors
    workspace_id: str

    def collect(self) -> Iterator[GaugeMetricFamily]:
        name = name_of(self.doors.database, self.workspace_id)
        for metric, value in {**self._stored(), **self._signed()}.items():
            family = GaugeMetricFamily(metric, SAID[metric], labels=["workspace"])
            family.add_metric([name], value)
            yield family

    def _stored(self) -> dict[str, float]:
        with self.doors.database.reading() as rows:
            length, last = size(rows, self.workspace_id), ledger_checks.last(rows, self.workspace_id)
            tampering = ledger_checks.tampering(rows, self.workspace_id)
        return {"goalpost_ledger_size": length, **({} if last is None else _told(last, tampering))}

    def _signed(self) -> dict[str, float]:
        settings = self.doors.settings
        if settings.signer_address is None:
            return {}
        try:
            signer = Signing(settings.signer_address, settings.signer_secret, patience_s=PATIENCE_S, starting_s=0)
            status: dict[str, Any] = signer.status()["logs"].get(self.workspace_id, {})
        except GoalpostError:
            return {"goalpost_signer_up": 0}
        refuses = status.get("refuses") is not None
        return {
            "goalpost_ledger_signed_size": status.get("size") or 0,
            "goalpost_signer_up": 1,
            "goalpost_signer_refusing": int(refuses),
        }


def _told(last: Check, tampering: Check | None) -> dict[str, float]:
    """What was found once is not gone because a later verification could not see it."""
    found: dict[str, float] = {
        "goalpost_ledger_unchecked": int(last.lacks == UNCHECKED),
        "goalpost_ledger_uncompared": int(last.lacks == UNCOMPARED),
    }
    if tampering is not None:
        found |= {"goalpost_ledger_sound": 0, "goalpost_ledger_findings": len(tampering.findings)}
    elif last.lacks is None:
        found |= {"goalpost_ledger_sound": 1, "goalpost_ledger_findings": 0}
    return found if last.lacks is not None else found | _checked(last)


def _checked(last: Check) -> dict[str, float]:
    return {
        "goalpost_ledger_checked_timestamp_seconds": last.checked_at / US,
        "goalpost_ledger_checked_size": last.size,
        "goalpost_ledger_checked_seconds": last.took_us / US,
    }


@blueprint.get("/metrics")
def metrics() -> Response:
    """For Prometheus. Any key of the workspace will do; raises Problem without one."""
    doors: Doors = current_app.extensions["goalpost"]
    caller = doors.callers.caller(request.headers.get("Authorization"))
    registry = CollectorRegistry()
    registry.register(LedgerCollector(doors, caller.workspace_id))
    headers = {"Cache-Control": "no-store"}
    return Response(generate_latest(registry), headers=headers, content_type=CONTENT_TYPE_PLAIN_0_0_4)

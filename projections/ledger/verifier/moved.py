"""What does the trail's table have to say of a retarget, by the event alone?"""

import json
from collections.abc import Mapping
from typing import Any

from projections.ledger.verifier.cells import instant, instant_in_utc
from projections.ledger.verifier.columns import COLUMNS
from projections.ledger.verifier.definitions import Change, changes
from projections.ledger.verifier.observing import Stored

RETARGETED = "goal.retargeted.v1"
NOTHING = Change("", None, None)

Row = tuple[str | None, ...]
"""A cell of each column: empty where nothing is told, None where the event alone does not say."""


def rows(event: Stored, envelope: Mapping[str, Any], *, sealed: str) -> list[Row]:
    """One for each field it changed; one without a field where none can be named. `sealed` stands for a sealed reason.

    Raises LookupError, TypeError, ValueError, AttributeError or ArithmeticError where it is not of the form it had.
    """
    fact = envelope["fact"]
    told = {**_placed(event, envelope), **_who(envelope, fact.get("approval") or {}), **_why(fact, sealed)}
    found = changes(fact["before"], fact["after"]) or [NOTHING]
    return [
        _row({**told, "field": each.field, "before": _cell(each.before), "after": _cell(each.after)}) for each in found
    ]


def _placed(event: Stored, envelope: Mapping[str, Any]) -> dict[str, str]:
    recorded_at, effective_at = instant(event.recorded_at), envelope.get("effective_at")
    return {
        "position": str(event.position),
        "event_id": envelope["event_id"],
        "recorded_at": recorded_at,
        "effective_at": recorded_at if effective_at is None else instant_in_utc(effective_at),
        "effective_on": envelope["fact"]["effective_on"],
        "goal_id": event.stream_id,
    }


def _who(envelope: Mapping[str, Any], approval: Mapping[str, Any]) -> dict[str, str]:
    """Of what was approved, the proposer moved it."""
    asked = envelope["asked"]
    actor, on_behalf_of = asked["actor"], asked.get("on_behalf_of")
    if approval.get("proposer") is not None:
        actor, on_behalf_of = approval["proposer"], approval.get("proposer_for")
    approver = approval.get("approver") or {"type": "", "id": ""}
    return {
        "actor_type": actor["type"],
        "actor_id": actor["id"],
        "on_behalf_of": on_behalf_of or "",
        "approver_type": approver["type"],
        "approver_id": approver["id"],
        "proposal_id": approval.get("proposal_id") or "",
    }


def _why(fact: Mapping[str, Any], sealed: str) -> dict[str, str]:
    reason = fact["reason"]
    return {
        "follows": fact.get("follows") or "",
        "reason_code": fact["reason_code"],
        "reason": reason if isinstance(reason, str) else sealed,
        "evidence": "\n".join(each["url"] for each in fact.get("evidence", ())),
        "trigger": fact.get("trigger", "none"),
    }


def _cell(told: Any) -> str:
    """What is not one value, as JSON."""
    if told is None or isinstance(told, str | int):
        return "" if told is None else str(told)
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _row(told: Mapping[str, str]) -> Row:
    return tuple(map(told.get, COLUMNS))

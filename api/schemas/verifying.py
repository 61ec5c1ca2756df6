"""Verifications of the log, as they are told."""

from typing import Any

from api.contract import fields
from api.contract.ledger_checks import Check
from api.contract.schemas import Answer
from api.schemas import values
from goals.instants import from_us
from projections.answers.forms import instant

MS = 1_000


class LedgerFinding(Answer):
    what = fields.Line(
        required=True,
        metadata={
            "description": "altered, deleted, inserted, reordered, truncated, rolled-back, split-view; order, where"
            " versions or times do not follow; signature, of a checkpoint that is kept; tree, where only hashes that"
            " are stored beside the events are wrong; trail, where the trail that is served tells of other retargets"
            " than the log. Without a verdict: uncompared, where the log agrees with itself and the signer did not say"
            " what it signed; unchecked, where the verification could not be carried out."
        },
    )
    positions = fields.Many(
        fields.Many(fields.Whole()), required=True, metadata={"description": "Ranges, the first and the last of each."}
    )
    said = fields.Line(required=True)


class LedgerCheck(Answer):
    id = fields.Id(required=True)
    checked_at = fields.Instant(
        required=True, metadata={"description": "When it ended, by the machine's clock, in a test workspace as well."}
    )
    asked_by = fields.Nested(values.ActorAnswer(), required=True)
    sound = fields.Truth(required=True)
    size = fields.Whole(required=True, metadata={"description": "Where the log ended when it was begun."})
    root = fields.Line(
        required=True,
        allow_none=True,
        metadata={"description": "Above the events as they are stored, in base64; null where one lacks."},
    )
    findings = fields.Many(fields.Nested(LedgerFinding()), required=True)
    not_known = fields.Many(
        fields.Line(),
        data_key="unknown",
        required=True,
        metadata={"description": "Sentences: what could not be known, and why."},
    )
    checkpoints_checked = fields.Whole(required=True)
    newest_checkpoint = fields.Whole(
        required=True, allow_none=True, metadata={"description": "The size of the greatest one, null without any."}
    )
    took_ms = fields.Whole(required=True)


def told(check: Check) -> dict[str, Any]:
    return {
        "id": check.check_id,
        "checked_at": instant(from_us(check.checked_at)),
        "asked_by": {"type": check.asked_by.type.value, "id": check.asked_by.id},
        "sound": check.sound,
        "size": check.size,
        "root": check.root or None,
        "findings": check.findings,
        "unknown": check.unknown,
        "checkpoints_checked": check.checkpoints,
        "newest_checkpoint": check.newest_checkpoint,
        "took_ms": check.took_us // MS,
    }

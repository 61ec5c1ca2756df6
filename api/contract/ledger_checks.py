"""What each verification of a log found: a list that is only added to."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import bindparam, insert, select, tuple_

from api.contract.tables import ledger_checks
from goals.database import Prepared, Row, Rows
from goals.facts import Actor
from goals.identity import new_id
from goals.instants import machine_now, to_us
from goals.vocabulary import ActorType
from projections.ledger.examining.examining import Examined

US = 1_000_000

_own = ledger_checks.c.workspace_id == bindparam("workspace_id")
_newest_first = (ledger_checks.c.checked_at.desc(), ledger_checks.c.check_id.desc())
ADD = Prepared(insert(ledger_checks).values({c.name: bindparam(c.name) for c in ledger_checks.c}))
LISTED = Prepared(
    select(*ledger_checks.c)
    .where(
        _own,
        tuple_(ledger_checks.c.checked_at, ledger_checks.c.check_id)
        < tuple_(bindparam("checked_at"), bindparam("check_id")),
    )
    .order_by(*_newest_first)
    .limit(bindparam("most"))
)
AFTER_ALL = 2**62


@dataclass(frozen=True, kw_only=True)
class Check:
    """`checked_at` is the machine's time in µs when it ended, in test workspaces too. `findings` and `unknown` are as
    they are told; `root` is base64, empty where an event lacks; `newest_checkpoint` is a size."""

    check_id: str
    checked_at: int
    size: int
    root: str
    sound: bool
    findings: list[dict[str, Any]]
    unknown: list[str]
    checkpoints: int
    newest_checkpoint: int | None
    took_us: int
    asked_by: Actor


def of(found: Examined, *, asked_by: Actor) -> Check:
    """A check that ends now."""
    return Check(
        check_id=new_id(),
        checked_at=to_us(machine_now()),
        size=found.size,
        root="" if found.root is None else b64encode(found.root).decode(),
        sound=found.is_sound,
        findings=[each.told for each in found.findings],
        unknown=list(found.unknown),
        checkpoints=found.checkpoints,
        newest_checkpoint=found.newest,
        took_us=int(found.took_s * US),
        asked_by=asked_by,
    )


def keep(rows: Rows, workspace_id: str, check: Check) -> None:
    rows.run(
        ADD,
        workspace_id=workspace_id,
        checked_at=check.checked_at,
        check_id=check.check_id,
        size=check.size,
        root=check.root,
        sound=int(check.sound),
        findings=msgspec.json.encode(check.findings).decode(),
        unknown=msgspec.json.encode(check.unknown).decode(),
        checkpoints=check.checkpoints,
        newest_checkpoint=check.newest_checkpoint,
        took_us=check.took_us,
        asked_by=f"{check.asked_by.type.value}:{check.asked_by.id}",
    )


def listed(rows: Rows, workspace_id: str, *, after: tuple[int, str] | None = None, most: int) -> list[Check]:
    """The newest first; `after` is the time and id of the last one that was shown."""
    checked_at, check_id = (AFTER_ALL, "") if after is None else after
    found = rows.all(LISTED, workspace_id=workspace_id, checked_at=checked_at, check_id=check_id, most=most)
    return [_check(row) for row in found]


def last(rows: Rows, workspace_id: str) -> Check | None:
    return next(iter(listed(rows, workspace_id, most=1)), None)


def _check(row: Row) -> Check:
    told = dict(zip((column.name for column in ledger_checks.c), row, strict=True))
    del told["workspace_id"]
    actor_type, _, actor_id = told["asked_by"].partition(":")
    return Check(
        **{
            **told,
            "sound": bool(told["sound"]),
            "findings": msgspec.json.decode(told["findings"]),
            "unknown": msgspec.json.decode(told["unknown"]),
            "asked_by": Actor(type=ActorType(actor_type), id=actor_id),
        }
    )

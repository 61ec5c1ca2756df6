"""What each verification of a log found: a list that is only added to."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Column, ColumnElement, bindparam, func, insert, not_, or_, select, tuple_

from api.contract.tables import ledger_checks
from goals.database import Prepared, Row, Rows
from goals.facts import Actor
from goals.identity import new_id
from goals.instants import machine_now, to_us
from goals.vocabulary import ActorType
from projections.ledger.examining.examining import Examined
from projections.ledger.examining.telling import SILENT, UNCOMPARED

US = 1_000_000
UNCHECKED = "unchecked"
"""Of a verification that could not be carried out, which is no verdict about the log, and none that it is sound."""
WITHOUT_VERDICT = (UNCHECKED, UNCOMPARED)
"""Each of them is found alone."""

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


def _begins(column: Column[str], what: str) -> ColumnElement[bool]:
    return func.substr(column, 1, len(what)) == what


_without_verdict = or_(*(_begins(ledger_checks.c.findings, f'[{{"what":"{what}"') for what in WITHOUT_VERDICT))
_had_no_memory = _begins(ledger_checks.c.unknown, f'["{SILENT}')
TAMPERED = Prepared(
    select(*ledger_checks.c)
    .where(_own, ledger_checks.c.sound == 0, not_(_without_verdict))
    .order_by(*_newest_first)
    .limit(1)
)
_sound_since = select(ledger_checks.c.check_id).where(
    _own,
    ledger_checks.c.sound == 1,
    tuple_(ledger_checks.c.checked_at, ledger_checks.c.check_id)
    > tuple_(bindparam("checked_at"), bindparam("check_id")),
)
SOUND_SINCE = Prepared(_sound_since.limit(1))
SOUND_WITH_MEMORY_SINCE = Prepared(_sound_since.where(not_(_had_no_memory)).limit(1))


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

    @property
    def lacks(self) -> str | None:
        """Of WITHOUT_VERDICT that which it ended with; None where it has a verdict."""
        return next((each["what"] for each in self.findings if each["what"] in WITHOUT_VERDICT), None)

    @property
    def had_memory(self) -> bool:
        """Whether the log was compared with what the signer signed."""
        return not any(each.startswith(SILENT) for each in self.unknown)


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


def tampering(rows: Rows, workspace_id: str) -> Check | None:
    """What was found last to have been done to the log, while no later verification that could see as much found it
    sound."""
    found = rows.one(TAMPERED, workspace_id=workspace_id)
    if found is None:
        return None
    tampered = _check(found)
    question = SOUND_WITH_MEMORY_SINCE if tampered.had_memory else SOUND_SINCE
    after = {"checked_at": tampered.checked_at, "check_id": tampered.check_id}
    return tampered if rows.one(question, workspace_id=workspace_id, **after) is None else None


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

"""How a page of the trail is found: what it is filtered and sorted by, as SQL that both engines answer by an index."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    ScalarSelect,
    Table,
    and_,
    bindparam,
    case,
    exists,
    or_,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement, coalesce

from goals.database import Prepared
from goals.flags_of_changes import REPEATED
from goals.vocabulary import FlagId, ScopeKind
from projections.answers.within import is_in_reviewed, is_within
from projections.flags import table as flags
from projections.listing import Order, beyond
from projections.reviews import table as reviews
from projections.trail import fields, items, table

Keys = list[tuple[ColumnElement[Any], bool]]

FAR_DAYS = 10**9
AMONG = 50
"""Positions that are asked about together."""
LAST_TEXT = "~"
_workspace: ColumnElement[str] = bindparam("workspace_id")
_position: ColumnElement[int] = bindparam("position")

CONDITIONS: dict[str, ColumnElement[bool]] = {
    "goal": table.c.goal_id == bindparam("goal"),
    "container": is_within(table.c.goal_id),
    "actor": table.c.actor_id == bindparam("actor"),
    "approver": table.c.approver_id == bindparam("approver"),
    "reason_code": table.c.reason_code == bindparam("reason_code"),
    "effect": table.c.effect == bindparam("effect"),
    "backdated": table.c.backdated_days > bindparam("backdated"),
    "evidence": table.c.has_evidence == bindparam("evidence"),
    "counted": table.c.counted == bindparam("counted"),
    "effective_by": table.c.effective_on <= bindparam("effective_by"),
    "among": table.c.position.in_([bindparam(f"among_{n}") for n in range(AMONG)]),
}

INDEXED = frozenset({"goal", "actor", "approver", "reason_code", "effect"})
BESIDE: dict[str, Table] = {"flag": flags, "field": fields}


class words(FunctionElement[str]):
    """The texts of a group, a space between two of them."""

    inherit_cache = True


@compiles(words, "sqlite")
def _(element: Any, compiler: Any, **told: Any) -> str:
    return f"group_concat({compiler.process(element.clauses, **told)}, ' ')"


@compiles(words)
def _(element: Any, compiler: Any, **told: Any) -> str:
    return f"string_agg({compiler.process(element.clauses, **told)}, ' ')"


@lru_cache(maxsize=512)
def statement(filters: frozenset[str], order: tuple[Order, ...], *, begins: bool, is_thin: bool) -> Prepared:
    """Rows are (told, doc if nothing is told, recorded flags, whether thinly reasoned, …the keys of the order).

    `filters` are of CONDITIONS, and flag, field and since_review; `order` ends with the position; `is_thin` where the
    flag is R11.
    """
    found = _found(filters, order, begins=begins, is_thin=is_thin).subquery("found")
    keys = [(found.c[f"key_{n}"], falling) for n, (_, falling) in enumerate(order)]
    same_item = and_(items.c.workspace_id == _workspace, items.c.position == found.c.position)
    return Prepared(
        select(
            items.c.told,
            case((items.c.told.is_(None), items.c.doc)).label("doc"),
            _flags_of(found).label("flags"),
            _third_with(found.c.reason_digest).label("third"),
            *(key for key, _ in keys),
        )
        .select_from(found.join(items, same_item))
        .order_by(*_sorted(keys))
    )


def _found(filters: frozenset[str], order: tuple[Order, ...], *, begins: bool, is_thin: bool) -> Any:
    led_by = _leader(filters, order, is_thin=is_thin)
    leader = table if led_by is None else BESIDE[led_by]
    keys = [(_key(name, falling, leader), falling) for name, falling in order]
    conditions = [
        table.c.workspace_id == _workspace,
        leader.c.position >= bindparam("first"),
        leader.c.position <= bindparam("last"),
        *(CONDITIONS[name] for name in sorted(filters & CONDITIONS.keys())),
        *_elsewhere(filters - {led_by}, is_thin=is_thin),
    ]
    if led_by is not None:
        conditions += [leader.c.workspace_id == _workspace, leader.c[led_by] == bindparam(led_by)]
        conditions.append(table.c.position == leader.c.position)
    if not begins:
        conditions.append(beyond(keys))
    return (
        select(
            table.c.position,
            table.c.goal_id,
            table.c.reason_digest,
            *(key.label(f"key_{n}") for n, (key, _) in enumerate(keys)),
        )
        .where(*conditions)
        .order_by(*_sorted(keys))
        .limit(bindparam("most", type_=Integer))
    )


def _sorted(keys: Keys) -> Iterator[ColumnElement[Any]]:
    return (key.desc() if falling else key for key, falling in keys)


def _leader(filters: frozenset[str], order: tuple[Order, ...], *, is_thin: bool) -> str | None:
    """The filter whose own table is read in the order of positions, and the trail beside it: where nothing else is as
    rare, reading all of the trail for it would take long."""
    if filters & INDEXED or order[0][0] != "position":
        return None
    if "flag" in filters and not is_thin:
        return "flag"
    return "field" if "field" in filters else None


def _key(name: str, falling: bool, leader: Table) -> ColumnElement[Any]:
    """What has none comes last, whichever way."""
    match name:
        case "position":
            return leader.c.position
        case "magnitude" | "ratio":
            return coalesce(table.c[f"{name}_order"], "" if falling else LAST_TEXT)
        case "days_to_deadline":
            return coalesce(table.c.days_to_deadline, -FAR_DAYS if falling else FAR_DAYS)
        case _:
            return table.c[name]


def _elsewhere(filters: frozenset[str], *, is_thin: bool) -> Iterator[ColumnElement[bool]]:
    """The conditions on what stands beside the trail."""
    if "field" in filters:
        yield exists().where(
            fields.c.workspace_id == _workspace,
            fields.c.field == bindparam("field"),
            fields.c.position == table.c.position,
        )
    if "flag" in filters:
        raised = exists().where(
            flags.c.workspace_id == _workspace,
            flags.c.goal_id == table.c.goal_id,
            flags.c.position == table.c.position,
            flags.c.flag == bindparam("flag"),
        )
        yield or_(raised, _third_with(table.c.reason_digest).is_not(None)) if is_thin else raised
    if "since_review" in filters:
        yield ~_reviewed()


def _reviewed() -> ColumnElement[bool]:
    """Whether a review has looked at the retarget: one of its goal, of a container in which it is, or of all."""
    covering = or_(
        reviews.c.scope_kind == ScopeKind.WORKSPACE.value,
        and_(reviews.c.scope_kind == ScopeKind.GOAL.value, reviews.c.scope_id == table.c.goal_id),
        and_(reviews.c.scope_kind == ScopeKind.CONTAINER.value, is_in_reviewed(table.c.goal_id)),
    )
    return exists().where(
        reviews.c.workspace_id == _workspace,
        reviews.c.position <= _position,
        reviews.c.since <= table.c.recorded_at,
        reviews.c.before > table.c.recorded_at,
        reviews.c.reviewed_position >= table.c.position,
        covering,
    )


def _flags_of(found: FromClause) -> ScalarSelect[str]:
    return (
        select(words(flags.c.flag))
        .where(
            flags.c.workspace_id == _workspace,
            flags.c.goal_id == found.c.goal_id,
            flags.c.position == found.c.position,
        )
        .scalar_subquery()
    )


def _third_with(digest: ColumnElement[Any]) -> ScalarSelect[int]:
    """The position at which these words were used for the third time; None where they were not, as known then."""
    others = table.alias("others")
    return (
        select(others.c.position)
        .where(
            others.c.workspace_id == _workspace,
            others.c.reason_digest == digest,
            others.c.position <= _position,
        )
        .order_by(others.c.position)
        .limit(1)
        .offset(REPEATED - 1)
        .scalar_subquery()
    )


RAISED = Prepared(
    select(_flags_of(table), _third_with(table.c.reason_digest)).where(
        table.c.workspace_id == _workspace, table.c.position == bindparam("at")
    )
)


def flags_told(recorded: str | None, is_thin: bool) -> list[str]:
    """The flags of a retarget, sorted: those recorded, and R11 where its words are much used."""
    found = set() if recorded is None else set(recorded.split(" "))
    return sorted(found | {FlagId.R11.value} if is_thin else found)

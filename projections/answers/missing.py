"""Why is there no figure? A stable name and a sentence for each."""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from goals.goal.definition import Definition
from goals.vocabulary import BaselineState
from projections.answers.errors import NoSuchVersion


class Missing(NamedTuple):
    code: str
    detail: str


NOT_COMMITTED = Missing(
    "not-committed", "The goal was not committed: it has no original, and no version to look through."
)
NOT_ACTIVATED = Missing("not-activated", "The goal is a draft: nothing was promised yet.")
NOT_ACTIVE_YET = Missing("not-active-yet", "The goal was not active at the first of the two moments.")
NO_DEADLINE = Missing("window-unresolved", "The original's window waits for its anchor: it has no deadline yet.")
NO_KPI = Missing("no-kpi", "The goal has no KPI: nothing can be read of it.")
NO_TARGET = Missing("no-target", "The goal has no target.")
NO_DIRECTION = Missing("no-direction", "It is not said which way the KPI should move.")
WINDOW_UNRESOLVED = Missing("window-unresolved", "The window waits for its anchor: readings cannot be cut at it.")
BASELINE_PENDING = Missing("baseline-pending", "The baseline is unknown or being measured.")
TARGET_PENDING = Missing("target-pending", "The target waits for something that is not known yet.")
NOTHING_READ = Missing("nothing-read", "Nothing was read that counts.")
NO_WAY = Missing("no-way-to-go", "The target equals the baseline: there is no way between them.")


def told(reason: Missing | None) -> dict[str, Any] | None:
    return None if reason is None else reason._asdict()


def no_version(n: int, versions: int) -> Missing:
    return Missing("no-such-version", _no_version(n, versions))


def incomparable(before: int, after: int) -> Missing:
    return Missing("incomparable", f"Version {after} measures another KPI, series or direction than version {before}.")


def nothing_counted(on: date) -> Missing:
    return Missing("nothing-counted", f"At the end of {on} no goal that counts had a value and a weight.")


def unweighted(after: int) -> Missing:
    """`after` is the position of the retarget after which it was so; 0 for the beginning."""
    when = "At the beginning" if after == 0 else f"After the retarget at position {after}"
    return Missing(
        "no-weight", f"{when} the goals that counted throughout had no weight together, and so no common progress."
    )


def require_version(n: int, versions: int) -> None:
    """Raises NoSuchVersion beyond those there were."""
    if n > versions:
        raise NoSuchVersion(_no_version(n, versions), pointer="?lens")


def why_undefined(definition: Definition) -> Missing | None:
    """What a definition lacks to measure by; None if it lacks nothing."""
    if definition.kpi_id is None:
        return NO_KPI
    if definition.target is None:
        return NO_TARGET
    if definition.resolved is None:
        return BASELINE_PENDING if definition.baseline.value is None else TARGET_PENDING
    if definition.direction is None:
        return NO_DIRECTION
    return WINDOW_UNRESOLVED if definition.span is None else None


def why_no_progress(definition: Definition, value: Decimal | None) -> Missing:
    """Why a definition makes no progress of a value, None where nothing was read."""
    lacking = why_undefined(definition)
    if lacking is not None:
        return lacking
    if value is None:
        return NOTHING_READ
    pending = definition.baseline.value is None and definition.baseline.state is not BaselineState.KNOWN
    return BASELINE_PENDING if pending else NO_WAY


def _no_version(n: int, versions: int) -> str:
    if versions == 0:
        return f"There is no version {n}: the goal was not committed, and has no versions yet."
    were = "was 1 version" if versions == 1 else f"were {versions} versions"
    return f"There is no version {n}: there {were} at that moment."

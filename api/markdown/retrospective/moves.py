"""A moved goalpost, in a sentence or two."""

from decimal import Decimal

from api.markdown.retrospective.names import Names
from api.markdown.said import Told, because, counted, day, fields, flags, percent, who, words
from api.markdown.text import text


def move(change: Told, names: Names) -> str:
    retarget = change["retarget"]
    told = (
        f"{names.bold(change['goal_id'])}, {day(change['recorded_at'])}, by {who(change)}{_approved(retarget)}: "
        f"{fields(change['changes'])} ({_far(retarget)}{_since(change)}). "
        f"{words(change['reason_code']).capitalize()}:{because(change['reason'])}"
    )
    raised = f" Flags: {flags(retarget['flags'])}." if retarget["flags"] else ""
    left_out = " *Supposed never to have been made.*" if change["left_out"] else ""
    return f"{told}{raised}{left_out}"


def _approved(retarget: Told) -> str:
    approver = retarget["approved_by"]
    return "" if approver is None else f", approved by {text(approver['id'])}"


def _far(retarget: Told) -> str:
    """How it is judged, and what was known when it was made."""
    left = retarget["days_to_deadline"]
    told = [
        _effect(retarget),
        *([] if retarget["progress_then"] is None else [f"at {percent(retarget['progress_then'])} progress"]),
        *([] if left is None else [_deadline(left)]),
        *([] if retarget["counted"] else ["a calibration"]),
    ]
    return ", ".join(told)


def _effect(retarget: Told) -> str:
    magnitude = retarget["magnitude"]
    by = "" if magnitude is None or not Decimal(magnitude) else f" by {percent(magnitude.removeprefix('-'))}"
    return f"{words(retarget['effect'])}{by}"


def _deadline(days: int) -> str:
    if days == 0:
        return "on the day of its deadline"
    return f"{counted(abs(days), 'day')} {'before' if days > 0 else 'after'} its deadline"


def _since(change: Told) -> str:
    """Where it is not since the day on which it was recorded."""
    on = change["retarget"]["effective_on"]
    announced = ", announced before the period" if change["announced"] else ""
    return announced if on == change["recorded_at"][:10] else f"{announced}, in force from {day(on)}"

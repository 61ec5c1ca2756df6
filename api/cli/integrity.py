"""`goalpost integrity`"""

from collections.abc import Mapping
from typing import Any

import click

from api.cli.asking import Question, asks
from api.cli.shown import Cell, amount, columns, days, headed, pairs, paragraph, percent, points, sections, words, yes
from api.cli.telling import Teller, counted
from goals.vocabulary import Effect

ATTAINED = ("goal", "original", "current", "difference", "achieved by it", "by the current")
CHURN = ("goal", "retargets", "gross", "net")
RAISED = ("flag", "name", "raised", "goals", "acknowledged")
SLIPPED = ("milestone", "moves", "slipped", "after it was due", "done", "late", "dropped")
CONFIDENCE = ("confidence", "stated", "mean", "came true")


@click.command()
@asks("/v1/integrity")
def integrity(teller: Teller, question: Question) -> None:
    """Report how honestly goals were pursued in a period.

    Name the period with --period, or by its first and last day with --from and --to.
    """
    teller.answer(question.answer(), lambda told: _report(question, told))


def _report(question: Question, told: Mapping[str, Any]) -> str:
    return sections(
        _title(told),
        headed("Goals", _goals(told["goals"])),
        headed("Retargets", _retargets(told["retargets"])),
        headed("Attainment, by what was promised and by what it became", _attainment(question, told["attainment"])),
        headed("Churn", _churn(question, told["churn"])),
        headed("Questions raised", _flags(told["flags"])),
        headed("Silent goals", _listed(question, told["silent"])),
        headed("Quiet exits", _listed(question, told["quiet_exits"])),
        headed("Thin reasons", _listed(question, told["thin_reasons"])),
        headed("Milestone slips", _slips(question, told["milestone_slips"])),
        headed("Stated confidence", _confidence(told["calibration"])),
        f"By policy version {told['policy_version']}, as known at position {told['position']}.",
    )


def _title(told: Mapping[str, Any]) -> str:
    period, container_id = told["period"], told["container_id"]
    name = "" if period["name"] is None else f" {period['name']}"
    where = () if container_id is None else (f"In the container {container_id} and those below it",)
    return paragraph(f"Integrity{name}: {period['from']} to {period['to']}", *where)


def _goals(goals: Mapping[str, Any]) -> str:
    share = percent(goals["share_retargeted"])
    return pairs(
        {
            "pursued in the period": str(goals["considered"]),
            "retargeted in it": f"{goals['retargeted']} ({share})",
            **_effects(goals),
        }
    )


def _retargets(retargets: Mapping[str, Any]) -> str:
    return pairs(
        {
            "recorded": str(retargets["count"]),
            **_effects(retargets),
            "backdated": str(retargets["backdated"]),
            "without evidence": str(retargets["without_evidence"]),
            "approved": str(retargets["approved"]),
            "awaiting approval": str(retargets["awaiting_approval"]),
            "targets moved, gross": percent(retargets["churn_gross"]),
            "targets moved, net": percent(retargets["churn_net"]),
        }
    )


def _effects(told: Mapping[str, Any]) -> dict[str, str]:
    return {effect.value: str(told[effect]) for effect in Effect}


def _attainment(question: Question, told: Mapping[str, Any]) -> str:
    original, current = told["original"], told["current"]
    together = ("all", percent(original["mean"]), percent(current["mean"]), points(told["difference"]))
    achieved = (f"{each['achieved']} of {each['n']}" for each in (original, current))
    lines = [_attained(question, each) for each in told["goals"]]
    return columns(ATTAINED, [*lines, (*together, *achieved)], figures=ATTAINED[1:4])


def _attained(question: Question, goal: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        question.title(goal["goal_id"]),
        percent(goal["original"]),
        percent(goal["current"]),
        points(goal["difference"]),
        yes(goal["achieved_by_original"]),
        yes(goal["achieved_by_current"]),
    )


def _churn(question: Question, churn: list[Any]) -> str:
    lines = [
        (question.title(each["goal_id"]), str(each["count"]), percent(each["gross"]), percent(each["net"]))
        for each in churn
    ]
    return columns(CHURN, lines, figures=CHURN[1:])


def _flags(flags: Mapping[str, Any]) -> str:
    lines = [
        (flag, words(each["name"]).lower(), str(each["count"]), str(len(each["goals"])), str(each["acknowledged"]))
        for flag, each in flags.items()
        if each["count"] > 0
    ]
    return columns(RAISED, lines, figures=RAISED[2:]) or "None."


def _listed(question: Question, raised: list[Any]) -> str:
    lines = [(question.title(each["goal_id"]), _figures(each["inputs"])) for each in raised]
    return columns(("goal", "judged by"), lines)


def _figures(inputs: Mapping[str, Any]) -> str:
    return ", ".join(f"{words(name)} {amount(figure)}" for name, figure in inputs.items())


def _slips(question: Question, slips: Mapping[str, Any]) -> str:
    if not slips["milestones"]:
        return "None."
    return columns(SLIPPED, (_slip(question, each) for each in slips["milestones"]), figures=("slipped", "late"))


def _slip(question: Question, slip: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        (slip["title"], f"of {question.title(slip['goal_id'])}"),
        str(slip["moves"]),
        days(slip["slip_days"]),
        yes(slip["moved_after_due"]),
        amount(slip["completed_on"]),
        days(slip["days_late"]),
        amount(slip["dropped_on"]),
    )


def _confidence(calibration: Mapping[str, Any]) -> str:
    if calibration["n"] == 0:
        return "None was stated in a window that ended in the period."
    lines = [_bin(each) for each in calibration["histogram"] if each["n"] > 0]
    score = f"Brier score {calibration['brier']}, of {counted(calibration['n'], 'statement')}."
    return f"{columns(CONFIDENCE, lines, figures=CONFIDENCE)}\n{score}"


def _bin(each: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        f"{each['from']} to {each['to']}",
        str(each["n"]),
        percent(each["mean_confidence"]),
        percent(each["share_achieved"]),
    )

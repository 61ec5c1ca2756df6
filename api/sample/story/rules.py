"""The rules of 2023: two cycles, a sign-off, a question, and approval once a target was lowered by one alone."""

from collections.abc import Iterator
from datetime import date

from api.sample import names
from api.sample.steps import Step, invented, step
from goals.goal.commands.acknowledging import AcknowledgeFlag
from goals.vocabulary import ApprovalRule, FlagId
from goals.workspace.commands import ChangePolicy
from goals.workspace.cycles import OpenCycle
from goals.workspace.reviewing import ReviewPeriod
from goals.writing import Writing
from projections import flags

AUDITOR = "vera"
G6 = names.goal_id("G6")


def steps(workspace_id: str) -> Iterator[Step]:
    quarter = OpenCycle(
        workspace_id=workspace_id, period="2023-Q1", edit_until=date(2023, 1, 31), update_until=date(2023, 4, 15)
    )
    yield step("2022-12-16 10:00", "ana", quarter)
    launch = OpenCycle(
        workspace_id=workspace_id,
        name="launch-2023",
        start=date(2023, 2, 1),
        end=date(2023, 4, 30),
        edit_until=date(2023, 3, 1),
        update_until=date(2023, 5, 10),
    )
    yield step("2023-02-03 09:30", "ana", launch)
    yield step("2023-10-16 14:00", AUDITOR, _signed_off)
    reason = invented("A target that one person can lower eleven days before its end is no target.")
    strict = ChangePolicy(workspace_id=workspace_id, approval=ApprovalRule.EASIER_ONLY, reason=reason)
    yield step("2023-12-21 10:00", "ana", strict)
    yield step("2023-12-28 09:30", AUDITOR, _asked)


def _signed_off(writing: Writing) -> ReviewPeriod:
    return ReviewPeriod(
        workspace_id=writing.workspace_id,
        start=date(2023, 1, 1),
        end=date(2023, 9, 30),
        note=invented("Read with the owners: three goals were moved, with reasons."),
        head=writing.position,
    )


def _asked(writing: Writing) -> AcknowledgeFlag:
    known = flags.of_goal(writing.rows, writing.workspace_id, G6, writing.position)
    return AcknowledgeFlag(
        goal_id=G6,
        flag=FlagId.R01,
        note=invented("Asked the owner: the board knew by phone. Easings need a second person since."),
        raised=frozenset((each.flag, each.kept.event_ids[-1]) for each in known),
    )

"""What is refused about goals."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from goals.errors import Fault, Incomplete, NotFound, Refused, Unprocessable
from goals.quantity import plain
from goals.vocabulary import Anchor, BaselineState, Direction, GoalState, Outcome

SHORTEST_REASON = 10


class GoalExists(Refused):
    """A goal with this id was created before."""

    def __init__(self, goal_id: str) -> None:
        super().__init__(f"The goal {goal_id} was created already.")


class GoalIsDraft(Refused):
    """This can only be done to a goal that is pursued, and this one is still being written."""

    mend = "Activate it, then send this again."

    def __init__(self, wish: str) -> None:
        super().__init__(f"The goal is a draft and cannot be {wish}: activate it first.")


class DraftIsEdited(Refused):
    """Only a promise can be retargeted, and this goal was not activated yet."""

    mend = "Change it with PATCH: no reason is asked for."

    def __init__(self) -> None:
        super().__init__("The goal is a draft, and nothing was promised yet: edit it instead of retargeting.")


class GoalIsActive(Refused):
    """The goal is pursued already, and this is for one that is not."""

    mend = "Read its state: what is asked for was done before, or another goal was meant."

    def __init__(self, wish: str) -> None:
        super().__init__(f"The goal is active and cannot be {wish}.")


class GoalIsPaused(Refused):
    """Nobody pursues the goal just now, and this needs somebody who does."""

    mend = "Resume it, then send this again."

    def __init__(self, wish: str) -> None:
        super().__init__(f"The goal is paused and cannot be {wish}: resume it first.")


class GoalIsClosed(Refused):
    """The goal has its outcome, and stays as it was then."""

    mend = "Reopen it with a reason, or make a new goal."

    def __init__(self, wish: str) -> None:
        super().__init__(f"The goal is closed and cannot be {wish}: reopen it first.")


class GoalIsArchived(Refused):
    """The goal was put away after it was closed, and stays as it was then."""

    mend = "Make a new goal: an archived one is never changed."

    def __init__(self, wish: str) -> None:
        super().__init__(f"The goal is archived and cannot be {wish}.")


class GoalIsPausedAlready(Refused):
    """It was paused before, and has not been resumed since."""

    mend = "Nothing is to be done; `resume` ends the pause."

    def __init__(self) -> None:
        super().__init__("The goal is paused already.")


class GoalIsClosedAlready(Refused):
    """It was closed before, perhaps with another outcome."""

    mend = "To give it another outcome, reopen it with a reason, then close it anew."

    def __init__(self, outcome: Outcome | None) -> None:
        super().__init__(f"The goal is closed already, as {outcome}: reopen it to close it otherwise.")


class GoalIsPursued(Refused):
    """Only what is over can be archived, and this goal has no outcome yet."""

    mend = "Close it first: `abandoned` is an outcome too."

    def __init__(self) -> None:
        super().__init__("The goal is still pursued and cannot be archived: close it first.")


class UseARetarget(Refused):
    """What a goal is measured by is edited only while it is a draft; after that it is moved."""

    mend = "POST it to the goal's `retargets`, with a reason."

    def __init__(self, state: GoalState, field: str) -> None:
        super().__init__(
            f"The goal is {state}, so its {field} cannot be edited: use a retarget, and say why.",
            pointer=f"/{field}",
        )


class GoalIsIncomplete(Incomplete):
    """A goal is activated when it can be judged: something to judge it by is missing."""

    mend = "Give what each of `errors` names with PATCH, then activate it."

    def __init__(self, missing: Sequence[Fault]) -> None:
        named = ", ".join(fault.pointer.lstrip("/") for fault in missing)
        super().__init__(f"The goal cannot be activated before it has: {named}.", tuple(missing))


class ActiveGoalNeeds(Unprocessable):
    """The change would take away what a pursued goal is judged by."""

    mend = "Give another value in its place, or leave it as it is."

    def __init__(self, missing: Fault) -> None:
        super().__init__(f"An active goal is not left without it. {missing.detail}", pointer=missing.pointer)


class NoSuchReference(NotFound):
    """Something named in the request is not in this workspace."""

    mend = "Correct the id that `errors` points at; ids of other workspaces are unknown here."


class ContainerIsFull(Refused):
    """Its container allows no more goals to be active at once."""

    mend = "Close or pause one of those named, or have the container's limit raised."

    def __init__(self, container_id: str, *, allowed: int, active: Sequence[str], pointer: str = "") -> None:
        super().__init__(
            f"The container {container_id} allows {allowed} active at once, and has {', '.join(active)}:"
            " close or pause one first.",
            pointer=pointer,
        )


class TargetCannotBe(Unprocessable):
    """The target does not fit the goal's direction, its unit, or its own other members."""

    mend = "`errors` says what is in the way; give another target."

    def __init__(self, why: str, *, pointer: str = "/target") -> None:
        super().__init__(why, pointer=pointer)


class TargetIsBaseline(Unprocessable):
    """Between the baseline and an equal target there is no way to measure progress on."""

    mend = "Give another target, or one of the directions `maintain`, `at_least` and `at_most`."

    def __init__(self, baseline: Decimal, *, pointer: str = "/target") -> None:
        super().__init__(
            f"The target is equal to the baseline, {plain(baseline)}, so there is no way to go: give another"
            " target, or the direction maintain, at_least or at_most.",
            pointer=pointer,
        )


class TargetContradictsDirection(Unprocessable):
    """The target lies where the direction does not lead, or is of a kind it does not have."""

    mend = "Give another target, or send the direction along with it."

    def __init__(self, why: str, *, pointer: str = "/target") -> None:
        super().__init__(f"{why} Give another target, or say the direction as well.", pointer=pointer)


class TargetNotInPercent(Unprocessable):
    """Percentage points are a distance between percentages, and the KPI is measured in something else."""

    mend = "Say it as `relative_percent` or `delta`."

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} Say it as relative_percent or delta.", pointer="/target/kind")


class BaselineCannotBe(Unprocessable):
    """A baseline that is known or assumed has a value, and no other has one."""

    mend = "Give `value` with the states `known` and `assumed`, and only with them."

    def __init__(self, why: str, *, pointer: str = "/baseline") -> None:
        super().__init__(why, pointer=pointer)


class BaselineIsKnown(Refused):
    """It was established before; to change it now moves the goalposts."""

    mend = "POST it to the goal's `retargets`, with a reason."

    def __init__(self, value: Decimal | None) -> None:
        shown = "" if value is None else f", {plain(value)}"
        super().__init__(f"The baseline is known already{shown}: to change it, use a retarget, and say why.")


class BaselineIsAssumed(Refused):
    """The target was promised from the value assumed; with another one the goalposts move."""

    mend = "POST it to the goal's `retargets`, with a reason; here only the value assumed is confirmed."

    def __init__(self, value: Decimal | None) -> None:
        shown = "" if value is None else f", {plain(value)}"
        super().__init__(
            f"The goal is pursued from an assumed baseline{shown}: to change it, use a retarget, and say why.",
            pointer="/value",
        )


class GoalCannotHaveBaseline(Unprocessable):
    """With this baseline the goal's target or direction would make no sense."""

    mend = "Check the value; if it is right, retarget the goal first."

    def __init__(self, value: Decimal, why: str) -> None:
        super().__init__(f"The goal cannot have the baseline {plain(value)}. {why}", pointer="/value")


class BaselineIsNotYetKnown(Refused):
    """To say for the first time where a goal began is no retarget."""

    mend = "POST it to the goal's `baseline`: no reason is asked for."

    def __init__(self, state: BaselineState) -> None:
        super().__init__(f"The baseline is {state}: establish it, which is no retarget.", pointer="/baseline")


class ToleranceCannotBe(Unprocessable):
    """How far a value may stray from what is maintained is an amount above zero."""

    mend = "Give an amount above zero, in the KPI's unit."

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} Give one above zero.", pointer="/tolerance")


class LevelsCannotBe(Unprocessable):
    """Commit, target and stretch lie in this order in the goal's direction, and these do not."""

    mend = "Order them, or leave the levels out."

    def __init__(self, why: str, *, pointer: str = "/levels") -> None:
        super().__init__(why, pointer=pointer)


class WeightOutOfRange(Unprocessable):
    """A goal's share in its container's roll-up cannot be below zero."""

    mend = "Give zero or more; zero leaves it out of the roll-up."

    def __init__(self, weight: Decimal, *, pointer: str = "/weight") -> None:
        super().__init__(f"A weight is zero or more, not {plain(weight)}.", pointer=pointer)


class WindowCannotBe(Unprocessable):
    """The members of the window contradict each other, or name no days that exist."""

    mend = "Give `start` and one of `end`, `duration` and `deadline`; or `period` alone; or `anchor` with `duration`."

    def __init__(self, why: str) -> None:
        super().__init__(why, pointer="/window")


class WindowEndsBeforeItStarts(Unprocessable):
    """A window's last day cannot lie before its first."""

    mend = "Give a later end, or an earlier start."

    def __init__(self, *, start: date, end: date, field: str) -> None:
        super().__init__(
            f"The window starts on {start} and cannot end before, on {end}: give a later end.",
            pointer=f"/window/{field}",
        )


class PathCannotBe(Unprocessable):
    """The points of the path are not in the order of their days, or do not end with the window."""

    mend = "Give all points anew, up to the window's last day."

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} Give the path anew, up to the window's last day.", pointer="/target/points")


class PathNeedsFixedDays(Unprocessable):
    """The points of a path are days, and the window's are not known before its anchor is recorded."""

    mend = "Give the window a start, or a target of another kind."

    def __init__(self, anchor: Anchor) -> None:
        super().__init__(
            f"A path has fixed days, and the window waits for the {anchor}: give the window a start.",
            pointer="/target",
        )


class UnitsMixed(Unprocessable):
    """Amounts in one unit would be compared with amounts in another, or one currency with another."""

    mend = "Give all that is in the former unit anew, in the KPI's."

    def __init__(self, before: str, after: str, *, pointer: str) -> None:
        super().__init__(
            f"The KPI is measured in {after}, and this is still in {before}: give it anew.", pointer=pointer
        )


class DayInFuture(Unprocessable):
    """It is told as having happened, and its day has not come in this workspace's zone."""

    mend = "Give today or an earlier day; `GET /v1/clock` says what time it is there."

    def __init__(self, day: date, today: date, *, pointer: str) -> None:
        super().__init__(f"Today is {today}, and {day} has not come: give a day that has.", pointer=pointer)


class ReasonTooShort(Unprocessable):
    """Whoever reads the trail later has only these words, and they are too few."""

    mend = "Say why in a whole sentence."

    def __init__(self) -> None:
        super().__init__(f"Say why the goalposts move, in at least {SHORTEST_REASON} characters.", pointer="/reason")


class DayBeforeActivation(Unprocessable):
    """It is told of a goal that was pursued, on a day when it was still being written."""

    mend = "Give the day of its activation or a later one."

    def __init__(self, day: date, activated_on: date, *, pointer: str) -> None:
        super().__init__(
            f"The goal was activated on {activated_on}, so that was not on {day}: give a later day.", pointer=pointer
        )


class KpiUnitChanged(Refused):
    """Its KPI was given another unit while the goal was closed, and the goal is still told in the former one."""

    mend = "Make a new goal, in the KPI's present unit."

    def __init__(self, before: str, after: str) -> None:
        super().__init__(
            f"The goal is told in {before}, and its KPI is measured in {after} since: make a new goal instead."
        )


class SuccessorIsOver(Refused):
    """The goal that should take its place was archived, or gave its own place to another."""

    mend = "Name a goal that still stands, such as the one that took the successor's place."

    def __init__(self, goal_id: str, over: str) -> None:
        super().__init__(
            f"The goal {goal_id} is {over} and takes no other's place: name another.", pointer="/by_goal_id"
        )


class GoalIsCommitted(Refused):
    """It was committed before, or made so, and there is no step beyond."""

    mend = "Nothing is to be done."

    def __init__(self) -> None:
        super().__init__("The goal is committed already: only a preliminary goal can be committed.")


class OutcomeNeedsSuccessor(Unprocessable):
    """Only the goal that takes its place makes a goal superseded."""

    mend = "POST to the goal's `supersede`, naming that goal."

    def __init__(self) -> None:
        super().__init__(
            f"A goal is {Outcome.SUPERSEDED} by another goal: supersede it, naming that goal.",
            pointer="/outcome",
        )


class SupersededByItself(Unprocessable):
    """The goal named as its successor is the goal itself."""

    mend = "Name the goal that takes its place."

    def __init__(self) -> None:
        super().__init__("A goal cannot take its own place: name another goal.", pointer="/by_goal_id")


class NothingAssessed(Unprocessable):
    """A check-in without a confidence, a status and a story tells nobody anything."""

    mend = "Give at least one of them."

    def __init__(self) -> None:
        super().__init__("A check-in says something: give a confidence, a status or a story.")


class ConfidenceOutOfRange(Unprocessable):
    """How sure somebody is lies between not at all, 0, and entirely, 1."""

    mend = "Give a share such as 0.7, not a percentage."

    def __init__(self, confidence: Decimal) -> None:
        super().__init__(f"Confidence is between 0 and 1, not {plain(confidence)}.", pointer="/confidence")


class StatusIsNotAnAssessment(Unprocessable):
    """Some words for health follow from the readings alone, and this is one of them."""

    mend = "Say `on_track`, `at_risk` or `off_track`."

    def __init__(self, status: str) -> None:
        super().__init__(
            f"{status} is derived, never said: an owner's status is on_track, at_risk or off_track.",
            pointer="/status",
        )


class AlignedWithItself(Unprocessable):
    """A goal was to serve itself."""

    mend = "Name another goal as its parent."

    def __init__(self, *, pointer: str) -> None:
        super().__init__("A goal cannot serve itself: name another goal.", pointer=pointer)


class AlignmentCycle(Refused):
    """The goal named as parent serves this one, directly or not, and the two would serve each other."""

    mend = "Name another parent, or unalign the other way first."

    def __init__(self, parent_id: str, *, pointer: str) -> None:
        super().__init__(
            f"The goal {parent_id} serves this one already, and cannot be served by it too: name another.",
            pointer=pointer,
        )


class ShareOutOfRange(Unprocessable):
    """What a goal contributes to another is a share of the whole, from 0 to 1."""

    mend = "Give a share such as 0.25, not a percentage."

    def __init__(self, weight: Decimal, *, pointer: str) -> None:
        super().__init__(f"The weight of a contribution is between 0 and 1, not {plain(weight)}.", pointer=pointer)


class SupportHasNoWeight(Unprocessable):
    """Only contributions are added up; what supports a goal counts for nothing in it."""

    mend = "Leave the weight out, or say `contributes`."

    def __init__(self, *, pointer: str) -> None:
        super().__init__(
            "A goal that only supports another has no weight: leave it out, or say contributes.",
            pointer=pointer,
        )


class LevelsNeedATarget(Unprocessable):
    """Commit and stretch lie beside a target in one direction, and this goal has no target, or no one way to go."""

    mend = "Leave the levels out, or give the goal a target and a direction other than `maintain`."

    def __init__(self, direction: Direction | None) -> None:
        told = "without a direction" if direction is None else f"to {direction}"
        super().__init__(f"A goal {told} has no levels beside its target: leave them out.", pointer="/levels")

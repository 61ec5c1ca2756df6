"""What is refused about goals."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from goals.errors import Fault, Incomplete, NotFound, Refused, Unprocessable
from goals.quantity import plain
from goals.vocabulary import Anchor, BaselineState, Direction, GoalState, Outcome

SHORTEST_REASON = 10


class GoalExists(Refused):
    def __init__(self, goal_id: str) -> None:
        super().__init__(f"The goal {goal_id} was created already.")


class GoalIsDraft(Refused):
    def __init__(self, wish: str) -> None:
        super().__init__(f"The goal is a draft and cannot be {wish}: activate it first.")


class DraftIsEdited(Refused):
    def __init__(self) -> None:
        super().__init__("The goal is a draft, and nothing was promised yet: edit it instead of retargeting.")


class GoalIsActive(Refused):
    def __init__(self, wish: str) -> None:
        super().__init__(f"The goal is active and cannot be {wish}.")


class GoalIsPaused(Refused):
    def __init__(self, wish: str) -> None:
        super().__init__(f"The goal is paused and cannot be {wish}: resume it first.")


class GoalIsClosed(Refused):
    def __init__(self, wish: str) -> None:
        super().__init__(f"The goal is closed and cannot be {wish}: reopen it first.")


class GoalIsArchived(Refused):
    def __init__(self, wish: str) -> None:
        super().__init__(f"The goal is archived and cannot be {wish}.")


class GoalIsPausedAlready(Refused):
    def __init__(self) -> None:
        super().__init__("The goal is paused already.")


class GoalIsClosedAlready(Refused):
    def __init__(self, outcome: Outcome | None) -> None:
        super().__init__(f"The goal is closed already, as {outcome}: reopen it to close it otherwise.")


class GoalIsPursued(Refused):
    def __init__(self) -> None:
        super().__init__("The goal is still pursued and cannot be archived: close it first.")


class UseARetarget(Refused):
    """A controlled field of a goal that was activated is not edited."""

    def __init__(self, state: GoalState, field: str) -> None:
        super().__init__(
            f"The goal is {state}, so its {field} cannot be edited: use a retarget, and say why.",
            pointer=f"/{field}",
        )


class GoalIsIncomplete(Incomplete):
    def __init__(self, missing: Sequence[Fault]) -> None:
        named = ", ".join(fault.pointer.lstrip("/") for fault in missing)
        super().__init__(f"The goal cannot be activated before it has: {named}.", tuple(missing))


class ActiveGoalNeeds(Unprocessable):
    def __init__(self, missing: Fault) -> None:
        super().__init__(f"An active goal is not left without it. {missing.detail}", pointer=missing.pointer)


class NoSuchReference(NotFound):
    """Something named in the request is not in this workspace."""


class ContainerIsFull(Refused):
    def __init__(self, container_id: str, *, allowed: int, active: Sequence[str], pointer: str = "") -> None:
        super().__init__(
            f"The container {container_id} allows {allowed} active at once, and has {', '.join(active)}:"
            " close or pause one first.",
            pointer=pointer,
        )


class TargetCannotBe(Unprocessable):
    def __init__(self, why: str, *, pointer: str = "/target") -> None:
        super().__init__(why, pointer=pointer)


class TargetIsBaseline(Unprocessable):
    def __init__(self, baseline: Decimal, *, pointer: str = "/target") -> None:
        super().__init__(
            f"The target is equal to the baseline, {plain(baseline)}, so there is no way to go: give another"
            " target, or the direction maintain, at_least or at_most.",
            pointer=pointer,
        )


class TargetContradictsDirection(Unprocessable):
    def __init__(self, why: str, *, pointer: str = "/target") -> None:
        super().__init__(f"{why} Give another target, or say the direction as well.", pointer=pointer)


class TargetNotInPercent(Unprocessable):
    def __init__(self, why: str) -> None:
        super().__init__(f"{why} Say it as relative_percent or delta.", pointer="/target/kind")


class BaselineCannotBe(Unprocessable):
    def __init__(self, why: str, *, pointer: str = "/baseline") -> None:
        super().__init__(why, pointer=pointer)


class BaselineIsKnown(Refused):
    def __init__(self, value: Decimal | None) -> None:
        shown = "" if value is None else f", {plain(value)}"
        super().__init__(f"The baseline is known already{shown}: to change it, use a retarget, and say why.")


class GoalCannotHaveBaseline(Unprocessable):
    def __init__(self, value: Decimal, why: str) -> None:
        super().__init__(f"The goal cannot have the baseline {plain(value)}. {why}", pointer="/value")


class BaselineIsNotYetKnown(Refused):
    def __init__(self, state: BaselineState) -> None:
        super().__init__(f"The baseline is {state}: establish it, which is no retarget.", pointer="/baseline")


class ToleranceCannotBe(Unprocessable):
    def __init__(self, why: str) -> None:
        super().__init__(f"{why} Give one above zero.", pointer="/tolerance")


class LevelsCannotBe(Unprocessable):
    def __init__(self, why: str, *, pointer: str = "/levels") -> None:
        super().__init__(why, pointer=pointer)


class WeightOutOfRange(Unprocessable):
    def __init__(self, weight: Decimal, *, pointer: str = "/weight") -> None:
        super().__init__(f"A weight is zero or more, not {plain(weight)}.", pointer=pointer)


class WindowCannotBe(Unprocessable):
    def __init__(self, why: str) -> None:
        super().__init__(why, pointer="/window")


class WindowEndsBeforeItStarts(Unprocessable):
    def __init__(self, *, start: date, end: date, field: str) -> None:
        super().__init__(
            f"The window starts on {start} and cannot end before, on {end}: give a later end.",
            pointer=f"/window/{field}",
        )


class PathCannotBe(Unprocessable):
    def __init__(self, why: str) -> None:
        super().__init__(f"{why} Give the path anew, up to the window's last day.", pointer="/target/points")


class PathNeedsFixedDays(Unprocessable):
    def __init__(self, anchor: Anchor) -> None:
        super().__init__(
            f"A path has fixed days, and the window waits for the {anchor}: give the window a start.",
            pointer="/target",
        )


class UnitsMixed(Unprocessable):
    """One goal never mixes two units, or two currencies."""

    def __init__(self, before: str, after: str, *, pointer: str) -> None:
        super().__init__(
            f"The KPI is measured in {after}, and this is still in {before}: give it anew.", pointer=pointer
        )


class DayInFuture(Unprocessable):
    def __init__(self, day: date, today: date, *, pointer: str) -> None:
        super().__init__(f"Today is {today}, and {day} has not come: give a day that has.", pointer=pointer)


class ReasonTooShort(Unprocessable):
    def __init__(self) -> None:
        super().__init__(f"Say why the goalposts move, in at least {SHORTEST_REASON} characters.", pointer="/reason")


class GoalIsCommitted(Refused):
    def __init__(self) -> None:
        super().__init__("The goal is committed already: only a preliminary goal can be committed.")


class OutcomeNeedsSuccessor(Unprocessable):
    def __init__(self) -> None:
        super().__init__(
            f"A goal is {Outcome.SUPERSEDED} by another goal: supersede it, naming that goal.",
            pointer="/outcome",
        )


class SupersededByItself(Unprocessable):
    def __init__(self) -> None:
        super().__init__("A goal cannot take its own place: name another goal.", pointer="/by_goal_id")


class NothingAssessed(Unprocessable):
    def __init__(self) -> None:
        super().__init__("A check-in says something: give a confidence, a status or a story.")


class ConfidenceOutOfRange(Unprocessable):
    def __init__(self, confidence: Decimal) -> None:
        super().__init__(f"Confidence is between 0 and 1, not {plain(confidence)}.", pointer="/confidence")


class StatusIsNotAnAssessment(Unprocessable):
    def __init__(self, status: str) -> None:
        super().__init__(
            f"{status} is derived, never said: an owner's status is on_track, at_risk or off_track.",
            pointer="/status",
        )


class AlignedWithItself(Unprocessable):
    def __init__(self, *, pointer: str) -> None:
        super().__init__("A goal cannot serve itself: name another goal.", pointer=pointer)


class AlignmentCycle(Refused):
    def __init__(self, parent_id: str, *, pointer: str) -> None:
        super().__init__(
            f"The goal {parent_id} serves this one already, and cannot be served by it too: name another.",
            pointer=pointer,
        )


class ShareOutOfRange(Unprocessable):
    def __init__(self, weight: Decimal, *, pointer: str) -> None:
        super().__init__(f"The weight of a contribution is between 0 and 1, not {plain(weight)}.", pointer=pointer)


class SupportHasNoWeight(Unprocessable):
    def __init__(self, *, pointer: str) -> None:
        super().__init__(
            "A goal that only supports another has no weight: leave it out, or say contributes.",
            pointer=pointer,
        )


class LevelsNeedATarget(Unprocessable):
    def __init__(self, direction: Direction | None) -> None:
        told = "without a direction" if direction is None else f"to {direction}"
        super().__init__(f"A goal {told} has no levels beside its target: leave them out.", pointer="/levels")

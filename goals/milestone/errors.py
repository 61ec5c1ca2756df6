"""What is refused about milestones."""

from decimal import Decimal

from goals.errors import Refused, Unprocessable
from goals.quantity import plain


class MilestoneExists(Refused):
    """A milestone with this id was added before."""

    def __init__(self, milestone_id: str) -> None:
        super().__init__(f"The milestone {milestone_id} was added already.")


class MilestoneIsDone(Refused):
    """It was completed, and stays as it was then."""

    mend = "Reopen it with a reason, then send this again."

    def __init__(self, wish: str) -> None:
        super().__init__(f"The milestone is done and cannot be {wish}: reopen it first.")


class MilestoneIsDropped(Refused):
    """It was given up, and stays as it was then."""

    mend = "Reopen it with a reason, then send this again."

    def __init__(self, wish: str) -> None:
        super().__init__(f"The milestone was dropped and cannot be {wish}: reopen it first.")


class MilestoneIsUnderWay(Refused):
    """Only what is done or dropped can be reopened."""

    mend = "Nothing is to be done."

    def __init__(self) -> None:
        super().__init__("The milestone is neither done nor dropped: there is nothing to reopen.")


class StageIsDone(Refused):
    """Each stage is done once, and this one was."""

    mend = "Name a stage that is not done yet; the milestone's `entries` tell which are."

    def __init__(self, stage: str) -> None:
        super().__init__(f"The stage {stage!r} is done already: name another.", pointer="/stage")


class NoSuchStage(Unprocessable):
    """The name is not one of the milestone's stages."""

    mend = "Name one of its stages as they are written; `detail` has them all."

    def __init__(self, stage: str, stages: tuple[str, ...]) -> None:
        super().__init__(f"The milestone has no stage {stage!r}: name one of {', '.join(stages)}.", pointer="/stage")


class StageIsMissing(Unprocessable):
    """The milestone is staged, and the request does not say which stage was done."""

    mend = "Give `stage` instead of `amount`."

    def __init__(self) -> None:
        super().__init__("A staged milestone progresses by a stage: name it.", pointer="/stage")


class StageDoesNotCount(Unprocessable):
    """The milestone is not staged, and the request names a stage."""

    mend = "Give `amount` instead of `stage`."

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"A {kind} milestone has no stages: leave the stage out, and give an amount.", pointer="/stage"
        )


class AmountIsMissing(Unprocessable):
    """The milestone is counted, and the request does not say how much was done."""

    mend = "Give `amount`."

    def __init__(self, kind: str) -> None:
        super().__init__(f"A {kind} milestone progresses by an amount: give it.", pointer="/amount")


class AmountDoesNotCount(Unprocessable):
    """The milestone is staged, and the request gives an amount."""

    mend = "Give `stage` instead of `amount`."

    def __init__(self) -> None:
        super().__init__("A staged milestone progresses by a stage, not by an amount: leave it out.", pointer="/amount")


class AmountIsNotAboveZero(Unprocessable):
    """Progress only adds; what was done is not undone by a negative amount."""

    mend = "Give an amount above zero; to change how many are required, rescope it."

    def __init__(self, amount: Decimal) -> None:
        super().__init__(f"What was done is more than nothing, not {plain(amount)}.", pointer="/amount")


class KindHasNoProgress(Refused):
    """A deliverable is done or not, and a measured milestone follows its KPI."""

    mend = "Complete the deliverable, or record a reading of the KPI."

    def __init__(self, kind: str) -> None:
        mend = "record a reading of its KPI" if kind == "measured" else "complete it when it is done"
        super().__init__(f"A {kind} milestone has no progress to record: {mend}.")


class KindStays(Refused):
    """What kind of milestone it is was decided when it was added."""

    mend = "Drop it with a reason, and add another."

    def __init__(self, before: str, after: str) -> None:
        super().__init__(
            f"A {before} milestone cannot become a {after} one: drop it, and add another.", pointer="/kind"
        )


class CountIsNotAboveZero(Unprocessable):
    """As many as nothing, or fewer, cannot be required."""

    mend = "Give a number above zero, or null while nobody knows."

    def __init__(self, count: Decimal, *, pointer: str, mend: str = "give a number above zero") -> None:
        super().__init__(f"So many are to be done, and {plain(count)} is none: {mend}.", pointer=pointer)


class CountIsBelowZero(Unprocessable):
    """Nothing at all is the least that can be allowed."""

    mend = "Give zero or a number above it."

    def __init__(self, count: Decimal) -> None:
        super().__init__(f"At most {plain(count)} is less than nothing: give zero or more.", pointer="/count")


class NothingTellsProgress(Unprocessable):
    """Neither a baseline nor a direction says which way the KPI should move, so no reading would tell progress."""

    mend = "Give the direction, or a baseline with its value."

    def __init__(self) -> None:
        super().__init__(
            "Which way to the target lies follows from nothing that was said: give a direction, or a baseline.",
            pointer="/direction",
        )


class StagesCannotBe(Unprocessable):
    """There is no stage, two have one name, or one weighs nothing."""

    mend = "`errors` says what is in the way; give all stages anew."

    def __init__(self, why: str, *, pointer: str = "/stages") -> None:
        super().__init__(why, pointer=pointer)

"""What is refused about milestones."""

from decimal import Decimal

from goals.errors import Refused, Unprocessable
from goals.quantity import plain


class MilestoneExists(Refused):
    def __init__(self, milestone_id: str) -> None:
        super().__init__(f"The milestone {milestone_id} was added already.")


class MilestoneIsDone(Refused):
    def __init__(self, wish: str) -> None:
        super().__init__(f"The milestone is done and cannot be {wish}: reopen it first.")


class MilestoneIsDropped(Refused):
    def __init__(self, wish: str) -> None:
        super().__init__(f"The milestone was dropped and cannot be {wish}: reopen it first.")


class MilestoneIsUnderWay(Refused):
    def __init__(self) -> None:
        super().__init__("The milestone is neither done nor dropped: there is nothing to reopen.")


class StageIsDone(Refused):
    def __init__(self, stage: str) -> None:
        super().__init__(f"The stage {stage!r} is done already: name another.", pointer="/stage")


class NoSuchStage(Unprocessable):
    def __init__(self, stage: str, stages: tuple[str, ...]) -> None:
        super().__init__(f"The milestone has no stage {stage!r}: name one of {', '.join(stages)}.", pointer="/stage")


class StageIsMissing(Unprocessable):
    def __init__(self) -> None:
        super().__init__("A staged milestone progresses by a stage: name it.", pointer="/stage")


class StageDoesNotCount(Unprocessable):
    def __init__(self, kind: str) -> None:
        super().__init__(
            f"A {kind} milestone has no stages: leave the stage out, and give an amount.", pointer="/stage"
        )


class AmountIsMissing(Unprocessable):
    def __init__(self, kind: str) -> None:
        super().__init__(f"A {kind} milestone progresses by an amount: give it.", pointer="/amount")


class AmountDoesNotCount(Unprocessable):
    def __init__(self) -> None:
        super().__init__("A staged milestone progresses by a stage, not by an amount: leave it out.", pointer="/amount")


class AmountIsNotAboveZero(Unprocessable):
    def __init__(self, amount: Decimal) -> None:
        super().__init__(f"What was done is more than nothing, not {plain(amount)}.", pointer="/amount")


class KindHasNoProgress(Refused):
    def __init__(self, kind: str) -> None:
        mend = "record a reading of its KPI" if kind == "measured" else "complete it when it is done"
        super().__init__(f"A {kind} milestone has no progress to record: {mend}.")


class KindStays(Refused):
    def __init__(self, before: str, after: str) -> None:
        super().__init__(
            f"A {before} milestone cannot become a {after} one: drop it, and add another.", pointer="/kind"
        )


class CountIsNotAboveZero(Unprocessable):
    def __init__(self, count: Decimal, *, pointer: str, mend: str = "give a number above zero") -> None:
        super().__init__(f"So many are to be done, and {plain(count)} is none: {mend}.", pointer=pointer)


class StagesCannotBe(Unprocessable):
    def __init__(self, why: str, *, pointer: str = "/stages") -> None:
        super().__init__(why, pointer=pointer)

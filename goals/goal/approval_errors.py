"""What is refused about who may move the goalposts, and when."""

from datetime import date

from goals.errors import Forbidden, Refused, Unprocessable
from goals.vocabulary import ProposalState


class CycleIsClosed(Refused):
    """The goal's window lies in a period that is closed, lay in it as committed or would be moved into it: its goals
    stay as they were then."""

    mend = (
        "Have an administrator open the cycle again with later days and a reason, at `POST /v1/cycles`, then send this"
        " again. Readings, check-ins and what is done of milestones are taken in all the same."
    )

    def __init__(self, cycle: str, update_until: date) -> None:
        super().__init__(
            f"The cycle {cycle}, in which goals change through {update_until}, is closed: have it opened again first,"
            " with later days and a reason."
        )


class NoticeIsTooShort(Unprocessable):
    """What may make a goal easier is announced as many days ahead as the policy says."""

    mend = "Name the day told of or a later one, or none: then it holds from the earliest."

    def __init__(self, day: date, *, days: int, earliest: date) -> None:
        super().__init__(
            f"What may ease a goal is announced {days} days ahead, and {day} is too soon: name {earliest} or later.",
            pointer="/effective_on",
        )


class NoticeIsTooLong(Unprocessable):
    """A change is announced for a day on which the goal is still pursued: later it would only hide what is in force."""

    mend = "Name a day in the goal's window, or none: then it holds from the earliest."

    def __init__(self, day: date, *, latest: date) -> None:
        super().__init__(
            f"A change is announced for a day in the goal's window: {day} is too late, {latest} is the last.",
            pointer="/effective_on",
        )


class SelfApproval(Forbidden):
    """Whoever proposed a retarget, or had it proposed, wants to approve it too, in person or through somebody else."""

    mend = "Have it approved by somebody who is not its proposer and does not act for them."

    def __init__(self, both: str) -> None:
        super().__init__(f"{both} proposed this retarget, and four eyes see more than two: have another approve it.")


class ProposalIsSettled(Refused):
    """It was approved, rejected or withdrawn before, or lapsed because the goal was changed otherwise meanwhile."""

    mend = "Read it at `GET /v1/retargets/{id}`; if it is still wanted, propose it anew."

    def __init__(self, state: ProposalState, wish: str) -> None:
        was = "has lapsed" if state is ProposalState.LAPSED else f"was {state}"
        super().__init__(f"The proposal {was} and cannot be {wish}.")


class OtherVersionProposed(Refused):
    """An approval names the version it is for, and the proposal would make another."""

    mend = "Read the proposal again, and decide on what it proposes."

    def __init__(self, named: int, proposed: int) -> None:
        super().__init__(f"You approve version {named}, and the proposal would make version {proposed}.", pointer="/n")


class ProposalIsOutdated(Refused):
    """What it was worked out from has changed since: a KPI, an anchor, the calendar or the goal itself."""

    mend = "Have it withdrawn, and propose anew what is wanted now."

    def __init__(self, why: str) -> None:
        super().__init__(f"The proposal would not come to the same any more. {why}")


class NotTheProposer(Forbidden):
    """Only the one who proposed a retarget can take it back."""

    mend = "Have it withdrawn by its proposer, or rejected by an approver."

    def __init__(self, proposer: str) -> None:
        super().__init__(f"The retarget was proposed by {proposer}, who alone can withdraw it.")


class OnlyImportsTell(Forbidden):
    """Who proposed and who approved is seen here; told it is only of what was decided elsewhere, by an import's key."""

    mend = "Leave the field out, or import the history with a key whose actor is of the type `import`."

    def __init__(self, field: str) -> None:
        super().__init__(f"Only an import tells {field}; of others it is seen who did what.", pointer=f"/{field}")


class ProposerNeedsApprover(Unprocessable):
    """It is told who proposed what, and not who approved it: then there was no proposal."""

    mend = "Say `approved_by` too, or leave `proposed_by` out."

    def __init__(self) -> None:
        super().__init__("Where somebody proposed, somebody approved: say approved_by too.", pointer="/proposed_by")

"""What can be asked of a subject."""

from dataclasses import dataclass
from typing import Any, ClassVar

from goals.command import AtAnyTime, Decision
from goals.identity import subject_stream
from goals.sealing import Sealed, Text
from goals.subject.errors import ReasonWouldBeErased, SubjectOnHold
from goals.subject.facts import HoldPlaced, HoldReleased, SubjectErased
from goals.subject.state import Subject, evolve
from goals.surroundings import Surroundings
from goals.vocabulary import ErasureGround


@dataclass(frozen=True, kw_only=True)
class SubjectCommand(AtAnyTime):
    """About the subject `named`, in a workspace."""

    subject: ClassVar[str] = "subject"
    opens: ClassVar[bool] = True

    workspace_id: str
    named: str
    reason: Text

    @property
    def stream_id(self) -> str:
        return subject_stream(workspace_id=self.workspace_id, subject=self.named)

    def evolve(self, state: Subject | None, fact: Any) -> Subject:
        return evolve(state, fact)

    def admit(self, subject: Subject | None, around: Surroundings) -> None:
        if isinstance(self.reason, Sealed) and self.reason.subject == self.named:
            raise ReasonWouldBeErased(self.named)


@dataclass(frozen=True, kw_only=True)
class EraseSubject(SubjectCommand):
    """`is_readable` if there is a key yet that opens its text; without one nothing is left to be erased."""

    erasure_id: str
    ground: ErasureGround
    asked_by: str
    is_readable: bool

    def decide(self, subject: Subject | None, around: Surroundings) -> Decision:
        if subject is not None and subject.is_held:
            raise SubjectOnHold(self.named)
        if not self.is_readable:
            return []
        erased = SubjectErased(
            subject=self.named,
            erasure_id=self.erasure_id,
            ground=self.ground,
            asked_by=self.asked_by,
            reason=self.reason,
        )
        return [erased]


@dataclass(frozen=True, kw_only=True)
class PlaceHold(SubjectCommand):
    def decide(self, subject: Subject | None, around: Surroundings) -> Decision:
        if subject is not None and subject.is_held:
            return []
        return [HoldPlaced(subject=self.named, reason=self.reason)]


@dataclass(frozen=True, kw_only=True)
class ReleaseHold(SubjectCommand):
    def decide(self, subject: Subject | None, around: Surroundings) -> Decision:
        if subject is None or not subject.is_held:
            return []
        return [HoldReleased(subject=self.named, reason=self.reason)]

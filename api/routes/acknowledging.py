"""Acknowledging flags: an auditor has seen what was raised."""

from dataclasses import dataclass
from typing import Any

from api.contract.calls import Call
from api.contract.commands import Doing, Reply, asking_after
from api.contract.roles import Role
from api.contract.routes import Routes
from api.schemas import acknowledging as schemas
from goals.errors import NotFound
from goals.goal.commands.acknowledging import AcknowledgeFlag
from goals.vocabulary import FlagId
from goals.writing import Writing
from projections.answers import acknowledgements, flags
from projections.answers.asking import Asking

routes = Routes("acknowledgements", "Acknowledged flags")

FLAGS = {flag.value: flag for flag in FlagId}


@dataclass(frozen=True)
class Acknowledging:
    """An acknowledgement of what is raised when it is carried out."""

    goal_id: str
    flag: FlagId
    said: dict[str, Any]

    def perform(self, writing: Writing, call: Call) -> Reply:
        command = self._command(asking_after(writing, call), call)
        return Doing(
            command,
            lambda asking, receipt: acknowledgements.answer(
                asking, self.goal_id, flag=self.flag, event_id=command.about
            ),
        ).perform(writing, call)

    def _command(self, asking: Asking, call: Call) -> AcknowledgeFlag:
        raised = flags.of_goal(asking, self.goal_id)
        if raised is None:
            raise NotFound("goal", self.goal_id)
        return AcknowledgeFlag(
            goal_id=self.goal_id,
            flag=self.flag,
            raised=frozenset((FLAGS[each["flag"]], each["event_ids"][-1]) for each in raised),
            noted=acknowledgements.noted(asking, self.goal_id, by=call.asked.actor, note=self.said["note"]),
            **self.said,
        )


@routes.command(
    "POST",
    "/v1/goals/{goal_id}/flags/{flag:string}/acknowledge",
    Role.AUDITOR,
    body=schemas.AcknowledgeFlag(),
    answer=schemas.AcknowledgedAnswer(),
)
def acknowledge(call: Call, goal_id: str, flag: str) -> Acknowledging:
    """Note that a flag was seen, and what was found. It stays raised."""
    if flag not in FLAGS:
        raise NotFound("flag", flag)
    return Acknowledging(goal_id, FLAGS[flag], call.body)

"""Commands carried out one after another: given commands, when a command, then the facts of all streams it touched."""

from dataclasses import dataclass

from goals.command import Command
from goals.facts import Fact
from tests.given import Story, Told, given


@dataclass(frozen=True)
class Acting:
    story: Story

    @property
    def workspace_id(self) -> str:
        return self.story.workspace_id

    def given(self, *commands: Command) -> None:
        for command in commands:
            self.story.change(command)

    def when(self, command: Command) -> list[Fact]:
        """The facts that were recorded. Raises what the command is refused with."""
        return [event.fact for event in self.story.change(command)]

    def then_elsewhere(self, command: Command) -> dict[str, Fact]:
        """The last fact the command leads to in each other stream."""
        events = self.story.change(command)
        return {event.stream_id: event.fact for event in events if event.stream_id != command.stream_id}


def acting(*told: Told) -> Acting:
    """In a workspace of its own, in which these facts were recorded."""
    return Acting(given(*told))

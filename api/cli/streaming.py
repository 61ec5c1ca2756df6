"""A stream at the shell: the lines of a route of the API, one after another."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from api.cli import opening
from api.cli.asking import question_about, route_at
from api.cli.parameters import said, with_parameters
from api.cli.telling import Teller, telling
from api.contract.doors import Doors
from api.contract.routes import Route
from api.contract.streams import Snapshot, Streamed, snapshots

LINES = "Answer with a JSON document on each line, as over HTTP."


@dataclass(frozen=True)
class Stream:
    """What a route streams of a workspace. `lines` are those of its answer, each read when it is asked for.

    `snapshot` opens the moment that all of them are about.
    """

    workspace: str
    lines: Iterator[Mapping[str, Any]]
    snapshot: Snapshot


def streams(path: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Makes `command(teller, stream, …)` a command with the parameters of the stream's route at `path` as its options.

    No snapshot stays open between two lines, however long somebody looks at one.
    """
    route = route_at(path)

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def run(teller: Teller, /, **told: Any) -> None:
            workspace = told.pop("workspace")
            asked, rest = said(told)
            with opening.doors() as doors:
                command(teller, stream_of(doors, workspace, route, asked), **rest)

        return opening.workspace_option(with_parameters(telling(run, as_json=LINES), route.params))

    return decorate


def stream_of(doors: Doors, workspace: str, route: Route, asked: Mapping[str, str]) -> Stream:
    """Raises Failed for all that can be wrong with the question."""
    with question_about(doors, workspace, route, asked) as question:
        found: Streamed = question.found()
        snapshot = snapshots(doors, question.asking.workspace_id, question.moment)
    return Stream(workspace, found.lines(snapshot), snapshot)

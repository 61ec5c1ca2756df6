"""A question at the shell: what a route of the API answers, to somebody who has the database and needs no key."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any

from marshmallow import ValidationError

from api.cli import opening
from api.cli.parameters import failed, said, with_parameters
from api.cli.telling import Failed, Teller, telling
from api.contract import fields, moments
from api.contract.calls import loaded
from api.contract.doors import Doors
from api.contract.moments import MomentParams
from api.contract.pages import Listed, Page
from api.contract.problems import Problem
from api.contract.routes import Route
from api.routes import ALL
from projections.answers import goal_names
from projections.answers.asking import Asking

PAGE = 1000
MOMENT = ("as_of", "on")


@dataclass(frozen=True)
class Question:
    """A route, what was said for its parameters, and one snapshot of the moment it is about."""

    route: Route
    said: Mapping[str, str]
    asking: Asking

    def answer(self, said: Mapping[str, str] | None = None, **variables: str) -> dict[str, Any]:
        """What the route's view answers; `said` are parameters beside those of the command line. Raises Failed."""
        params = loaded(self.route.params, {**self.said, **(said or {})})
        found: dict[str, Any] | None = self.route.view(self.asking, params, **variables)
        if found is None:
            raise self._absent()
        return found

    def items(self, **variables: str) -> Iterator[Any]:
        """Every item of the route's list, page by page. Raises Failed."""
        params = loaded(self.route.params, self.said)
        order, after = params.get("sort", self.route.default_order), None
        while True:
            page = Page(limit=PAGE, order=order, after=after)
            found: Listed | None = self.route.view(self.asking, params, page, **variables)
            if found is None:
                raise self._absent()
            yield from found.items
            if found.after is None:
                return
            after = found.after

    def goal_id(self, named: str) -> str:
        """The id of the goal with this id or exact title. Raises Failed."""
        try:
            return str(fields.Id().deserialize(named))
        except ValidationError:
            found = goal_names.called(self.asking, named)
        if not found:
            raise Failed(f"There is no goal with the id or title {named!r}.", code="not-found")
        if len(found) > 1:
            raise Failed(f"Several goals are called {named!r}: {', '.join(found)}.", code="ambiguous-title")
        return found[0]

    def title(self, goal_id: str) -> str:
        """What people call a goal; its id where that was erased."""
        return goal_names.title_of(self.asking, goal_id) or goal_id

    def _absent(self) -> Failed:
        sentence = f"There is no such thing in this workspace, as of position {self.asking.position}."
        return Failed(sentence, code="not-found")


def route_at(path: str) -> Route:
    """The route that is asked at a path."""
    return next(route for routes in ALL for route in routes.declared if (route.method, route.path) == ("GET", path))


def asks(path: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Makes `command(teller, question, …)` a command with the parameters of the route at `path` as its options."""
    route = route_at(path)

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def run(teller: Teller, workspace: str, **told: Any) -> None:
            asked, rest = said(told)
            with opening.doors() as doors, _question(doors, workspace, route, asked) as question:
                command(teller, question, **rest)

        return opening.workspace_option(with_parameters(telling(run), route.params))

    return decorate


@contextmanager
def _question(doors: Doors, workspace: str, route: Route, asked: Mapping[str, str]) -> Iterator[Question]:
    workspace_id, _ = doors.hub.workspace_named(workspace)
    try:
        named = loaded(MomentParams(), {name: asked[name] for name in MOMENT if name in asked})
        with doors.database.reading() as rows:
            moment = moments.asked(rows, workspace_id, named)
            asking = doors.asking(rows, workspace_id, position=moment.position, as_of=moment.as_of, on=moment.on)
            yield Question(route, asked, asking)
    except Problem as problem:
        raise failed(problem) from None

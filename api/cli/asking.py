"""A question at the shell: what a route of the API answers, to somebody who has the database and needs no key."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from marshmallow import ValidationError

from api.cli import opening
from api.cli.parameters import failed, said, with_parameters
from api.cli.taking import TABLE, taking, with_forms
from api.cli.telling import MISUSED, Failed, Teller, telling
from api.contract import accesses, fields, moments
from api.contract.accesses import Who
from api.contract.calls import loaded
from api.contract.doors import Doors
from api.contract.files import Whole
from api.contract.moments import Moment, MomentParams
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
    """A route, what was said for its parameters, and one snapshot of the moment it is about.

    Where the route is, it is noted in the access log before it is answered.
    """

    doors: Doors
    route: Route
    said: Mapping[str, str]
    moment: Moment
    asking: Asking
    together: int = PAGE

    def answer(self, said: Mapping[str, str] | None = None, **variables: str) -> dict[str, Any]:
        """What the route's view answers; `said` are parameters beside those of the command line. Raises Failed."""
        answer: dict[str, Any] = self.found(said, **variables)
        return answer

    def found(self, said: Mapping[str, str] | None = None, **variables: str) -> Any:
        """What the route's view returns, be it an answer or a stream of lines. Raises Failed."""
        params = loaded(self.route.params, {**self.said, **(said or {})})
        self._note(variables)
        found = self.route.view(self.asking, params, **variables)
        if found is None:
            raise self._absent()
        return found

    def items(self, **variables: str) -> Iterator[Any]:
        """Every item of the route's list, page by page. Raises Failed."""
        params = loaded(self.route.params, self.said)
        self._note(variables)
        order, after = params.get("sort", self.route.default_order), None
        while True:
            page = Page(limit=self.together, order=order, after=after)
            found: Listed | None = self.route.view(self.asking, params, page, **variables)
            if found is None:
                raise self._absent()
            yield from found.items
            if found.after is None:
                return
            after = found.after

    def whole(self) -> Whole:
        """All of the route's list, to be taken away."""
        assert self.route.sheet is not None, f"{self.route.path} is no table"
        params = loaded(self.route.params, self.said)
        self._note({})
        return Whole(
            doors=self.doors,
            route=self.route,
            sheet=self.route.sheet,
            workspace_id=self.asking.workspace_id,
            params=params,
            variables={},
            moment=self.moment,
        )

    def at(self, path: str) -> "Question":
        """The same about another route."""
        return replace(self, route=route_at(path))

    def goal_id(self, named: str) -> str:
        """The id of the goal with this id or exact title. Raises Failed."""
        if (found := _as_id(named)) is not None:
            return found
        called = goal_names.called(self.asking, named)
        if not called:
            raise Failed(f"There is no goal with the id or title {named!r}.", code="not-found")
        if len(called) > 1:
            raise Failed(f"Several goals are called {named!r}: {', '.join(called)}.", code="ambiguous-title")
        return called[0]

    def container_id(self, said: str) -> str:
        """Raises Failed unless it can be one."""
        if (found := _as_id(said)) is None:
            raise Failed(f"--container: {said!r} is no id.", code="invalid-parameter", exit_code=MISUSED)
        return found

    def title(self, goal_id: str) -> str:
        """What people call a goal; its id where that was erased."""
        return goal_names.title_of(self.asking, goal_id) or goal_id

    def _note(self, variables: Mapping[str, str]) -> None:
        if self.route.accessed is not None:
            who = Who(workspace_id=self.asking.workspace_id, by=opening.AT_THE_SHELL)
            path = self.route.plain_path.format_map(variables)
            accesses.note(self.doors, who, action=self.route.accessed, path=path, asked=self.said)

    def _absent(self) -> Failed:
        sentence = f"There is no such thing in this workspace, as of position {self.asking.position}."
        return Failed(sentence, code="not-found")


def _as_id(said: str) -> str | None:
    try:
        return str(fields.Id().deserialize(said))
    except ValidationError:
        return None


def route_at(path: str) -> Route:
    """The route that is asked at a path."""
    return next(route for routes in ALL for route in routes.declared if (route.method, route.path) == ("GET", path))


def asks(path: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Makes `command(teller, question, …)` a command with the parameters of the route at `path` as its options.

    Where the route's list can be taken away as a file, so can the command's.
    """
    route = route_at(path)

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def run(teller: Teller, /, **told: Any) -> None:
            workspace, form, path = told.pop("workspace"), told.pop("form", TABLE), told.pop("output", None)
            asked, rest = said(told)
            file = taking(teller, form, path)
            with opening.doors() as doors, question_about(doors, workspace, route, asked) as question:
                if file is None:
                    command(teller, question, **rest)
                else:
                    file.take(question.whole(), question.said)

        options = run if route.sheet is None else with_forms(run)
        return opening.workspace_option(with_parameters(telling(options), route.params))

    return decorate


@contextmanager
def question_about(doors: Doors, workspace: str, route: Route, asked: Mapping[str, str]) -> Iterator[Question]:
    """Raises Failed for what the route's parameters or the moment's do not take, also while it is asked."""
    workspace_id, _ = doors.hub.workspace_named(workspace)
    try:
        named = loaded(MomentParams(), {name: asked[name] for name in MOMENT if name in asked})
        with doors.database.reading() as rows:
            moment = moments.asked(rows, workspace_id, named)
            asking = doors.asking(rows, workspace_id, position=moment.position, as_of=moment.as_of, on=moment.on)
            yield _with_ids(Question(doors, route, asked, moment, asking))
    except Problem as problem:
        raise failed(problem) from None


def _with_ids(question: Question) -> Question:
    """A goal may be named by its title, too."""
    if "goal" not in question.said:
        return question
    return replace(question, said={**question.said, "goal": question.goal_id(question.said["goal"])})

"""How a route is declared: one decorator says who may, what comes in, and what goes out.

Nothing is reachable that has no role: there is no default for it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from inspect import getdoc
from typing import Any, Literal, TypeVar

from marshmallow import Schema

from api.contract.accesses import Action
from api.contract.bodies import JSON, MERGE_PATCH, BodyForm
from api.contract.documents import DocumentParams, Written
from api.contract.fields import Truth
from api.contract.moments import MomentParams
from api.contract.pages import ListParams, Sorted
from api.contract.roles import Role
from api.contract.schemas import Answer, Params, Request
from api.contract.sheets import FormatParams, Sheet

View = TypeVar("View", bound=Callable[..., Any])

NDJSON = "application/x-ndjson"

_VARIABLE = re.compile(r"{(\w+)(?::(\w+))?}")


@dataclass(frozen=True, kw_only=True)
class Route:
    """A path and method as declared. `path` has `{goal_id}` for a UUID, `{key_id:key}` for another converter.

    Besides those who may act as `role`, those who may act as one of `also` are let in. What is `accessed` is noted in
    the access log, whoever does it: not where the member `holding` of the answer is empty, for then nothing was read;
    and of what changes something, the trail (Action.TRAIL) only where nothing was recorded. `file` is the type of a
    file that the answer is; `text` the member of the answer that is all of it as text/plain.

    Of a command, `afterwards` is done with the doors and the workspace once all is durable, before it is answered, and
    again where the answer is one that was remembered. It `works_first` where its view does work of its own before the
    write, which a repeated request is spared.
    """

    kind: Literal["command", "query", "list", "stream", "archive", "proof"]
    method: str
    path: str
    role: Role
    also: Sequence[Role] = ()
    works_first: bool = False
    view: Callable[..., Any]
    subject: str
    answer: Schema
    status: int = 200
    body: BodyForm | None = None
    params: Params = field(default_factory=Params)
    if_match: bool = False
    is_versioned: bool = False
    has_moment: bool = False
    lasting: str | None = None
    onwards: tuple[str, str] | None = None
    telling: Sequence[str] = ()
    has_dry_run: bool = False
    may_be_absent: bool = False
    location: str | None = None
    default_order: Sequence[tuple[str, bool]] = ()
    sheet: Sheet | None = None
    document: Written | None = None
    other_statuses: Mapping[int, str] = field(default_factory=dict)
    accessed: Action | None = None
    holding: str | None = None
    afterwards: Callable[[Any, str], object] | None = None
    file: str | None = None
    text: str | None = None

    @property
    def roles(self) -> tuple[Role, ...]:
        """Whoever may act as one of them is let in."""
        return (self.role, *self.also)

    @property
    def name(self) -> str:
        """Unique: the operation's id."""
        return f"{self.subject}_{self.view.__name__}"

    @property
    def rule(self) -> str:
        """The path as Flask writes it."""
        return _VARIABLE.sub(lambda found: f"<{found[2] or 'id'}:{found[1]}>", self.path)

    @property
    def plain_path(self) -> str:
        """The path as OpenAPI writes it."""
        return _VARIABLE.sub(r"{\1}", self.path)

    @property
    def variables(self) -> list[tuple[str, str]]:
        """Each variable of the path, and its converter."""
        return [(name, converter or "id") for name, converter in _VARIABLE.findall(self.path)]

    @property
    def summary(self) -> str:
        return (getdoc(self.view) or "").partition("\n")[0]

    @property
    def description(self) -> str:
        return (getdoc(self.view) or "").partition("\n")[2].strip()


class DryRunParams(Params):
    """Added to the parameters of a command that can be tried."""

    dry_run = Truth(
        load_default=False,
        metadata={"description": "All checks, and the facts it would record; nothing is stored."},
    )


@dataclass(frozen=True)
class Routes:
    """The routes of one subject. `subject` is one word, plural; `said` heads it in the documentation."""

    subject: str
    said: str
    declared: list[Route] = field(default_factory=list)

    def command(
        self,
        method: Literal["POST", "PATCH", "DELETE"],
        path: str,
        role: Role,
        *,
        answer: Schema,
        body: Request | None = None,
        status: int = 200,
        if_match: bool = False,
        versioned: bool = True,
        dry_run: bool = False,
        params: type[Params] = Params,
        location: str | None = None,
        most_rows: int = 0,
        **more: Any,
    ) -> Callable[[View], View]:
        """The view takes a Call and the path's variables, and returns a Doing, or anything with `perform`.

        `status` 201 is answered where events were recorded, else 200. `location` is the path of what is made, such as
        "/v1/goals/{id}", filled from the answer. `most_rows` allows a list of bodies as well as one.
        `versioned` answers have an ETag with the stream's version. `more` is as Route has it.
        """
        form = None if body is None else _body_form(method, body, most_rows)
        declare = partial(self._declare, kind="command", method=method, path=path, role=role)
        return declare(
            answer=answer,
            status=status,
            body=form,
            params=_joined(params, *([DryRunParams] if dry_run else []))(),
            if_match=if_match,
            is_versioned=versioned,
            has_dry_run=dry_run,
            location=location,
            **more,
        )

    def query(
        self,
        path: str,
        role: Role,
        *,
        answer: Schema,
        params: type[Params] = Params,
        versioned: bool = False,
        moment: bool = True,
        lasting: str | None = None,
        onwards: tuple[str, str] | None = None,
        telling: Sequence[str] = (),
        document: Written | None = None,
        absent: bool = False,
        **more: Any,
    ) -> Callable[[View], View]:
        """The view takes an Asking, the parameters, and the path's variables; it returns a dict, or None for 404.

        `versioned`: the answer is a thing that is changed with If-Match, and its `version` goes into the ETag.
        `moment`: `as_of` and `on` are allowed. `lasting` names the member of the answer that is true where the answer
        stays the same for ever; then `onwards` is the parameter that asks for the next page, and the member that holds
        it. `telling` are the members that show the clock: where nobody sets it they are left out of the ETag.
        `document` writes the answer for people; it tells no instant of the asking. `absent`: it is a parameter that
        names what may not be there. `more` is as Route has it.
        """
        declare = partial(self._declare, kind="query", method="GET", path=path, role=role, answer=answer)
        return declare(
            params=_joined(params, *_moment(moment), *_document(document))(),
            is_versioned=versioned,
            has_moment=moment,
            lasting=lasting,
            onwards=onwards,
            telling=telling,
            document=document,
            may_be_absent=absent,
            **more,
        )

    def list(
        self,
        path: str,
        role: Role,
        *,
        item: Schema,
        params: type[Params] = Params,
        sorts: Sequence[str] = (),
        order: Sequence[tuple[str, bool]] = (),
        moment: bool = True,
        sheet: Sheet | None = None,
        absent: bool = False,
        accessed: Action | None = None,
        also: Sequence[Role] = (),
    ) -> Callable[[View], View]:
        """The view takes an Asking, the parameters, a Page, the path's variables; it returns a Listed, or None for 404.

        `sorts` are the names `sort` takes, `order` the one without it: (name, greatest first). `sheet` is how all of
        it is taken away as a table; then the view is asked for page after page. `absent` as for a query.
        """
        return self._declare(
            kind="list",
            method="GET",
            path=path,
            role=role,
            answer=item,
            params=_joined(params, ListParams, *_moment(moment), *_sorting(sorts), *_format(sheet))(),
            has_moment=moment,
            default_order=order,
            sheet=sheet,
            may_be_absent=absent,
            accessed=accessed,
            also=also,
        )

    def stream(
        self,
        path: str,
        role: Role,
        *,
        line: Schema,
        params: type[Params] = Params,
        accessed: Action | None = None,
    ) -> Callable[[View], View]:
        """The view takes an Asking, the parameters, and the path's variables; it returns a Streamed, or None for 404.

        `line` is what stands on each line of the answer.
        """
        return self._declare(
            kind="stream",
            method="GET",
            path=path,
            role=role,
            answer=line,
            params=_joined(params, *_moment(True))(),
            has_moment=True,
            may_be_absent=True,
            accessed=accessed,
        )

    def archive(
        self,
        path: str,
        role: Role,
        *,
        file: str,
        params: type[Params] = Params,
        also: Sequence[Role] = (),
        accessed: Action | None = None,
    ) -> Callable[[View], View]:
        """The view takes a Taking and the parameters; it returns an Archive, a file of the media type `file`."""
        return self._declare(
            kind="archive",
            method="GET",
            path=path,
            role=role,
            also=also,
            answer=Answer(),
            file=file,
            params=_joined(params, *_moment(True))(),
            has_moment=True,
            may_be_absent=True,
            accessed=accessed,
        )

    def proof(
        self,
        path: str,
        role: Role,
        *,
        answer: Schema,
        params: type[Params] = Params,
        text: str | None = None,
        accessed: Action | None = None,
    ) -> Callable[[View], View]:
        """The view takes a Proving and the parameters; it returns a dict, of which `text` is the member that is
        answered alone where Accept asks for text/plain."""
        return self._declare(
            kind="proof",
            method="GET",
            path=path,
            role=role,
            answer=answer,
            params=params(),
            text=text,
            accessed=accessed,
        )

    def _declare(self, **declared: Any) -> Callable[[View], View]:
        def declare(view: View) -> View:
            self.declared.append(Route(view=view, subject=self.subject, **declared))
            return view

        return declare


def _body_form(method: str, body: Request, most_rows: int) -> BodyForm:
    types = (MERGE_PATCH, JSON) if method == "PATCH" else (JSON,)
    return BodyForm(schema=body, media_types=types, most_rows=most_rows)


def _moment(has_moment: bool) -> list[type[Params]]:
    return [MomentParams] if has_moment else []


def _format(sheet: Sheet | None) -> list[type[Params]]:
    return [] if sheet is None else [FormatParams]


def _document(document: Written | None) -> list[type[Params]]:
    return [] if document is None else [DocumentParams]


def _sorting(sorts: Sequence[str]) -> list[type[Params]]:
    if not sorts:
        return []
    return [type("SortParams", (Params,), {"sort": Sorted(sorts)})]


def _joined(*parts: type[Params]) -> type[Params]:
    """One schema with the fields of all. Params itself adds nothing."""
    real = tuple(part for part in parts if part is not Params)
    return real[0] if len(real) == 1 else type("AllParams", (*real, Params), {"Meta": Params.Meta})

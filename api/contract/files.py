"""A list as a file: all of it, as of one moment, in memory that does not grow with it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from tempfile import TemporaryFile
from typing import Any

import msgspec
from flask import Request as HttpRequest
from flask import Response

from api.contract import comma_separated, etags, moments, spreadsheets
from api.contract.doors import Doors
from api.contract.moments import Moment
from api.contract.pages import Listed, Page
from api.contract.routes import Route
from api.contract.sheets import MEDIA_TYPES, Cell, Format, Sheet, require_whole
from projections.answers import forms

TOGETHER = 1_000
PIECE_BYTES = 1 << 16
VARY = "Authorization, Accept"
CONTENT_TYPES = {Format.CSV: comma_separated.CONTENT_TYPE, Format.XLSX: MEDIA_TYPES[Format.XLSX]}


@dataclass(frozen=True, kw_only=True)
class Whole:
    """All of a list. Each page is read in a snapshot of its own: the moment's position makes them one.

    To `opened` the subjects are added whose text is in it.
    """

    doors: Doors
    route: Route
    sheet: Sheet
    workspace_id: str
    params: Mapping[str, Any]
    variables: Mapping[str, str]
    moment: Moment
    opened: set[str] = field(default_factory=set)

    def page(self, after: Sequence[str | int] | None) -> Listed | None:
        moment = self.moment
        order = self.params.get("sort", self.route.default_order)
        with self.doors.database.reading() as rows:
            asking = self.doors.asking_at(rows, self.workspace_id, moment, opened=self.opened)
            found: Listed | None = self.route.view(
                asking, self.params, Page(limit=TOGETHER, order=order, after=after), **self.variables
            )
        return found

    def rows(self, first: Listed) -> Iterator[Sequence[Cell]]:
        """`first` is the first page."""
        found: Listed | None = first
        while found is not None:
            for item in msgspec.json.decode(msgspec.json.encode(found.items)):
                yield from self.sheet.rows(item)
            found = None if found.after is None else self.page(found.after)


def answered(
    doors: Doors,
    route: Route,
    request: HttpRequest,
    workspace_id: str,
    params: Mapping[str, Any],
    variables: Mapping[str, str],
    *,
    form: Format,
) -> Response:
    """Raises Problem where pages are asked for, and where there is no such list."""
    require_whole(request)
    assert route.sheet is not None, f"{route.path} is no table"
    with doors.database.reading() as rows:
        moment = moments.asked(rows, workspace_id, params)
    whole = Whole(
        doors=doors,
        route=route,
        sheet=route.sheet,
        workspace_id=workspace_id,
        params=params,
        variables=variables,
        moment=moment,
    )
    first = whole.page(None)
    if first is None:
        raise moments.absent(moment)
    body = pieces(whole, first, form, path=request.path, said=request.args.to_dict())
    return (_settled if moment.is_pinned else _sent)(whole, body, form, request)


def pieces(whole: Whole, first: Listed, form: Format, *, path: str, said: Mapping[str, str]) -> Iterator[bytes]:
    """The file. `path` and `said` are what was asked for, told in it where it has room for that."""
    rows = whole.rows(first)
    if form is Format.CSV:
        return comma_separated.pieces(whole.sheet.columns, rows)
    about = _about(whole, path, said)
    return spreadsheets.pieces(whole.sheet.name, whole.sheet.columns, rows, about)


def _sent(whole: Whole, body: Iterator[bytes], form: Format, _: HttpRequest) -> Response:
    """Whose text it holds is known only at its end: it may be anybody's."""
    headers = _headers(whole, form, is_personal=whole.doors.keyring.opens_any(whole.workspace_id))
    return Response(body, 200, headers, content_type=CONTENT_TYPES[form])


def _settled(whole: Whole, body: Iterator[bytes], form: Format, request: HttpRequest) -> Response:
    """What stays so for ever is made on a disk first: then it has an ETag, and is not sent again."""
    with ExitStack() as made:
        file, digest = made.enter_context(TemporaryFile()), etags.Digest()
        for piece in body:
            file.write(piece)
            digest.update(piece)
        headers = {**_headers(whole, form, is_personal=bool(whole.opened)), "ETag": digest.tag}
        if etags.is_known(request.headers.get("If-None-Match"), digest.tag):
            return Response(b"", HTTPStatus.NOT_MODIFIED, headers)
        file.seek(0)
        sent = iter(partial(file.read, PIECE_BYTES), b"")
        response = Response(sent, HTTPStatus.OK, headers, content_type=CONTENT_TYPES[form])
        response.call_on_close(made.pop_all().close)
        return response


def _about(whole: Whole, path: str, said: Mapping[str, str]) -> dict[str, str]:
    return {
        "path": path,
        **{name: value for name, value in said.items() if name != "format"},
        "workspace": whole.workspace_id,
        "position": str(whole.moment.position),
        "as_of": forms.instant(whole.moment.as_of) or "",
    }


def _headers(whole: Whole, form: Format, *, is_personal: bool) -> dict[str, str]:
    position = whole.moment.position
    return {
        "Content-Disposition": f'attachment; filename="{whole.sheet.name}-{position}.{form}"',
        "Goalpost-Position": str(position),
        "Cache-Control": whole.moment.caching(is_personal=is_personal),
        "Vary": VARY,
    }

"""OpenAPI 3.1 from the declarations of the routes."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema

from api.contract import documents, forms, headers, openapi_public
from api.contract.bodies import BodyForm
from api.contract.routes import NDJSON, Route, Routes
from api.contract.sheets import MEDIA_TYPES, Format
from api.schemas import examples

PACKAGE = "goalpost"
DESCRIPTION = """Goals, their KPIs, readings, milestones and retargets, every one an immutable event.

Every write answers with the position of what it recorded, every read with the position it was made at. All that is no
success is `application/problem+json`; each `type` can be read at its address."""


def document(subjects: Iterable[Routes]) -> dict[str, Any]:
    """The whole API, ready for JSON."""
    subjects = list(subjects)
    plugin = MarshmallowPlugin(schema_name_resolver=_name)
    spec = _empty(plugin, subjects)
    forms.teach(plugin)
    for subject in subjects:
        for route in subject.declared:
            operation = _operation(plugin, subject, route)
            spec.path(route.plain_path, operations={route.method.lower(): operation})
    for path, operations in openapi_public.paths().items():
        spec.path(path, operations=operations)
    return spec.to_dict()


def version() -> str:
    """The package's; "0" where it is run without being installed."""
    try:
        return installed(PACKAGE)
    except PackageNotFoundError:
        return "0"


def _empty(plugin: MarshmallowPlugin, subjects: Iterable[Routes]) -> APISpec:
    tags = [{"name": subject.said} for subject in subjects]
    spec = APISpec(
        title="Goalpost",
        version=version(),
        openapi_version="3.1.0",
        plugins=[plugin],
        info={
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        servers=[{"url": "/"}],
        tags=[*tags, {"name": openapi_public.TAG}],
        security=[{"key": []}],
    )
    told = "An API key: `gp_live_…` or `gp_test_…`. It chooses the workspace, and its role what it may do."
    spec.components.security_scheme("key", {"type": "http", "scheme": "bearer", "description": told})
    spec.components.schema("Problem", forms.PROBLEM)
    for name, header in headers.ANSWERED.items():
        spec.components.header(name, header)
    for name, parameter in headers.SENT.items():
        spec.components.parameter(name, parameter["in"], parameter)
    for status in headers.PROBLEMS:
        spec.components.response(f"Problem{status}", headers.problem(status))
    return spec


def _name(schema: type[Schema]) -> str:
    known: str = schema.__name__ if isinstance(schema, type) else type(schema).__name__
    return known


def _operation(plugin: MarshmallowPlugin, subject: Routes, route: Route) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": route.name,
        "tags": [subject.said],
        "summary": route.summary,
        "description": _description(route),
        "parameters": [*_variables(route), *_query(plugin, route), *_sent_headers(route)],
        "responses": _responses(plugin, route),
    }
    if route.body is not None:
        told["requestBody"] = _body(plugin, route.body)
    return told


def _description(route: Route) -> str:
    roles = " or ".join(f"`{role}`" for role in route.roles)
    return f"{route.description}\n\nNeeds the role {roles}.".strip()


def _variables(route: Route) -> list[dict[str, Any]]:
    return [_variable(name, forms.VARIABLES[converter]) for name, converter in route.variables]


def _variable(name: str, form: Mapping[str, Any]) -> dict[str, Any]:
    told = {"name": name, "in": "path", "required": True, "schema": form}
    return {**told, "example": examples.VARIABLES[name]} if name in examples.VARIABLES else told


def _query(plugin: MarshmallowPlugin, route: Route) -> list[dict[str, Any]]:
    return [_parameter(plugin, field.data_key or name, field) for name, field in route.params.fields.items()]


def _parameter(plugin: MarshmallowPlugin, name: str, field: Any) -> dict[str, Any]:
    assert plugin.converter is not None
    form = plugin.converter.field2property(field)
    told = {"name": name, "in": "query", "required": field.required, "schema": form}
    return {**told, "description": form.pop("description")} if "description" in form else told


def _sent_headers(route: Route) -> list[str]:
    if route.kind not in ("command", "archive"):
        return ["IfNoneMatch"]
    sent = ["OnBehalfOf"]
    if route.kind == "archive":
        return sent
    if route.method != "DELETE":
        sent.append("IdempotencyKey")
    if route.if_match:
        sent.append("IfMatch")
    return sent


def _body(plugin: MarshmallowPlugin, body: BodyForm) -> dict[str, Any]:
    one = _reference(plugin, body.schema)
    rows = {
        "type": "array",
        "items": {"anyOf": [one, {}]},
        "minItems": 1,
        "maxItems": body.most_rows,
        "description": "Each row is judged by itself.",
    }
    content: dict[str, Any] = {"schema": {"anyOf": [one, rows]} if body.most_rows else one}
    if body.schema.example is not None:
        content["example"] = body.schema.example
    return {"required": body.is_required, "content": dict.fromkeys(body.media_types, content)}


def _reference(plugin: MarshmallowPlugin, schema: Schema) -> Any:
    converter: Any = plugin.converter
    return converter.resolve_nested_schema(schema)


def _responses(plugin: MarshmallowPlugin, route: Route) -> dict[str, Any]:
    statuses = {route.status: _said(route.status), **({200: _said(200)} if route.status == 201 else {})}
    told: dict[str, Any] = {
        str(status): _success(plugin, route, status, description)
        for status, description in {**statuses, **route.other_statuses}.items()
    }
    if route.kind not in ("command", "archive"):
        told["304"] = {"description": "The answer is the one If-None-Match names.", "headers": _kept(["ETag"])}
    for status in _failures(route):
        told[str(status)] = f"Problem{status}"
    return told


def _said(status: int) -> str:
    return {200: "As it now stands.", 201: "Made.", 202: "Taken in, not yet in force."}.get(
        status, HTTPStatus(status).phrase
    )


def _success(plugin: MarshmallowPlugin, route: Route, status: int, description: str) -> dict[str, Any]:
    if route.file is not None:
        return _file(route, route.file)
    one = _reference(plugin, route.answer)
    form = forms.listing(one) if route.kind == "list" else one
    content_type = NDJSON if route.kind == "stream" else "application/json"
    texts = [*_files(route), *([] if route.document is None else [documents.MEDIA_TYPES[documents.Form.MARKDOWN]])]
    texts += [] if route.text is None else ["text/plain"]
    return {
        "description": description,
        "headers": _kept(_answered_headers(route, status)),
        "content": {content_type: {"schema": form}, **{each: {"schema": {"type": "string"}} for each in texts}},
    }


def _file(route: Route, media_type: str) -> dict[str, Any]:
    return {
        "description": "A file, sent as it is read.",
        "headers": _kept(_answered_headers(route, route.status)),
        "content": {media_type: {"schema": {"type": "string", "format": "binary"}}},
    }


def _files(route: Route) -> list[str]:
    return [] if route.sheet is None else [MEDIA_TYPES[Format.CSV], MEDIA_TYPES[Format.XLSX]]


def _answered_headers(route: Route, status: int) -> list[str]:
    names = ["GoalpostPosition", "RequestId"]
    if route.kind not in ("command", "archive") or route.is_versioned:
        names.append("ETag")
    if route.kind == "list" or route.onwards is not None:
        names.append("Link")
    if route.kind == "command" and route.method != "DELETE":
        names.append("IdempotencyReplayed")
    if route.location is not None and status in (200, 201):
        names.append("Location")
    return names


def _kept(names: Iterable[str]) -> dict[str, Mapping[str, str]]:
    return {headers.NAMES[name]: {"$ref": f"#/components/headers/{name}"} for name in sorted(names)}


def _failures(route: Route) -> list[int]:
    """The statuses of problems that can be met here."""
    found = {400, 401, 403, 503}
    if route.variables or route.kind == "command" or route.may_be_absent:
        found.add(404)
    if route.kind == "command":
        found |= {408, 409, 413, 422}
    if route.kind in ("archive", "proof"):
        found.add(409)
    if route.kind == "proof" and route.params.fields:
        found.add(422)
    if route.body is not None:
        found.add(415)
    if "as_of" in route.params.fields or "cursor" in route.params.fields:
        found.add(422)
    if route.kind != "command" and route.params.fields:
        found.add(414)
    if route.if_match:
        found |= {412, 428}
    return sorted(found)

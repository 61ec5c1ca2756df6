"""The paths that are no part of the API proper, as OpenAPI tells them; all but one need no key."""

from typing import Any

from api.contract import problems

TAG = "The server"

STATUS = {"type": "object", "required": ["status"], "properties": {"status": {"type": "string"}}}
EXPLAINED = {
    "type": "object",
    "required": ["type", "code", "title", "status", "cause", "mend"],
    "properties": {
        "type": {"type": "string"},
        "code": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "cause": {"type": "string"},
        "mend": {"type": "string"},
    },
}
WAYS = {
    "type": "object",
    "required": ["name", "version", "docs", "openapi", "problems"],
    "properties": {name: {"type": "string"} for name in ("name", "version", "docs", "openapi", "problems")},
}
ALL_EXPLAINED = {
    "type": "object",
    "required": ["items"],
    "properties": {"items": {"type": "array", "items": EXPLAINED}},
}


def paths() -> dict[str, dict[str, Any]]:
    """The operations of each."""
    slug = {
        "name": "slug",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "enum": problems.slugs()},
        "example": "target-is-baseline",
    }
    return {
        "/": _read("ways", "What this is, and where to read on.", WAYS, html=True),
        "/livez": _read("livez", "The process answers.", STATUS),
        "/readyz": _read("readyz", "The database answers, and the server is not stopping.", STATUS, failing="503"),
        "/problems": _read("problems", "Every problem there is.", ALL_EXPLAINED, html=True),
        "/problems/{slug}": _read(
            "problem",
            "What a problem means, and how to mend it.",
            EXPLAINED,
            failing="404",
            html=True,
            parameters=[slug],
        ),
        "/openapi.json": _read("openapi", "This document.", {"type": "object"}),
        "/docs": _page("docs", "This document, to be read."),
        "/metrics": _figures("metrics", "Whether the log of the key's workspace is sound and signed, for Prometheus."),
    }


def _read(
    name: str, summary: str, form: dict[str, Any], *, failing: str = "", html: bool = False, **more: Any
) -> dict[str, Any]:
    content: dict[str, Any] = {"application/json": {"schema": form}}
    if html:
        content["text/html"] = {"schema": {"type": "string"}}
    responses: dict[str, Any] = {"200": {"description": summary, "content": content}}
    if failing:
        responses[failing] = f"Problem{failing}"
    return {"get": _operation(name, summary, responses, **more)}


def _page(name: str, summary: str) -> dict[str, Any]:
    content = {"text/html": {"schema": {"type": "string"}}}
    return {"get": _operation(name, summary, {"200": {"description": summary, "content": content}})}


def _figures(name: str, summary: str) -> dict[str, Any]:
    """With a key of any role."""
    content = {"text/plain": {"schema": {"type": "string"}}}
    responses = {"200": {"description": summary, "content": content}, "401": "Problem401"}
    return {"get": _operation(name, summary, responses, security=[{"key": []}])}


def _operation(name: str, summary: str, responses: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "operationId": f"public_{name}",
        "tags": [TAG],
        "summary": summary,
        "security": [],
        "responses": responses,
        **more,
    }

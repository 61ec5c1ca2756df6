"""An answer as a document for people: Markdown, where that is asked for."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

import msgspec
from flask import Request as HttpRequest

from api.contract import fields
from api.contract.schemas import Params

Written = Callable[[Mapping[str, Any]], str]
"""From the JSON of an answer to the text of it."""

CONTENT_TYPE = "text/markdown; charset=utf-8; variant=GFM"
VARY = "Authorization, Accept"


class Form(StrEnum):
    JSON = "json"
    MARKDOWN = "markdown"


MEDIA_TYPES: Mapping[Form, str] = {Form.JSON: "application/json", Form.MARKDOWN: "text/markdown"}
_FORM_OF = {media_type: form for form, media_type in MEDIA_TYPES.items()}


class DocumentParams(Params):
    """Added to the parameters of a query whose answer can be a document."""

    format = fields.Choice(
        Form,
        metadata={"description": "markdown: for pasting into a document; or ask for its type in Accept."},
    )


def asked_form(request: HttpRequest, params: Mapping[str, Any]) -> Form:
    """The parameter decides, then Accept."""
    if "format" in params:
        return Form(params["format"])
    if "markdown" not in request.headers.get("Accept", ""):
        return Form.JSON
    best = request.accept_mimetypes.best_match([*_FORM_OF], default=MEDIA_TYPES[Form.JSON])
    return _FORM_OF[best]


def plain(told: Mapping[str, Any]) -> dict[str, Any]:
    """An answer as whoever reads its JSON has it."""
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(told))
    return found

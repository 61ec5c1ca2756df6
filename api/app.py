"""The HTTP application, put together."""

import gc
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from flask import Flask, Response, request
from werkzeug.routing import BaseConverter

from api import manual, metrics, public
from api.contract import archives, commands, erasing, failures, openapi, proofs, queries, streams, watching
from api.contract.doors import Doors, opened
from api.contract.routes import Route
from api.contract.tracing import Traced
from api.public import Open
from api.routes import ALL
from api.settings import Settings

ANSWERING: dict[str, Callable[..., Response]] = {
    "command": commands.answered,
    "query": queries.answered,
    "list": queries.listed,
    "stream": streams.answered,
    "archive": archives.answered,
    "proof": proofs.answered,
}


class IdConverter(BaseConverter):
    """A UUID, made canonical."""

    regex = "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"

    def to_python(self, value: str) -> str:
        return value.lower()


class KeyIdConverter(BaseConverter):
    regex = "[0-9a-z]{8}"


def create_app(settings: Settings) -> Flask:
    """Ready to serve; the tables must be there. Its doors are `app.extensions["goalpost"]`."""
    app = routed()
    furnish(app, opened(settings))
    return app


def routed() -> Flask:
    """It knows every route, and serves once it is furnished."""
    app = Flask("api", static_folder=None, template_folder="templates")
    app.url_map.converters.update(id=IdConverter, key=KeyIdConverter)
    app.url_map.merge_slashes = False
    app.url_map.redirect_defaults = False
    app.register_error_handler(Exception, failures.told)
    for routes in ALL:
        for route in routes.declared:
            mount(app, route)
    app.register_blueprint(public.blueprint)
    app.register_blueprint(metrics.blueprint)
    app.wsgi_app = Traced(app.wsgi_app)  # type: ignore[method-assign]
    return app


def furnish(app: Flask, doors: Doors) -> None:
    """From now on it answers by these doors; those it had are the caller's to close."""
    document = cache(partial(openapi.document, ALL))
    app.extensions["goalpost"] = doors
    app.extensions["goalpost-public"] = Open(doors, document, cache(lambda: manual.sections(document())))


def create_lasting_app(settings: Settings) -> Flask:
    """For a process that serves nothing else: what is made by now stays, so the collector need not visit it again."""
    app = create_app(settings)
    erasing.finish_or_say(app.extensions["goalpost"])
    gc.collect()
    gc.freeze()
    return app


def mount(app: Flask, route: Route) -> None:
    """Make a declared route answer."""
    answered = ANSWERING[route.kind]

    def view(**variables: Any) -> Response:
        doors: Doors = app.extensions["goalpost"]
        return watching.answered(doors, route, request, partial(answered, doors, route, request, variables))

    app.add_url_rule(route.rule, endpoint=route.name, view_func=view, methods=[route.method])

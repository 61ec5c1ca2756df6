"""What a WSGI server loads: `wsgi:application`. The tables must be there (`goalpost migrate`).

Put together from the environment at the first request, in the process that serves it.
"""

import os
from collections.abc import Iterable
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from flask import Flask

from api.app import create_lasting_app
from api.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_once = Lock()


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    return app().wsgi_app(environ, start_response)


def app() -> Flask:
    """This process's."""
    with _once:
        return _app()


@cache
def _app() -> Flask:
    return create_lasting_app(Settings.from_environ(os.environ))

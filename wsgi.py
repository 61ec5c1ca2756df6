"""Where a WSGI server begins."""

import os
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from flask import Flask

from api.app import create_app
from api.settings import Settings


@cache
def app() -> Flask:
    """The application, from the environment, made at the first call in each process."""
    return create_app(Settings.from_environ(os.environ))


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    return app()(environ, start_response)

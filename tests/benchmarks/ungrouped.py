"""Our application with every write in a transaction of its own: what group commit is compared with."""

from collections.abc import Callable, Iterable
from typing import Any

import wsgi
from goals import group_commit


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    group_commit.MOST_TOGETHER = 1
    return wsgi.application(environ, start_response)

"""`python -m tests.benchmarks.profiling KIND`: where the time of a request goes, in one process."""

import cProfile
import pstats
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import click

from api.app import create_lasting_app
from api.settings import Settings
from tests.benchmarks import requests, world
from tests.benchmarks.world import World

WARM_UP = 5
UNPREFIXED = ("CONTENT_TYPE", "CONTENT_LENGTH")
COUNTS = {"single": 1_000, "batch": 20, "steady": 1_000, "moved": 1_000}
STREAMS: Mapping[str, Callable[[World], Iterator[bytes]]] = {
    "single": requests.single,
    "batch": requests.batches,
    "steady": lambda place: requests.asking(place, place.steady_id),
    "moved": lambda place: requests.asking(place, place.moved_id),
}


@click.command()
@click.argument("kind", type=click.Choice(list(COUNTS)))
@click.option("--sort", default="cumulative", show_default=True)
@click.option("--lines", default=60, show_default=True)
def main(kind: str, sort: str, lines: int) -> None:
    Path("build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="profile-", dir="build") as home:
        place = world.made(Path(home).resolve(), "profiled")
        app = create_lasting_app(Settings(database_url=place.environ["DATABASE_URL"]))
        stream = STREAMS[kind](place)
        answered(app, map(environ_of, islice(stream, WARM_UP)))
        environs = [environ_of(request) for request in islice(stream, COUNTS[kind])]
        profile = cProfile.Profile()
        profile.runcall(answered, app, environs)
        app.extensions["goalpost"].close()
    pstats.Stats(profile).sort_stats(sort).print_stats(lines)


def answered(app: Any, environs: Iterable[dict[str, Any]]) -> None:
    for environ in environs:
        for _ in app(environ, lambda status, headers, exc_info=None: None):
            pass


def environ_of(request: bytes) -> dict[str, Any]:
    """What a server would make of these bytes."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.upper().replace("-", "_"): value for name, value in (line.split(": ", 1) for line in lines)}
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        **{name if name in UNPREFIXED else f"HTTP_{name}": value for name, value in headers.items()},
    }


if __name__ == "__main__":
    main()

"""A filtered page of the trail of many retargets, against one bare statement for the same rows of the same file."""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median
from time import perf_counter
from urllib.parse import urlencode

import msgspec

from api.app import create_app
from api.contract.doors import Doors
from api.settings import Settings
from goals.event_log import seen
from goals.instants import machine_now
from projections.answers import trail
from projections.listing import Wanted
from tests.benchmarks import bare_trail, load, report, requests, retargets, servers, world
from tests.benchmarks.world import World

RETARGETS, QUICK_RETARGETS = 100_000, 10_000
LIMIT = 50
PAGES = 200
"""Pages a round."""
MOST = 3.0

Filters = Mapping[str, str | int]

QUESTIONS: Mapping[str, Filters] = {
    "no filter": {},
    "actor": {"actor": "user-7"},
    "effect": {"effect": "easier"},
    "actor, effect": {"actor": "user-7", "effect": "easier"},
    "reason code, without evidence": {"reason_code": "typo", "evidence": 0},
}


def measured(home: Path, rounds: int, seconds: float, *, quick: bool) -> None:
    made = world.made(home, "trail")
    doors: Doors = create_app(Settings(database_url=made.environ["DATABASE_URL"])).extensions["goalpost"]
    try:
        count = QUICK_RETARGETS if quick else RETARGETS
        began = perf_counter()
        retargets.told(doors.hub, made.workspace_id, made.target_id, count)
        report.heading(f"A page of {LIMIT} of {count:,} retargets: ours, bare, ratio (least–greatest)")
        report.line("written", f"{perf_counter() - began:>10.0f} s")
        _in_process(doors, made, rounds)
    finally:
        doors.close()
    _over_http(made, rounds, seconds)


def _in_process(doors: Doors, made: World, rounds: int) -> None:
    """From a new snapshot to the JSON of the page: ours with its flags and by its moment, the bare one without."""
    with closing(sqlite3.connect(made.path, isolation_level=None)) as connection:
        for name, filters in QUESTIONS.items():
            asks = (partial(_page, doors, made, filters), partial(_bare_page, connection, made, filters))
            _require_same(*(ask() for ask in asks))
            turns = [[_median_ms(ask) for ask in asks] for _ in range(rounds)]
            report.compared(f"{name}, in process", "ms", *zip(*turns, strict=True), most=MOST)


def _over_http(made: World, rounds: int, seconds: float) -> None:
    bare = f"tests.benchmarks.bare_trail:create_app({str(made.path)!r}, {made.workspace_id!r})"
    with servers.serving("wsgi:application", made.environ) as ours, servers.serving(bare, {}) as other:
        for name, filters in QUESTIONS.items():
            request = requests.trail(made, urlencode({**_asked(filters), "limit": LIMIT}))
            turns = [[_http_ms(each.port, request, seconds) for each in (ours, other)] for _ in range(rounds)]
            report.compared(f"{name}, over HTTP", "ms", *zip(*turns, strict=True), most=MOST)


def _page(doors: Doors, made: World, filters: Filters) -> bytes:
    with doors.database.reading() as rows:
        head = seen(rows, made.workspace_id)
        assert head is not None
        asking = doors.asking(rows, made.workspace_id, position=head.position, as_of=machine_now())
        items, after = trail.page(asking, Wanted(filters, limit=LIMIT))
    return msgspec.json.encode({"items": items, "next_cursor": after})


def _bare_page(connection: sqlite3.Connection, made: World, filters: Filters) -> bytes:
    return bare_trail.page(connection, made.workspace_id, filters, LIMIT).encode()


def _require_same(*answers: bytes) -> None:
    ours, bare = ([item["position"] for item in msgspec.json.decode(each)["items"]] for each in answers)
    assert ours and ours == bare, f"{len(ours)} and {len(bare)} rows are not the same page"


def _asked(filters: Filters) -> dict[str, str | int]:
    """As the API is asked: `evidence` is true or false there, and 0 or 1 in the tables."""
    return {name: ("true" if value else "false") if name == "evidence" else value for name, value in filters.items()}


def _median_ms(ask: Callable[[], object]) -> float:
    took = []
    for _ in range(PAGES):
        began = perf_counter()
        ask()
        took.append(perf_counter() - began)
    return median(took) * 1000


def _http_ms(port: int, request: bytes, seconds: float) -> float:
    stretch = load.timed(port, cycle([request]), connections=1, seconds=seconds)
    assert not stretch.refused, f"{len(stretch.refused)} refused, such as {stretch.refused[0]!r}"
    return stretch.median_ms

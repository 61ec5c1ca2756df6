"""A workspace with a person's words in it, wherever words can be; and where to look for what should be gone."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import make_url

from goals.identity import new_id
from tests.api.client import Api

WORDS = "quetzalcoatl"
"""In every text of hers, and in nothing else: what is found of it is hers."""
HER = "s-17"
NAME, EMAIL = f"Ana {WORDS}", f"{WORDS}@example.com"
ERASE = {"ground": "request_of_the_subject", "asked_by": HER, "reason": "Asked for in writing"}
HOLD = {"reason": "Evidence in a dispute"}
MEASURE = {"unit": "USD", "unit_kind": "custom", "scale": 2, "value_kind": "level", "aggregation": "last"}
NOW = "2023-06-15T12:00:00Z"


def hers(said: str) -> dict[str, str]:
    return {"text": f"{said}: {WORDS}, in her own words", "subject": HER}


@dataclass(frozen=True)
class Spoken:
    """What she spoke of."""

    container_id: str
    kpi_id: str
    goal_id: str
    milestone_id: str


def spoken(api: Api) -> Spoken:
    """A goal's year, told in her words, each request with an Idempotency-Key."""
    api.clock(NOW)
    sent(api, "/v1/subjects", {"id": HER, "name": NAME, "email": EMAIL})
    container_id = sent(api, "/v1/containers", {"name": hers("container"), "kind": "folder"})["id"]
    kpi_id = sent(api, "/v1/kpis", {"key": "mrr", "name": hers("KPI"), "description": hers("about"), **MEASURE})["id"]
    goal_id = sent(api, "/v1/goals", _goal(container_id, kpi_id))["id"]
    about = f"/v1/goals/{goal_id}"
    sent(api, f"{about}/activate", {})
    for number in ("1", "2"):
        reading = {"observed_at": f"2023-0{number}-01T00:00:00Z", "value": "450000", "note": hers("note")}
        sent(api, f"/v1/kpis/{kpi_id}/readings", [reading])
    milestone = {"title": hers("milestone"), "kind": "deliverable", "description": hers("more")}
    milestone_id = sent(api, f"{about}/milestones", milestone)["id"]
    retarget = {"target": {"kind": "absolute", "value": "500000"}, "reason_code": "other", "reason": hers("reason")}
    sent(api, f"{about}/retargets", retarget)
    sent(api, f"{about}/checkins", {"status": "on_track", "story": hers("story")})
    sent(api, f"{about}/comments", {"text": hers("comment")})
    sent(api, f"{about}/reviews", {"verdict": "reaffirmed", "note": hers("review")})
    sent(api, "/v1/anchors", {"anchor": "product_launch", "on": "2023-05-02", "note": hers("anchor")})
    sent(api, "/v1/policy", {"grace_days": 9, "reason": hers("policy")})
    sent(api, f"{about}/close", {"outcome": "missed", "reason": hers("end"), "lessons": hers("lessons")})
    return Spoken(container_id, kpi_id, goal_id, milestone_id)


def _goal(container_id: str, kpi_id: str) -> dict[str, Any]:
    return {
        "title": hers("title"),
        "aim": hers("aim"),
        "why": hers("why"),
        "direction": "increase",
        "kpi_id": kpi_id,
        "container_id": container_id,
        "baseline": {"state": "known", "value": "400000"},
        "target": {"kind": "absolute", "value": "600000"},
        "window": {"start": "2023-01-01", "end": "2023-12-31"},
    }


def sent(api: Api, path: str, body: Any) -> Any:
    answer = api.post(path, body, at="*", once=new_id())
    assert answer.status_code in (200, 201, 207), answer.text
    return answer.json


def answers(api: Api, spoken: Spoken) -> Mapping[str, str]:
    """Everything that can be asked about it, by address: the text of the answer."""
    goal, head = f"/v1/goals/{spoken.goal_id}", api.get("/v1/workspace").json["head"]
    paths = [
        *(f"{goal}{what}" for what in ("", "/trail", "/timeline", "/versions", "/comments", "/checkins", "/reviews")),
        *(f"{goal}/{what}" for what in ("milestones", "flags", "attainment", "decomposition", "diff?from=1", "slips")),
        f"/v1/milestones/{spoken.milestone_id}",
        f"/v1/kpis/{spoken.kpi_id}",
        f"/v1/kpis/{spoken.kpi_id}/readings",
        f"/v1/containers/{spoken.container_id}",
        f"/v1/containers/{spoken.container_id}/diff?from=1",
        *(f"/v1/{what}" for what in ("goals", "kpis", "containers", "trail", "flags", "slips", "anchors", "policy")),
        *(f"/v1/{what}" for what in ("events?limit=1000", "diff?from=1", "workspace", "subjects", f"subjects/{HER}")),
        *("/v1/integrity?period=2023", "/v1/retrospectives/2023-Q2", "/v1/retrospectives/2023-Q2?format=markdown"),
        *("/v1/replay?step=event", "/v1/replay?step=week", "/v1/trail?format=csv", "/v1/trail?format=xlsx"),
    ]
    pinned = [f"{path}{'&' if '?' in path else '?'}as_of={head}" for path in paths if _has_moment(path)]
    return {path: told(api, path) for path in (*paths, *pinned)}


def _has_moment(path: str) -> bool:
    return not path.startswith(("/v1/subjects", "/v1/replay", "/v1/diff")) and "/diff" not in path


def told(api: Api, path: str) -> str:
    answer = api.get(path)
    assert answer.status_code == 200, f"{path}: {answer.text}"
    return unpacked(answer.data)


def unpacked(body: bytes) -> str:
    """With a spreadsheet's parts inflated."""
    if not body.startswith(b"PK"):
        return body.decode()
    with ZipFile(BytesIO(body)) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist())


def everything_in(url: str) -> bytes:
    """Every byte of the files of an SQLite database, its log included; every value of every table on PostgreSQL.

    The files are read by another process: one that closes a file of its own database loses its locks on it.
    """
    found = make_url(url)
    if found.get_backend_name() == "sqlite":
        path = Path(str(found.database))
        names = map(str, path.parent.glob(f"{path.name}*"))
        return subprocess.run(["cat", *names], capture_output=True, check=True).stdout
    with rows(url) as tables:
        return b"".join(tables)


@contextmanager
def rows(url: str) -> Iterator[Iterator[bytes]]:
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
        assert names
        found = (connection.execute(text(f'SELECT * FROM "{name}"')).all() for name in names)
        yield (_bytes(value) for table in found for row in table for value in row)
    engine.dispose()


def _bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()

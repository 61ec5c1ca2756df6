"""A workspace that has something to tell, and bundles of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.app import create_app
from api.contract.doors import Doors
from api.migrate import migrate
from api.settings import Settings
from goals.vocabulary import WorkspaceKind
from tests import signers
from tests.api.client import Answer, Api, opened
from tests.api.known import RETARGET, act, active, kpi, made, read

PURPOSE = "The audit of the year 2023"
PATH = "/v1/ledger/bundle"


@dataclass(frozen=True)
class Told:
    """A workspace after `tell`. `eased_id` was retargeted three times, once with a sealed reason, `other_id` twice."""

    api: Api
    eased_id: str
    other_id: str

    @property
    def keys(self) -> list[str]:
        """The verifier keys."""
        return self.api.doors.signer.keys(self.api.workspace_id)


@contextmanager
def telling(home: Path) -> Iterator[Told]:
    """On an SQLite file in an empty directory, with a signer of its own."""
    url = f"sqlite:///{home / 'goalpost.sqlite'}"
    migrate(url, keys_url=url)
    address = str(home / "socket")
    app = create_app(Settings(database_url=url, keys_url=url, signer=address))
    doors: Doors = app.extensions["goalpost"]
    try:
        with signers.signing(url, home=home / "signer", address=address):
            yield tell(opened(app, name="home", kind=WorkspaceKind.TEST))
    finally:
        doors.close()


def tell(api: Api) -> Told:
    """Two goals on two KPIs over the year 2023: readings, a correction, a void, comments, and five retargets."""
    api.clock("2023-01-01T09:00:00Z")
    first, second = kpi(api), kpi(api, key="arr", name="Annual recurring revenue")
    eased, other = active(api, first), active(api, second, title="Grow as much again")
    api.clock("2023-04-03T09:00:00Z")
    readings = [read(api, first, f"2023-0{n}-28", f"4{n}0000.5")["id"] for n in (1, 2, 3)]
    read(api, second, "2023-03-31", "-12.25")
    made(api.post(f"/v1/readings/{readings[0]}/corrections", {"value": "411000", "reason": "A refund was late"}), 200)
    made(api.post(f"/v1/readings/{readings[1]}/void", {"reason": "Read twice"}), 200)
    act(api, eased, "retargets", RETARGET)
    act(api, eased, "comments", {"text": {"text": "Ana asked for it", "subject": "ana"}})
    api.clock("2023-06-30T21:00:00Z")
    sealed = {"text": "Ana is ill until the autumn", "subject": "ana"}
    act(api, eased, "retargets", _to("450000", reason=sealed))
    act(api, other, "retargets", _to("650000", reason="=1+1, as the board says", reason_code="scope_change"))
    api.clock("2023-12-20T09:00:00Z")
    act(api.as_role("owner"), other, "retargets", _to("640000.75", window={"duration": "P15M"}))
    act(api, eased, "retargets", _to("455000"))
    act(api, eased, "comments", {"text": "Größer – „gut“ \U0001f600"})
    return Told(api, eased["id"], other["id"])


def taken(told: Told | Api, path: Path, **asked: str | int) -> Path:
    """A bundle at `path`. `asked` are parameters: `from_` for `from`."""
    path.write_bytes(answered(told, **asked).data)
    return path


def answered(told: Told | Api, **asked: str | int) -> Answer:
    """The answer with the bundle, which is one."""
    answer = asked_for(told, **asked)
    assert answer.status_code == 200, answer.text
    return answer


def asked_for(told: Told | Api, **asked: str | int) -> Answer:
    """Whatever is answered."""
    api = told.api if isinstance(told, Told) else told
    query: dict[str, Any] = {"purpose": PURPOSE, **{name.rstrip("_"): said for name, said in asked.items()}}
    return api.get(PATH, query_string=query)


def _to(target: str, **changes: Any) -> dict[str, Any]:
    return {**RETARGET, "target": {"kind": "absolute", "value": target}, **changes}

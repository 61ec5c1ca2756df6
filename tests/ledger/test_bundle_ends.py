"""A bundle is as of a moment by which nothing was recorded that is not in it, whatever is recorded as it is begun."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from goals.instants import in_utc, machine_now
from goals.ledger.notes import verifier_key
from goals.vocabulary import WorkspaceKind
from projections.ledger.signer.asking import Signing
from projections.ledger.verifier.trust import Trust
from projections.ledger.verifier.verifying import verify
from tests.api.client import Api
from tests.ledger.bundles import asked_for, taken
from tests.ledger.logs import write
from tests.ledger.opened_bundle import opened


class Before(Signing):
    """Something is recorded before it answers first."""

    def __init__(self, asking: Signing, api: Api) -> None:
        super().__init__(asking.address)
        self._api, self._rest = api, 1

    def _ask(self, what: str, **about: Any) -> Any:
        if self._rest:
            self._rest = 0
            write(self._api.doors.hub, self._api.workspace_id, 1)
        return super()._ask(what, **about)


@pytest.fixture(params=WorkspaceKind)
def busy(api: Api, signer: Signing, request: pytest.FixtureRequest) -> Api:
    """A workspace of each kind; the clock of one for tests stands still."""
    other = api.other(kind=request.param)
    object.__setattr__(other.doors, "signer", Before(signer, other))
    return other


def test_of_the_present_it_is_as_of_when_that_was_all(busy: Api, tmp_path: Path):
    path = taken(busy, tmp_path / "bundle.tar")
    manifest = opened(path.read_bytes()).manifest
    assert (manifest["next"]["position"], manifest["checkpoint_size"]) == (manifest["position"] + 1,) * 2
    known = tuple(map(verifier_key, busy.doors.signer.keys(busy.workspace_id)))
    result = verify(path, Trust(keys=known, now=machine_now()))
    assert (result.verdict, result.findings) == ("sound", [])


@pytest.mark.parametrize("busy", [WorkspaceKind.LIVE], indirect=True)
def test_of_a_moment_that_is_not_over_it_is_asked_for_again(busy: Api):
    soon = in_utc(machine_now() + timedelta(minutes=2))
    answer = asked_for(busy, as_of=soon)
    assert answer.status_code == 409, answer.text
    assert answer.json["type"].endswith("grown-meanwhile")
    assert asked_for(busy, as_of=soon).status_code == 200

"""How often the log is asked for a bundle: for what is in it, and not for what lies between."""

import pytest
from sqlalchemy import event

from projections.ledger.signer.asking import Signing
from tests.api.client import Api
from tests.api.known import RETARGET
from tests.ledger.bundles import Told, answered, tell
from tests.ledger.opened_bundle import Opened, opened

MORE = 30


@pytest.fixture
def told(api: Api, signer: Signing) -> Told:
    return tell(api)


def asked_for(told: Told, **asked: str | int) -> tuple[int, Opened]:
    """How many snapshots a bundle was read in, and the bundle."""
    snapshots: list[object] = []
    event.listen(told.api.doors.database.engine, "checkout", lambda *each: snapshots.append(each))
    found = opened(answered(told, **asked).data)
    return len(snapshots), found


def moved(told: Told, times: int) -> None:
    for number in range(times):
        body = {**RETARGET, "target": {"kind": "absolute", "value": str(500_000 - number)}}
        answer = told.api.post(f"/v1/goals/{told.other_id}/retargets", body, at="*")
        assert answer.status_code == 200, answer.text


def test_a_sample_of_a_longer_trail_is_read_as_often_as_of_a_short_one(told: Told):
    before, short = asked_for(told, sample=2, seed="7")
    moved(told, MORE)
    after, long = asked_for(told, sample=2, seed="7")
    assert after == before
    assert short.manifest["trail"]["retargets"] == long.manifest["trail"]["retargets"] > 0

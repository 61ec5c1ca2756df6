"""How often the log is asked for a bundle: for what is in it, and not for what lies between."""

import pytest
from sqlalchemy import event

from projections.ledger.signer.asking import Signing
from tests.api.client import Api
from tests.api.known import RETARGET
from tests.ledger.bundles import Told, answered, tell
from tests.ledger.opened_bundle import Opened, opened

MORE = 30
OF_OTHERS = 2
"""Snapshots that have nothing to do with it: when a key was last used is noted now and then."""


@pytest.fixture
def told(api: Api, signer: Signing) -> Told:
    return tell(api)


def asked_for(told: Told, **asked: str | int) -> tuple[int, Opened]:
    """How many snapshots a bundle was read in, and the bundle."""
    snapshots: list[object] = []
    event.listen(told.api.doors.database.engine, "checkout", lambda *each: snapshots.append(each))
    found = opened(answered(told, **asked).data)
    return len(snapshots), found


def moved(told: Told, goal_id: str, times: int) -> None:
    for number in range(times):
        body = {**RETARGET, "target": {"kind": "absolute", "value": str(450_000 - number)}}
        answer = told.api.post(f"/v1/goals/{goal_id}/retargets", body, at="*")
        assert answer.status_code == 200, answer.text


def test_what_lies_between_the_retargets_of_a_goal_is_not_read(told: Told):
    before, short = asked_for(told, goal=told.other_id)
    moved(told, told.eased_id, MORE)
    moved(told, told.other_id, 1)
    after, long = asked_for(told, goal=told.other_id)
    assert after <= before + OF_OTHERS
    assert short.manifest["trail"]["retargets"] + 1 == long.manifest["trail"]["retargets"] == 3

"""What the signer signs, and what it refuses to sign."""

from goals.ledger.checkpoint import checkpoint
from goals.ledger.notes import note, verified, verifier_key
from projections.ledger.signer.asking import Signing
from tests.api.client import Api


def test_a_checkpoint_covers_everything_recorded_before_it_was_asked_for(api: Api, signer: Signing):
    first = note(signer.checkpoint(api.workspace_id))
    made = api.post("/v1/containers", {"name": "Rockets", "kind": "folder"})
    assert made.status_code == 201, made.json
    second = note(signer.checkpoint(api.workspace_id))
    keys = [verifier_key(each) for each in signer.keys(api.workspace_id)]
    assert [len(verified(each, keys)) for each in (first, second)] == [1, 1]
    assert checkpoint(second.text).size == checkpoint(first.text).size + 1

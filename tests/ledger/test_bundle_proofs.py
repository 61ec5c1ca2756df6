"""The proofs in a bundle are those of the tree, whichever events are asked about."""

from base64 import b64encode
from random import Random

import pytest

from goals.ledger import tree
from projections.ledger.bundle.proofs import NEAR, WIDE, Proofs
from tests.invariants.looking import hub_on
from tests.ledger.logs import opened

EVENTS = 2 * (1 << WIDE) + 77
RANDOM = Random(9162)
ASKED = {
    "all": range(1, EVENTS + 1),
    "every third": range(1, EVENTS + 1, 3),
    "few": range(5, EVENTS + 1, NEAR + 200),
    "some": sorted(RANDOM.sample(range(1, EVENTS + 1), 60)),
    "the last": range(EVENTS - 9, EVENTS + 1),
    "all, then few": [*range(1, 1_100), 1_300, 1_301, 1_900, EVENTS],
}


@pytest.mark.parametrize("size", [EVENTS, 1 << WIDE, (1 << WIDE) + 1, 1_029, 9, 8, 7, 1])
def test_each_proof_is_the_one_that_the_tree_gives(migrated_url: str, size: int):
    hub = hub_on(migrated_url)
    workspace_id = opened(hub, events=size)
    with hub.database.reading() as rows:
        for name, positions in ASKED.items():
            proofs = Proofs(workspace_id, size)
            for position in (each for each in positions if each <= size):
                theirs = tree.inclusion(rows, workspace_id, position - 1, size)
                ours = proofs.proof(rows, position)
                assert ours == [b64encode(node).decode() for node in theirs], f"{name}: {position} of {size}"
    hub.database.close()


def test_an_older_tree_is_proved_from_a_log_that_went_on(migrated_url: str):
    hub = hub_on(migrated_url)
    workspace_id = opened(hub, events=100)
    with hub.database.reading() as rows:
        for size in (1, 8, 13, 64, 77):
            proofs = Proofs(workspace_id, size)
            for position in range(1, size + 1):
                theirs = tree.inclusion(rows, workspace_id, position - 1, size)
                assert proofs.proof(rows, position) == [b64encode(node).decode() for node in theirs]
    hub.database.close()

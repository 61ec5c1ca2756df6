"""The rows of a log's tree: as the definition has them, however the events came, and proofs made from them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import accumulate
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goals.database import Database
from goals.hub import Hub
from goals.ledger import merkle, tree
from goals.ledger.tree import GROUP, TreeLacks
from goals.writing import Writing
from projections.catalogue import project
from projections.lookups import lookups_in
from tests.api.client import Api
from tests.api.test_kpis import MRR
from tests.invariants.looking import stored_rows
from tests.invariants.test_many_writers import acknowledged, writer
from tests.invariants.test_many_writers import opened as shared_with
from tests.ledger import logs
from tests.ledger.defined import defined_root
from tests.ledger.logs import require_tree
from tests.soak import scale

LONG = 3 * 64 + 2 * GROUP + 3
AROUND_GROUPS = (1, 7, 8, 9, 15, 16, 17, 63, 64, 65, LONG - 1, LONG)
WRITERS = 16
PROCESSES = 4


@pytest.fixture
def hub(migrated_url: str) -> Iterator[Hub]:
    with closing(Database(migrated_url, pool_size=WRITERS)) as database:
        yield Hub(database, project=project, lookups=lookups_in)


@given(parts=st.lists(st.integers(1, 3 * GROUP), max_size=8))
@settings(max_examples=scale(25, 500), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_the_events_came_the_rows_are_those_of_the_definition(hub: Hub, migrated_url: str, parts: list[int]):
    workspace_id = logs.opened(hub, events=1, name=logs.another_name())
    for part in parts:
        logs.append(hub, workspace_id, part)
    leaves = require_tree(migrated_url, workspace_id)
    sizes = set(accumulate([1, *parts]))
    with hub.database.reading() as rows:
        for size in sizes:
            assert tree.root(rows, workspace_id, size) == defined_root(leaves[:size])


@pytest.fixture
def long(hub: Hub) -> str:
    workspace_id = logs.opened(hub, events=1)
    logs.append(hub, workspace_id, LONG - 1)
    return workspace_id


def test_every_leaf_is_proved_to_be_in_each_tree_that_has_it(hub: Hub, long: str, migrated_url: str):
    leaves = require_tree(migrated_url, long)
    with hub.database.reading() as rows:
        for size in AROUND_GROUPS:
            root = defined_root(leaves[:size])
            for index in range(size):
                proof = tree.inclusion(rows, long, index, size)
                assert merkle.root_by_inclusion(leaves[index], index, size, proof) == root


def test_every_tree_is_proved_to_go_on_from_each_before_it(hub: Hub, long: str, migrated_url: str):
    leaves = require_tree(migrated_url, long)
    with hub.database.reading() as rows:
        for size in AROUND_GROUPS:
            root = defined_root(leaves[:size])
            for old in range(1, size + 1):
                proof = tree.consistency(rows, long, old, size)
                before = defined_root(leaves[:old])
                assert merkle.root_by_consistency(old, size, before, proof) == root


def test_the_tree_of_no_events_is_the_empty_one(hub: Hub, long: str):
    with hub.database.reading() as rows:
        assert tree.root(rows, long, 0) == merkle.EMPTY


def test_where_rows_lack_nothing_is_proved(hub: Hub, long: str):
    with hub.database.writing() as rows:
        rows.tell("DELETE FROM tree_nodes WHERE level = 3 AND idx = 1")
    with hub.database.reading() as rows, pytest.raises(TreeLacks):
        tree.inclusion(rows, long, 0, 16)


def test_what_is_taken_back_leaves_no_rows(hub: Hub, migrated_url: str):
    workspace_id = logs.opened(hub, events=5)
    together = Barrier(WRITERS)

    def write(n: int) -> None:
        def work(writing: Writing) -> None:
            logs.write_in(writing, n)
            if n % 2 == 0:
                raise ZeroDivisionError

        together.wait()
        hub.write(workspace_id, work)

    with ThreadPoolExecutor(WRITERS) as threads:
        futures = [threads.submit(write, n) for n in range(WRITERS)]
    assert sum(future.exception() is not None for future in futures) == WRITERS // 2
    leaves = require_tree(migrated_url, workspace_id)
    assert len(leaves) == 5 + sum(n for n in range(WRITERS) if n % 2)


def test_a_dry_run_leaves_no_rows(live: Api, migrated_url: str):
    kpi_id = live.post("/v1/kpis", MRR).get_json()["id"]
    readings = [{"observed_at": f"2025-01-01T09:{n:02}:00Z", "value": "1"} for n in range(60)]
    before = stored_rows(migrated_url, live.workspace_id)
    answer = live.post(f"/v1/kpis/{kpi_id}/readings?dry_run=true", readings)
    assert (answer.status_code, answer.get_json()["summary"]["created"]) == (207, 60)
    assert stored_rows(migrated_url, live.workspace_id) == before
    require_tree(migrated_url, live.workspace_id)


@pytest.mark.soak
def test_many_processes_that_write_at_once_leave_one_tree(migrated_url: str):
    shared = shared_with(migrated_url)
    writes = scale(60, 1_000)
    acknowledged([writer(migrated_url, *shared, str(n), str(writes)) for n in range(PROCESSES)])
    assert len(require_tree(migrated_url, shared[0])) == PROCESSES * writes + 3

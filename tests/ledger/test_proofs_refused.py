"""What cannot be proved is said, and named."""

import pytest
from sqlalchemy import text

from goals.database import Database
from projections.ledger.signer.asking import Signing
from tests.api.client import Api, opened
from tests.api.known import kpi, made
from tests.ledger import logs

UNPROTECTED = {
    "sqlite": ["DROP TRIGGER events_no_update"],
    "postgresql": ["ALTER TABLE events DISABLE TRIGGER USER"],
}


@pytest.mark.parametrize(
    ("query", "status", "code", "parameter"),
    [
        ("inclusion?position=0", 422, "no-such-position", "position"),
        ("inclusion?position=3", 422, "no-such-position", "position"),
        ("inclusion?position=999999999999999999", 422, "no-such-position", "position"),
        ("inclusion?position=-1", 400, "invalid-parameter", "position"),
        ("inclusion?position=", 400, "invalid-parameter", "position"),
        ("inclusion?position=1.5", 400, "invalid-parameter", "position"),
        ("inclusion", 400, "invalid-parameter", "position"),
        ("inclusion?position=1&position=2", 400, "invalid-parameter", "position"),
        ("consistency", 400, "invalid-parameter", "from"),
        ("consistency?from=0", 422, "no-such-position", "from"),
        ("consistency?from=3", 422, "no-such-position", "from"),
        ("consistency?from=1&to=3", 422, "no-such-position", "to"),
        ("consistency?from=1&to=0", 422, "no-such-position", "to"),
        ("consistency?from=2&to=1", 422, "grows-backwards", "from"),
        ("checkpoint?size=1", 400, "invalid-parameter", "size"),
    ],
)
def test_what_is_no_position_of_the_log_is_named(
    api: Api, signer: Signing, query: str, status: int, code: str, parameter: str
):
    kpi(api)
    answer = api.get(f"/v1/ledger/{query}")
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert [each["parameter"] for each in answer.json["errors"]] == [parameter]


def tell(url: str, *statements: str) -> None:
    database = Database(url, pool_size=1)
    with database.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    database.close()


def test_an_event_that_was_altered_has_no_receipt_any_more(
    api: Api, signer: Signing, migrated_url: str, engine_name: str
):
    kpi(api)
    made(api.get("/v1/ledger/checkpoint"), 200)
    tell(migrated_url, *UNPROTECTED[engine_name], "UPDATE events SET version = 7 WHERE position = 2")
    answer = api.get("/v1/ledger/inclusion?position=2")
    assert (answer.status_code, answer.json["code"]) == (409, "checkpoint-differs")
    assert api.get("/v1/ledger/inclusion?position=1").status_code == 200


def test_a_tree_that_lacks_rows_proves_nothing_until_it_is_made_anew(api: Api, signer: Signing, migrated_url: str):
    for n in range(20):
        kpi(api, key=f"another-{n}")
    made(api.get("/v1/ledger/checkpoint"), 200)
    tell(migrated_url, "DELETE FROM tree_nodes WHERE level = 3 AND idx = 0")
    answer = api.get("/v1/ledger/inclusion?position=10")
    assert (answer.status_code, answer.json["code"]) == (409, "tree-lacks")
    assert "goalpost ledger rebuild" in answer.json["detail"]


def test_nobody_has_a_proof_about_anothers_log(api: Api, signer: Signing, migrated_url: str):
    other = opened(api.app, name="other", kind=api.kind)
    kpi(other)
    leaves = logs.leaves_of(migrated_url, api.workspace_id)
    assert made(api.get("/v1/ledger/checkpoint"), 200)["size"] == len(leaves)
    assert api.get(f"/v1/ledger/inclusion?position={len(leaves) + 1}").json["code"] == "no-such-position"
    assert made(api.get("/v1/ledger/inclusion?position=1"), 200)["event"]["workspace_id"] == api.workspace_id


def test_a_checkpoint_that_is_known_is_not_sent_again(api: Api, signer: Signing):
    tag = api.get("/v1/ledger/checkpoint").headers["ETag"]
    assert api.get("/v1/ledger/checkpoint", headers={"If-None-Match": tag}).status_code == 304
    kpi(api)
    assert api.get("/v1/ledger/checkpoint", headers={"If-None-Match": tag}).status_code == 200

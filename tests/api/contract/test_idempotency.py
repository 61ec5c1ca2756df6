"""The same request twice is carried out once."""

from concurrent.futures import ThreadPoolExecutor

from api.contract import idempotency
from goals.instants import machine_now, to_us
from tests.api.client import Api

VIEWER = {"role": "viewer"}
FRESH = ("Date", "X-Request-ID", "Idempotency-Replayed")


def kept(answer):
    return {name: value for name, value in answer.headers.items() if name not in FRESH}


def test_a_repeated_request_gets_the_same_answer_byte_for_byte(api: Api):
    first, second = (api.post("/v1/keys", VIEWER, once="a") for _ in range(2))
    assert (second.status_code, second.data, kept(second)) == (first.status_code, first.data, kept(first))
    assert second.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers


def test_the_request_id_of_a_replay_is_its_own(api: Api):
    first, second = (api.post("/v1/keys", VIEWER, once="a") for _ in range(2))
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]


def test_the_key_of_another_body_is_refused(api: Api):
    api.post("/v1/keys", VIEWER, once="a")
    answer = api.post("/v1/keys", {"role": "owner"}, once="a")
    assert answer.status_code == 422
    assert answer.json["code"] == "idempotency-key-reused"


def test_the_key_of_another_path_is_refused(api: Api):
    api.post("/v1/keys", VIEWER, once="a")
    assert api.post("/v1/clock", {"now": "2023-01-01T00:00:00Z"}, once="a").json["code"] == "idempotency-key-reused"


def test_the_key_of_another_if_match_is_refused(api: Api):
    api.post("/v1/keys", VIEWER, once="a")
    assert api.post("/v1/keys", VIEWER, once="a", at=3).json["code"] == "idempotency-key-reused"


def test_a_key_is_one_credentials_own(api: Api):
    first = api.post("/v1/keys", VIEWER, once="a")
    second = api.as_role("admin").post("/v1/keys", VIEWER, once="a")
    assert first.json["id"] != second.json["id"]


def test_a_key_is_one_workspaces_own(api: Api):
    assert "Idempotency-Replayed" not in api.other().post("/v1/keys", VIEWER, once="a").headers


def test_a_refusal_is_not_remembered(api: Api):
    api.clock("2023-01-01T00:00:00Z")
    back = {"now": "2022-01-01T00:00:00Z"}
    assert api.post("/v1/clock", back, once="a").status_code == 409
    assert api.post("/v1/clock", {"now": "2024-01-01T00:00:00Z"}, once="a").status_code == 200


def test_a_malformed_key_is_refused(api: Api):
    for key in ("", "with space", "x" * 256):
        assert api.post("/v1/keys", VIEWER, once=key).status_code == 400


def test_equal_requests_at_once_are_carried_out_once(api: Api):
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: api.post("/v1/keys", VIEWER, once="a"), range(64)))
    assert {(answer.status_code, answer.data) for answer in answers} == {(201, answers[0].data)}
    assert sum("Idempotency-Replayed" not in answer.headers for answer in answers) == 1
    assert sum(key["role"] == "viewer" for key in api.get("/v1/keys").json["items"]) == 1


def test_what_was_answered_long_ago_is_forgotten(api: Api):
    first = api.post("/v1/keys", VIEWER, once="a").json["id"]
    old = to_us(machine_now()) - (idempotency.KEPT_DAYS * 86_400 + 60) * 1_000_000
    with api.doors.database.writing() as rows:
        rows.tell(f"UPDATE idempotency SET stored_at = {old}")
        idempotency.purge(rows, workspace_id=api.workspace_id)
    assert api.post("/v1/keys", VIEWER, once="a").json["id"] != first


def test_what_was_answered_six_days_ago_is_kept(api: Api):
    first = api.post("/v1/keys", VIEWER, once="a").json["id"]
    with api.doors.database.writing() as rows:
        rows.tell(f"UPDATE idempotency SET stored_at = stored_at - {6 * 86_400 * 1_000_000}")
        idempotency.purge(rows, workspace_id=api.workspace_id)
    assert api.post("/v1/keys", VIEWER, once="a").json["id"] == first

"""Who may knock."""

from dataclasses import replace
from datetime import timedelta

from api.app import create_app
from goals.instants import machine_now
from tests.api.client import Api


def test_a_key_is_shown_once(api: Api):
    made = api.post("/v1/keys", {"role": "viewer"})
    assert made.status_code == 201
    assert made.headers["Location"] == f"/v1/keys/{made.json['id']}"
    assert made.json["key"].startswith(f"gp_test_{made.json['id']}_")
    assert "key" not in api.get(made.headers["Location"]).json


def test_a_key_of_a_live_workspace_says_so(live: Api):
    assert live.post("/v1/keys", {"role": "viewer"}).json["key"].startswith("gp_live_")


def test_the_secret_is_nowhere_in_the_database(api: Api):
    made = api.post("/v1/keys", {"role": "viewer"}, once="a")
    secret = made.json["key"][17:]
    with api.doors.database.engine.connect() as connection:
        for table in ("api_keys", "idempotency"):
            assert secret not in str(connection.exec_driver_sql(f"SELECT * FROM {table}").all())


def test_a_request_without_a_key_is_asked_for_one(api: Api):
    answer = api.get("/v1/clock", headers={"Authorization": ""})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json["code"] == "unauthenticated"


def test_a_key_with_one_letter_changed_is_unknown(api: Api):
    last = "A" if api.key[-1] != "A" else "B"
    answer = api.get("/v1/clock", headers={"Authorization": f"Bearer {api.key[:-1]}{last}"})
    assert answer.status_code == 401
    assert "invalid_token" in answer.headers["WWW-Authenticate"]


def test_a_test_key_does_not_pass_for_a_live_one(api: Api):
    answer = api.get("/v1/clock", headers={"Authorization": f"Bearer {api.key.replace('_test_', '_live_')}"})
    assert answer.status_code == 401


def test_a_revoked_key_opens_nothing(api: Api):
    made = api.post("/v1/keys", {"role": "viewer"}).json
    his = {"Authorization": f"Bearer {made['key']}"}
    assert api.get("/v1/clock", headers=his).status_code == 200
    assert api.delete(f"/v1/keys/{made['id']}").json["revoked_at"] is not None
    assert api.get("/v1/clock", headers=his).status_code == 401


def test_a_key_revoked_by_another_process_is_found_out_when_it_is_no_longer_remembered(api: Api):
    forgetful = create_app(replace(api.doors.settings, keys_remembered_s=0))
    there = Api(forgetful, api.workspace_id, api.kind, api.key)
    made = api.post("/v1/keys", {"role": "viewer"}).json
    his = {"Authorization": f"Bearer {made['key']}"}
    assert there.get("/v1/clock", headers=his).status_code == 200
    api.delete(f"/v1/keys/{made['id']}")
    assert there.get("/v1/clock", headers=his).status_code == 401
    there.doors.close()


def test_an_expired_key_opens_nothing(api: Api):
    token = api.new_key("viewer", expires_at=machine_now() - timedelta(seconds=1))
    assert api.get("/v1/clock", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_a_key_cannot_be_made_expired(api: Api):
    answer = api.post("/v1/keys", {"role": "viewer", "expires_at": "2020-01-01T00:00:00Z"})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/expires_at"


def test_revoking_twice_keeps_the_first_time(api: Api):
    path = f"/v1/keys/{api.post('/v1/keys', {'role': 'viewer'}).json['id']}"
    assert api.delete(path).json["revoked_at"] == api.delete(path).json["revoked_at"]


def test_only_an_administrator_makes_keys(api: Api):
    for role in ("viewer", "contributor", "owner", "approver", "auditor"):
        answer = api.as_role(role).post("/v1/keys", {"role": "viewer"})
        assert answer.status_code == 403
        assert answer.json["roles"] == ["admin"]


def test_another_workspaces_key_is_not_found(api: Api):
    theirs = api.other().post("/v1/keys", {"role": "viewer"}).json["id"]
    assert api.get(f"/v1/keys/{theirs}").status_code == 404
    assert api.delete(f"/v1/keys/{theirs}").status_code == 404


def test_a_keys_last_use_is_noted(api: Api):
    made = api.post("/v1/keys", {"role": "viewer"}).json
    api.get("/v1/clock", headers={"Authorization": f"Bearer {made['key']}"})
    api.doors.callers.close()
    assert api.get(f"/v1/keys/{made['id']}").json["last_used_at"] is not None

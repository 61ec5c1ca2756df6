"""Who read the trail, and who was refused what."""

import csv
import os
import signal
import subprocess
import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from goals.instants import machine_now, to_us
from projections.answers.forms import instant
from tests.api.client import Answer, Api
from tests.api.deciding import actor, decided, proposed, under
from tests.api.known import NOBODY, active, made

ROOT = Path(__file__).parent.parent.parent


def entries(api: Api, **filters: Any) -> list[dict[str, Any]]:
    """What an auditor reads, the newest first, without what they read to read it."""
    found = made(api.as_role("auditor").get("/v1/access-log", query_string=filters), 200)["items"]
    return [each for each in found if each["action"] != "access"]


def told(api: Api, **filters: Any) -> list[tuple[str, str, int]]:
    return [(each["action"], f"{each['method']} {each['path']}", each["status"]) for each in entries(api, **filters)]


def test_reading_the_trail_is_recorded_with_who_when_from_where_and_by_which_filter(api: Api):
    before = instant(machine_now())
    ann = actor(api, "viewer", "ann")
    headers = {"Goalpost-On-Behalf-Of": "bo", "X-Request-ID": "asked-1"}
    answer = ann.get("/v1/trail?actor=cy&effect=easier&limit=5", headers=headers)
    assert answer.status_code == 200
    (entry,) = entries(api)
    assert before < entry.pop("at") < instant(machine_now())
    assert len(entry.pop("id")) == 36
    assert entry == {
        "action": "trail",
        "actor": {"type": "user", "id": "ann"},
        "on_behalf_of": "bo",
        "credential": ann.key[8:16],
        "role": "viewer",
        "channel": "http",
        "ip": "127.0.0.1",
        "request_id": "asked-1",
        "method": "GET",
        "path": "/v1/trail",
        "asked": {"actor": "cy", "effect": "easier", "limit": "5"},
        "status": 200,
    }


def test_each_reading_is_recorded_also_as_a_file_or_unchanged_and_of_what_is_not_there(api: Api):
    tag = api.get("/v1/trail").headers["ETag"]
    api.get("/v1/trail", headers={"If-None-Match": tag})
    api.get("/v1/trail?format=csv").get_data()
    api.get("/v1/trail?format=xlsx").get_data()
    api.get(f"/v1/goals/{NOBODY}/trail")
    api.get("/v1/retrospectives/1970-01")
    assert told(api) == [
        ("trail", "GET /v1/retrospectives/1970-01", 200),
        ("trail", f"GET /v1/goals/{NOBODY}/trail", 404),
        ("trail", "GET /v1/trail", 200),
        ("trail", "GET /v1/trail", 200),
        ("trail", "GET /v1/trail", 304),
        ("trail", "GET /v1/trail", 200),
    ]
    assert [each["asked"] for each in entries(api)[2:4]] == [{"format": "xlsx"}, {"format": "csv"}]


def test_what_is_not_looked_after_is_not_recorded(api: Api):
    api.clock("2023-10-01T09:00:00Z")
    goal = active(api)
    api.get(f"/v1/goals/{goal['id']}")
    api.get("/v1/goals")
    assert entries(api) == []


def test_what_was_refused_to_a_role_is_recorded_whatever_it_was(api: Api):
    viewer = api.as_role("viewer")
    assert viewer.get("/v1/keys").status_code == 403
    assert viewer.post("/v1/kpis", {"name": "Ana's salary"}).status_code == 403
    assert viewer.get("/v1/access-log").status_code == 403
    assert told(api, denied="true") == [
        ("denied", "GET /v1/access-log", 403),
        ("denied", "POST /v1/kpis", 403),
        ("denied", "GET /v1/keys", 403),
    ]
    assert {each["role"] for each in entries(api)} == {"viewer"}


def test_approving_ones_own_proposal_is_a_denied_attempt(api: Api):
    goal = under(api, approval="easier_only")
    ann = actor(api, "owner", "ann")
    proposal = proposed(ann, goal)
    refused = decided(actor(api, "approver", "ann"), proposal, "approve")
    assert refused.status_code == 403, refused.text
    (entry,) = entries(api, denied="true")
    assert (entry["actor"]["id"], entry["path"]) == ("ann", f"/v1/retargets/{proposal['id']}/approve")


def test_a_revoked_key_is_recorded_when_it_is_used_and_one_that_never_was_is_nobodys(api: Api):
    ann = actor(api, "viewer", "ann")
    made(api.delete(f"/v1/keys/{ann.key[8:16]}"), 200)
    assert ann.get("/v1/goals").status_code == 401
    assert replace(ann, key=ann.key[:-1] + ("A" if ann.key[-1] != "A" else "B")).get("/v1/goals").status_code == 401
    assert api.get("/v1/goals", headers={"Authorization": ""}).status_code == 401
    (entry,) = entries(api)
    assert (entry["action"], entry["actor"]["id"], entry["status"]) == ("denied", "ann", 401)


def test_parameters_that_are_unknown_or_wrong_are_not_kept(api: Api):
    assert api.get("/v1/trail?effect=easier&who=Ana+Example").status_code == 400
    (entry,) = entries(api)
    assert (entry["action"], entry["status"], entry["asked"]) == ("trail", 400, {})


def test_reading_the_access_log_is_recorded_too(api: Api):
    auditor = api.as_role("auditor")
    assert made(auditor.get("/v1/access-log"), 200)["items"] == []
    (entry,) = made(auditor.get("/v1/access-log"), 200)["items"]
    assert (entry["action"], entry["actor"]["id"]) == ("access", "auditor")


def test_the_access_log_is_filtered(api: Api):
    actor(api, "viewer", "ann").get("/v1/trail")
    actor(api, "viewer", "bo").get("/v1/trail")
    actor(api, "viewer", "bo").get("/v1/keys")
    today = machine_now().date().isoformat()
    assert [each["actor"]["id"] for each in entries(api, action="trail")] == ["bo", "ann"]
    assert told(api, actor="ann") == [("trail", "GET /v1/trail", 200)]
    assert told(api, actor="bo", denied="false") == [("trail", "GET /v1/trail", 200)]
    assert told(api, actor="bo", action="trail", denied="true") == []
    assert len(entries(api, to=today) + entries(api, **{"from": "2999-01-01"})) == 3
    assert entries(api, to="2020-01-01") == []


def test_pages_go_on_from_the_newest_to_the_oldest_while_others_are_added(api: Api):
    for limit in range(1, 8):
        api.get(f"/v1/trail?limit={limit}")
    auditor, path = api.as_role("auditor"), "/v1/access-log?action=trail&limit=3"
    seen: list[str] = []
    while path:
        answer = auditor.get(path)
        seen.extend(each["asked"]["limit"] for each in made(answer, 200)["items"])
        path = answer.headers.get("Link", "")[1:].partition(">")[0]
        api.get("/v1/trail?limit=100")
    assert seen == ["7", "6", "5", "4", "3", "2", "1"]


def test_the_access_log_is_taken_away_as_a_table(api: Api):
    actor(api, "viewer", "ann").get("/v1/trail?effect=easier")
    answer = api.as_role("auditor").get("/v1/access-log?format=csv")
    (row,) = csv.DictReader(StringIO(answer.get_data(as_text=True), newline=""))
    assert (row["actor_id"], row["path"], row["asked"]) == ("ann", "/v1/trail", '{"effect":"easier"}')


def test_another_workspace_reads_nothing_of_it(api: Api):
    api.get("/v1/trail")
    api.as_role("viewer").get("/v1/keys")
    assert entries(api.other()) == []


def test_an_entry_can_be_neither_changed_nor_deleted(api: Api):
    api.get("/v1/trail")
    for statement in ("UPDATE access_log SET actor_id = 'nobody'", "DELETE FROM access_log"):
        with pytest.raises(DatabaseError, match="only added to"), api.doors.database.engine.begin() as connection:
            connection.execute(text(statement))
    assert len(entries(api)) == 1


def broken(api: Api) -> None:
    with api.doors.database.engine.connect() as connection:
        connection.execute(text("DROP TABLE access_log"))


@pytest.mark.parametrize(
    "path",
    [
        *("/v1/trail", "/v1/trail?format=csv", "/v1/integrity?period=1970-01"),
        *("/v1/events", "/v1/replay", "/v1/diff?from=1", "/v1/retargets"),
    ],
)
def test_what_cannot_be_recorded_is_not_answered(api: Api, path: str):
    broken(api)
    answer: Answer = api.get(path)
    assert (answer.status_code, answer.json["code"]) == (503, "not-ready")
    assert "recorded" in answer.json["detail"]
    assert api.get("/v1/goals").status_code == 200


KILLED = """
import os, signal, sys
from api.app import create_app
from api.settings import Settings
url, key = sys.argv[1:]
client = create_app(Settings(database_url=url, keys_url=url, pool_size=2)).test_client()
answer = client.get("/v1/trail", headers={"Authorization": f"Bearer {key}"})
assert answer.status_code == 200, answer.text
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_answered_is_recorded_though_the_server_is_killed_at_once(api: Api, migrated_url: str):
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", KILLED, migrated_url, api.key], env=environ, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert told(api) == [("trail", "GET /v1/trail", 200)]


def test_times_are_the_machines_in_a_test_workspace_as_well(api: Api):
    api.clock("2023-10-01T09:00:00Z")
    before = to_us(machine_now())
    api.get("/v1/trail")
    with api.doors.database.engine.connect() as connection:
        at = connection.execute(text("SELECT at FROM access_log")).scalar_one()
    assert before <= at <= to_us(machine_now())

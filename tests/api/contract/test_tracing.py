"""Around every request: ids, the access log, what is kept with each event."""

import json
import logging

import msgspec
import pytest

from goals.facts import Envelope
from tests.api.client import Api
from tests.api.contract.test_versions import KPI

TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def asked_of_last_event(api: Api):
    with api.doors.database.engine.connect() as connection:
        query = "SELECT state FROM events ORDER BY position DESC LIMIT 1"
        state = connection.exec_driver_sql(query).scalar_one()
    return msgspec.json.decode(bytes(state), type=Envelope).asked


def test_a_request_id_is_given_back(api: Api):
    assert api.get("/livez", headers={"X-Request-ID": "mine-1"}).headers["X-Request-ID"] == "mine-1"


def test_a_request_id_that_could_break_a_log_is_replaced(api: Api):
    assert api.get("/livez", headers={"X-Request-ID": "a b\t"}).headers["X-Request-ID"] != "a b\t"


def test_an_event_keeps_who_asked_for_it(api: Api):
    sent = {
        "X-Request-ID": "mine-1",
        "traceparent": TRACEPARENT,
        "Goalpost-On-Behalf-Of": "ana",
        "User-Agent": "curl/8",
    }
    api.post("/v1/kpis", KPI, headers=sent)
    asked = asked_of_last_event(api)
    assert (asked.request_id, asked.correlation_id, asked.on_behalf_of) == ("mine-1", TRACEPARENT, "ana")
    assert (asked.source.channel, asked.source.client, asked.source.ip) == ("http", "curl/8", "127.0.0.1")
    assert asked.actor.id == "admin"


def test_a_malformed_traceparent_is_not_kept(api: Api):
    api.post("/v1/kpis", KPI, headers={"traceparent": "00-xyz"})
    assert asked_of_last_event(api).correlation_id is None


def test_a_malformed_on_behalf_of_is_refused(api: Api):
    answer = api.post("/v1/kpis", KPI, headers={"Goalpost-On-Behalf-Of": "Ana Ng"})
    assert (answer.status_code, answer.json["code"]) == (400, "invalid-header")


def test_every_request_is_a_line_of_json(api: Api, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO, "goalpost.access"):
        api.get("/v1/clock?limit=3")
    line = json.loads(caplog.messages[-1])
    assert (line["method"], line["path"], line["status"]) == ("GET", "/v1/clock", 400)
    assert (line["workspace"], line["actor"]) == (api.workspace_id, "admin")
    assert api.key not in caplog.text


def test_every_answer_has_the_headers_that_protect(api: Api):
    for path in ("/v1/clock", "/nowhere", "/docs"):
        headers = api.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_a_server_that_stops_says_so_first(api: Api):
    assert api.get("/readyz").status_code == 200
    api.doors.draining.set()
    answer = api.get("/readyz")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert api.get("/livez").status_code == 200

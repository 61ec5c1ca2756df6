"""Personal text that comes over HTTP: sealed from the first event on, told in the clear until it is erased."""

from sqlalchemy import inspect

from api.contract.doors import Doors
from goals.sides import SIDES, marked
from tests.api.client import Api
from tests.api.contract.test_versions import KPI

SECRET = "Ana's own words"
SEALED = {**KPI, "description": {"text": SECRET, "subject": "ana"}}


def everything(doors: Doors) -> str:
    with doors.database.engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        assert {"events", "idempotency", *(marked("kpis", side) for side in SIDES)} <= set(tables)
        return "".join(str(connection.exec_driver_sql(f"SELECT * FROM {table}").all()) for table in tables)


def test_a_sealed_text_is_told_in_the_clear(api: Api):
    made = api.post("/v1/kpis", SEALED)
    assert made.json["description"] == SECRET
    assert api.get(made.headers["Location"]).json["description"] == SECRET


def test_a_sealed_text_is_nowhere_in_the_database(api: Api):
    api.post("/v1/kpis", SEALED, once="a")
    assert "own words" not in everything(api.doors)


def test_an_erased_text_is_told_as_erased(api: Api):
    path = api.post("/v1/kpis", SEALED).headers["Location"]
    with api.doors.keys_database.writing() as rows:
        rows.tell("DELETE FROM sealing_keys")
    assert api.get(path).json["description"] == "[erased]"


def test_a_sealed_text_has_both_its_members(api: Api):
    for sent in ({"text": "a"}, {"text": "a", "subject": "b", "more": 1}, {"text": "", "subject": "b"}):
        answer = api.post("/v1/kpis", {**KPI, "description": sent})
        assert answer.status_code == 422
        assert answer.json["errors"][0]["pointer"] == "/description"

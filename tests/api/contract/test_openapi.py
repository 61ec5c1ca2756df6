"""The API as it is told: to programs at /openapi.json, to people at /docs."""

import re
import tomllib
from pathlib import Path

import pytest
from flask import Flask
from openapi_spec_validator import validate

from api.contract import openapi
from api.contract.routes import Route
from api.manual import sections
from api.public import coded
from api.routes import ALL
from tests.api.client import Api

ROUTES = [route for routes in ALL for route in routes.declared]
ROOT = Path(__file__).parents[3]
DOCUMENT = openapi.document(ALL)
FREE = re.compile(r"^/($|livez|readyz|problems|openapi\.json|docs)")


def of(route: Route) -> str:
    return f"{route.method} {route.path}"


def test_the_document_is_valid():
    validate(DOCUMENT)


def test_it_is_served_as_it_is_made(api: Api):
    assert api.get("/openapi.json").json == DOCUMENT


def test_every_path_that_answers_is_in_the_document(app: Flask):
    told = {(path, method.upper()) for path, each in DOCUMENT["paths"].items() for method in each}
    answering = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint != "public.static"
    }
    assert told == answering


def test_every_path_but_the_public_ones_needs_a_key(app: Flask):
    client = app.test_client()
    for path, operations in DOCUMENT["paths"].items():
        for method in operations:
            filled = re.sub(r"{\w+}", "00000000-0000-0000-0000-000000000000", path)
            if path.startswith("/v1/keys/"):
                filled = "/v1/keys/00000000"
            status = client.open(filled, method=method.upper()).status_code
            assert (status != 401) == bool(FREE.match(path)), (method, path)


@pytest.mark.parametrize("route", ROUTES, ids=of)
def test_every_operation_says_what_it_does(route: Route):
    assert route.summary.endswith((".", "?", "!"))


@pytest.mark.parametrize("route", [route for route in ROUTES if route.body is not None], ids=of)
def test_every_body_has_an_example_that_is_accepted(route: Route):
    assert route.body is not None and route.body.schema.example is not None
    route.body.schema.load(dict(route.body.schema.example))


def test_the_version_is_the_packages():
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert DOCUMENT["info"]["version"] == told["project"]["version"]


def test_no_two_operations_have_one_name():
    names = [route.name for route in ROUTES]
    assert len(set(names)) == len(names)


def test_requests_are_closed_and_answers_open():
    schemas = DOCUMENT["components"]["schemas"]
    assert schemas["NewKey"]["additionalProperties"] is False
    assert schemas["KeyAnswer"]["additionalProperties"] is True


def test_the_manual_shows_every_operation(api: Api):
    page = api.get("/docs")
    assert page.mimetype == "text/html"
    for section in sections(DOCUMENT):
        for operation in section.operations:
            assert f'id="{operation.id}"' in page.text


def test_what_is_code_is_shown_as_code(api: Api):
    page = api.get("/docs").text
    assert "Needs the role <code>viewer</code>." in page
    assert "`" not in page


def test_the_manual_shows_the_examples(api: Api):
    assert "Sales cycle is twice what we assumed" in api.get("/docs").text


def test_what_is_no_code_stays_text():
    assert coded("a `<b>` & c") == "a <code>&lt;b&gt;</code> &amp; c"


def test_the_front_door_leads_on(api: Api):
    told = api.get("/").json
    assert all(api.get(told[way]).status_code == 200 for way in ("docs", "openapi", "problems"))
    assert 'href="/docs"' in api.get("/", headers={"Accept": "text/html"}).text


def test_the_manual_needs_nothing_from_elsewhere(api: Api):
    page = api.get("/docs").text
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []
    for address in re.findall(r'(?:src|href)="(/docs/static[^"]+)"', page):
        assert api.get(address).status_code == 200

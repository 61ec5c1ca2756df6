"""The specification and the server say the same."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from openapi_spec_validator import validate

from api.contract.roles import Role
from api.routes import ALL as ALL_ROUTES
from tests.invariants import stories
from tests.invariants.conftest import Place
from tests.invariants.routes import all_routes
from tests.invariants.serving import ROOT, Served
from tests.soak import SOAKING, scale

EXAMPLES = scale(5, 100)
ALL = "examples,coverage,fuzzing,stateful"
HASTY = {"sqlite": "examples,coverage,stateful", "postgresql": "examples,fuzzing"}
"""What coverage sends is nearly all refused before a database is asked, what fuzzing sends is the same each time."""
READ_BEFORE = {"GET /openapi.json"}
"""It is where schemathesis learns of the others, and is not asked again."""
UNDOCUMENTED = {"GET /docs/static/{filename}"}
CONFIGURATION = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", "401", "403", "404", "429", "5xx", "409", "412", "422", "428"]

[checks.missing_required_header]
expected-statuses = ["400", "401", "403", "406", "415", "422", "428"]
"""
"""The usual statuses, and those that say a well-formed request is refused as things stand."""
HASTILY = """
[phases.coverage.generation]
mode = "negative"

[phases.fuzzing.generation]
mode = "positive"
"""
"""What is wrong is thought of systematically, what is right at random: each is half the work."""
ASKED_AS = """
[[operations]]
include-name = "{operation}"
headers = {{ Authorization = "Bearer {token}" }}
"""
NOT_THE_ADMINS = (Role.APPROVER, Role.AUDITOR)


def specification(served: Served) -> Mapping[str, Mapping[str, Mapping[str, object]]]:
    found: Mapping[str, Mapping[str, Mapping[str, object]]] = served.client().get("/openapi.json")
    return found


def operations(served: Served) -> set[str]:
    paths = specification(served)["paths"]
    return {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}


def test_the_specification_is_valid(server: Served):
    validate(json.loads(json.dumps(specification(server))))


def test_every_route_is_in_the_specification_and_nothing_else(server: Served):
    assert operations(server) == set(all_routes()) - UNDOCUMENTED


def configuration(tokens: Mapping[Role, str]) -> str:
    """What an administrator may not do is asked with the key of who may."""
    declared = [route for routes in ALL_ROUTES for route in routes.declared if route.role in NOT_THE_ADMINS]
    asked = [
        ASKED_AS.format(operation=f"{route.method} {route.plain_path}", token=tokens[route.role]) for route in declared
    ]
    return CONFIGURATION + ("" if SOAKING else HASTILY) + "".join(asked)


def schemathesis(place: Place, home: Path, *, phases: str) -> subprocess.CompletedProcess[str]:
    """All its checks, against a workspace of its own."""
    token = place.seeded.tokens[Role.ADMIN]
    (home / "schemathesis.toml").write_text(configuration(place.seeded.tokens))
    known = {
        "SCHEMATHESIS_HOOKS": "tests.invariants.openapi_hooks",
        "GOALPOST_PORT": str(place.served.port),
        "GOALPOST_TOKEN": token,
        "GOALPOST_SEEN": str(home / "seen"),
    }
    options = ["--checks=all", f"--max-examples={EXAMPLES}", "--continue-on-failure", f"--phases={phases}"]
    lasting = ["--generation-database=none"] if SOAKING else ["--seed=1", "--generation-deterministic", "--no-shrink"]
    told = [f"--header=Authorization: Bearer {token}", "--no-color", *options, *lasting]
    begin = [sys.executable, "-m", "schemathesis.cli", f"--config-file={home / 'schemathesis.toml'}", "run"]
    url = f"http://127.0.0.1:{place.served.port}/openapi.json"
    return subprocess.run([*begin, *told, url], cwd=ROOT, env=os.environ | known, capture_output=True, text=True)


@pytest.mark.soak
def test_schemathesis_finds_no_difference(place: Place, tmp_path: Path, engine_name: str):
    """Every operation is asked in a way that succeeds too."""
    stories.clock(place.client())
    run = schemathesis(place, tmp_path, phases=ALL if SOAKING else HASTY[engine_name])
    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr[-5_000:]
    seen = [line.rsplit(maxsplit=1) for line in (tmp_path / "seen").read_text().splitlines()]
    succeeded = {operation for operation, status in seen if status.startswith("2")}
    known = operations(place.served)
    assert known - succeeded == READ_BEFORE
    print(f"{engine_name}: schemathesis sent {len(seen)} requests, {len(known)} operations: no failure")

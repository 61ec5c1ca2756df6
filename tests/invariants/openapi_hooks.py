"""What schemathesis is told beyond the specification: ids that exist, and one request of each operation that succeeds.

It is loaded by schemathesis itself. GOALPOST_PORT and GOALPOST_TOKEN say where the server is and with whose key it is
asked; the status of each answer is written to GOALPOST_SEEN.
"""

import os
from collections.abc import Hashable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import schemathesis
from schemathesis import Case, HookContext, Response
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import CoveragePhaseData, TestPhase

from goals.identity import new_id
from tests.invariants.requests import REQUESTS, Ready
from tests.invariants.talking import Client
from tests.soak import SOAKING

AnyCase = Case[Any]

REPLAY = "/v1/replay"
TRIED: set[Hashable] = set()
CHANGING = ("POST", "PATCH", "DELETE")


@schemathesis.hook
def before_add_examples(context: HookContext, examples: list[Any]) -> None:
    """The request that succeeds is tried first."""
    operation: Any = context.operation
    ready = REQUESTS[operation.label](client())
    body = {} if ready.body is None else {"body": ready.body, "media_type": "application/json"}
    found = variables(operation.path, ready.path)
    query = dict(parse_qsl(urlsplit(ready.path).query))
    examples.append(operation.Case(path_parameters=found, query=query, headers=sent_headers(ready), **body))


@schemathesis.hook
def filter_case(context: HookContext, case: AnyCase) -> bool:
    """Of the values that are wrong in one way at one place, one is tried, unless there is time."""
    if SOAKING or case.meta is None or not isinstance(case.meta.phase.data, CoveragePhaseData):
        return True
    about, label = case.meta.phase.data, f"{case.method} {case.path}"
    place = (label, about.scenario, about.description, about.location, about.parameter)
    is_known = place in TRIED and case.meta.generation.mode.is_negative
    TRIED.add(place)
    return not is_known


@schemathesis.hook
def before_call(context: HookContext, case: AnyCase, kwargs: dict[str, Any]) -> None:
    """What was made up becomes what is there, unless it is what the case is about."""
    if case.meta is None or case.meta.phase.name not in (TestPhase.COVERAGE, TestPhase.FUZZING):
        return
    if is_about(case, "Authorization"):
        return
    if case.query.get("format", "json") != "json" and not case.meta.generation.mode.is_negative:
        drop_pages(case)
    if case.path == REPLAY and not case.meta.generation.mode.is_negative:
        keep_short(case)
    label = f"{case.method.upper()} {case.path}"
    if case.path_parameters and label in REQUESTS and not case.meta.is_negative_at(ParameterLocation.PATH):
        is_changing = case.method.upper() in CHANGING and case.meta.phase.name is TestPhase.FUZZING
        case.path_parameters.update(fresh(label) if is_changing else lasting(label))
    for name, value in (("If-Match", "*"), ("Idempotency-Key", new_id())):
        if name in case.headers and not is_about(case, name):
            case.headers[name] = value


def drop_pages(case: AnyCase) -> None:
    """A file holds all of a list, and OpenAPI cannot say which parameters go together."""
    for name in ("limit", "cursor"):
        case.query.pop(name, None)


def keep_short(case: AnyCase) -> None:
    """Of two scopes one, as OpenAPI cannot say; and not from decades ago, when a test workspace's clock begins."""
    for name in ("container", "from", "on"):
        case.query.pop(name, None)


def is_about(case: AnyCase, header: str) -> bool:
    """Whether the header is wrong on purpose."""
    assert case.meta is not None
    about = case.meta.phase.data
    if isinstance(about, CoveragePhaseData):
        return about.parameter == header
    headers = case.meta.components.get(ParameterLocation.HEADER)
    return headers is not None and headers.mode.is_negative


@schemathesis.hook
def after_call(context: HookContext, case: AnyCase, response: Response) -> None:
    with Path(os.environ["GOALPOST_SEEN"]).open("a") as seen:
        seen.write(f"{case.method.upper()} {case.path} {response.status_code}\n")


def client() -> Client:
    """Of its own for each use: schemathesis has more than one thread."""
    return Client(int(os.environ["GOALPOST_PORT"]), os.environ["GOALPOST_TOKEN"])


def fresh(label: str) -> dict[str, str]:
    """Of something nobody has done anything to."""
    path = label.split()[1]
    return variables(path, REQUESTS[label](client()).path)


@cache
def lasting(label: str) -> dict[str, str]:
    return fresh(label)


def variables(template: str, path: str) -> dict[str, str]:
    """What stands in `path` where `template` has a variable."""
    pairs = zip(template.split("/"), urlsplit(path).path.split("/"), strict=True)
    return {name[1:-1]: value for name, value in pairs if name.startswith("{")}


def sent_headers(ready: Ready) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in ready.headers.items()}

"""Who may do what: a table of every route, so that a new one is thought about."""

from collections.abc import Iterator

import pytest

from api.contract.roles import GRANTS, Role
from api.routes import ALL
from tests.api.client import Api

NEEDED = {
    ("POST", "/v1/containers"): Role.OWNER,
    ("GET", "/v1/containers"): Role.VIEWER,
    ("GET", "/v1/containers/{container_id}"): Role.VIEWER,
    ("PATCH", "/v1/containers/{container_id}"): Role.OWNER,
    ("POST", "/v1/containers/{container_id}/move"): Role.OWNER,
    ("POST", "/v1/containers/{container_id}/archive"): Role.OWNER,
    ("POST", "/v1/kpis"): Role.OWNER,
    ("GET", "/v1/kpis"): Role.VIEWER,
    ("GET", "/v1/kpis/{kpi_id}"): Role.VIEWER,
    ("PATCH", "/v1/kpis/{kpi_id}"): Role.OWNER,
    ("POST", "/v1/kpis/{kpi_id}/redefine"): Role.OWNER,
    ("POST", "/v1/kpis/{kpi_id}/retire"): Role.OWNER,
    ("POST", "/v1/kpis/{kpi_id}/readings"): Role.CONTRIBUTOR,
    ("GET", "/v1/kpis/{kpi_id}/readings"): Role.VIEWER,
    ("GET", "/v1/readings/{reading_id}"): Role.VIEWER,
    ("POST", "/v1/readings/{reading_id}/corrections"): Role.CONTRIBUTOR,
    ("POST", "/v1/readings/{reading_id}/void"): Role.CONTRIBUTOR,
    ("POST", "/v1/goals"): Role.OWNER,
    ("GET", "/v1/goals"): Role.VIEWER,
    ("GET", "/v1/goals/{goal_id}"): Role.VIEWER,
    ("PATCH", "/v1/goals/{goal_id}"): Role.OWNER,
    ("POST", "/v1/goals/{goal_id}/activate"): Role.OWNER,
    ("POST", "/v1/goals/{goal_id}/commit"): Role.OWNER,
    ("POST", "/v1/goals/{goal_id}/baseline"): Role.OWNER,
    ("POST", "/v1/goals/{goal_id}/retargets"): Role.OWNER,
    ("POST", "/v1/goals/{goal_id}/reviews"): Role.OWNER,
    ("POST", "/v1/goals/{goal_id}/checkins"): Role.CONTRIBUTOR,
    ("POST", "/v1/goals/{goal_id}/comments"): Role.CONTRIBUTOR,
    ("POST", "/v1/goals/{goal_id}/pause"): Role.OWNER,
    ("POST", "/v1/goals/{goal_id}/resume"): Role.OWNER,
    ("POST", "/v1/goals/{goal_id}/close"): Role.OWNER,
    ("POST", "/v1/goals/{goal_id}/reopen"): Role.OWNER,
    ("POST", "/v1/goals/{goal_id}/archive"): Role.OWNER,
    ("POST", "/v1/goals/{goal_id}/supersede"): Role.OWNER,
    ("POST", "/v1/goals/{goal_id}/move"): Role.OWNER,
    ("POST", "/v1/goals/{goal_id}/align"): Role.OWNER,
    ("POST", "/v1/goals/{goal_id}/unalign"): Role.OWNER,
    ("POST", "/v1/goals/{goal_id}/owner"): Role.OWNER,
    ("GET", "/v1/goals/{goal_id}/checkins"): Role.VIEWER,
    ("GET", "/v1/goals/{goal_id}/reviews"): Role.VIEWER,
    ("GET", "/v1/goals/{goal_id}/comments"): Role.VIEWER,
    ("GET", "/v1/goals/{goal_id}/versions"): Role.VIEWER,
    ("GET", "/v1/goals/{goal_id}/forecast"): Role.VIEWER,
    ("GET", "/v1/goals/{goal_id}/attainment"): Role.VIEWER,
    ("GET", "/v1/goals/{goal_id}/decomposition"): Role.VIEWER,
    ("GET", "/v1/goals/{goal_id}/reconciliation"): Role.VIEWER,
    ("GET", "/v1/containers/{container_id}/attainment"): Role.VIEWER,
    ("GET", "/v1/containers/{container_id}/decomposition"): Role.VIEWER,
    ("GET", "/v1/decomposition"): Role.VIEWER,
    ("GET", "/v1/goals/{goal_id}/diff"): Role.VIEWER,
    ("GET", "/v1/containers/{container_id}/diff"): Role.VIEWER,
    ("GET", "/v1/diff"): Role.VIEWER,
    ("POST", "/v1/goals/{goal_id}/milestones"): Role.OWNER,
    ("GET", "/v1/goals/{goal_id}/milestones"): Role.VIEWER,
    ("GET", "/v1/milestones/{milestone_id}"): Role.VIEWER,
    ("PATCH", "/v1/milestones/{milestone_id}"): Role.OWNER,
    ("POST", "/v1/milestones/{milestone_id}/progress"): Role.CONTRIBUTOR,
    ("POST", "/v1/milestones/{milestone_id}/complete"): Role.OWNER,
    ("POST", "/v1/milestones/{milestone_id}/reschedule"): Role.OWNER,
    ("POST", "/v1/milestones/{milestone_id}/rescope"): Role.OWNER,
    ("POST", "/v1/milestones/{milestone_id}/reopen"): Role.OWNER,
    ("POST", "/v1/milestones/{milestone_id}/drop"): Role.OWNER,
    ("GET", "/v1/retargets"): Role.VIEWER,
    ("GET", "/v1/retargets/{retarget_id}"): Role.VIEWER,
    ("POST", "/v1/retargets/{retarget_id}/approve"): Role.APPROVER,
    ("POST", "/v1/retargets/{retarget_id}/reject"): Role.APPROVER,
    ("POST", "/v1/retargets/{retarget_id}/withdraw"): Role.OWNER,
    ("POST", "/v1/subjects"): Role.OWNER,
    ("GET", "/v1/subjects"): Role.VIEWER,
    ("GET", "/v1/subjects/{subject_id:string}"): Role.VIEWER,
    ("POST", "/v1/subjects/{subject_id:string}/erase"): Role.ADMIN,
    ("POST", "/v1/subjects/{subject_id:string}/hold"): Role.AUDITOR,
    ("POST", "/v1/subjects/{subject_id:string}/release"): Role.AUDITOR,
    ("GET", "/v1/trail"): Role.VIEWER,
    ("GET", "/v1/goals/{goal_id}/trail"): Role.VIEWER,
    ("GET", "/v1/ledger/checkpoint"): Role.VIEWER,
    ("GET", "/v1/ledger/inclusion"): Role.VIEWER,
    ("GET", "/v1/ledger/consistency"): Role.VIEWER,
    ("GET", "/v1/ledger/bundle"): Role.AUDITOR,
    ("GET", "/v1/access-log"): Role.AUDITOR,
    ("POST", "/v1/ledger/verify"): Role.AUDITOR,
    ("GET", "/v1/ledger/checks"): Role.AUDITOR,
    ("GET", "/v1/goals/{goal_id}/slips"): Role.VIEWER,
    ("GET", "/v1/slips"): Role.VIEWER,
    ("GET", "/v1/integrity"): Role.VIEWER,
    ("GET", "/v1/retrospectives"): Role.VIEWER,
    ("GET", "/v1/retrospectives/{period:string}"): Role.VIEWER,
    ("GET", "/v1/replay"): Role.VIEWER,
    ("GET", "/v1/flags"): Role.VIEWER,
    ("GET", "/v1/goals/{goal_id}/flags"): Role.VIEWER,
    ("GET", "/v1/goals/{goal_id}/timeline"): Role.VIEWER,
    ("GET", "/v1/events"): Role.VIEWER,
    ("POST", "/v1/goals/{goal_id}/waivers"): Role.OWNER,
    ("POST", "/v1/goals/{goal_id}/flags/{flag:string}/acknowledge"): Role.AUDITOR,
    ("POST", "/v1/cycles"): Role.ADMIN,
    ("GET", "/v1/cycles"): Role.VIEWER,
    ("GET", "/v1/cycles/{name:string}"): Role.VIEWER,
    ("POST", "/v1/cycles/{name:string}/lock"): Role.ADMIN,
    ("POST", "/v1/cycles/{name:string}/close"): Role.ADMIN,
    ("POST", "/v1/reviews"): Role.AUDITOR,
    ("GET", "/v1/reviews"): Role.VIEWER,
    ("GET", "/v1/workspace"): Role.VIEWER,
    ("GET", "/v1/policy"): Role.VIEWER,
    ("POST", "/v1/policy"): Role.ADMIN,
    ("GET", "/v1/anchors"): Role.VIEWER,
    ("POST", "/v1/anchors"): Role.OWNER,
    ("POST", "/v1/keys"): Role.ADMIN,
    ("GET", "/v1/keys"): Role.ADMIN,
    ("GET", "/v1/keys/{key_id:key}"): Role.ADMIN,
    ("DELETE", "/v1/keys/{key_id:key}"): Role.ADMIN,
    ("GET", "/v1/clock"): Role.VIEWER,
    ("POST", "/v1/clock"): Role.ADMIN,
}
ALSO = {
    ("GET", "/v1/ledger/bundle"): (Role.ADMIN,),
    ("POST", "/v1/ledger/verify"): (Role.ADMIN,),
    ("GET", "/v1/ledger/checks"): (Role.ADMIN,),
}
"""Who is let in besides."""
NOBODY = "00000000-0000-0000-0000-000000000000"

DECLARED = {(route.method, route.path): route.role for routes in ALL for route in routes.declared}


def test_every_route_is_in_the_table():
    assert DECLARED == NEEDED


def test_who_is_let_in_besides_is_in_the_table():
    assert {(route.method, route.path): route.also for routes in ALL for route in routes.declared if route.also} == ALSO


def filled(path: str) -> str:
    """The path with ids of nothing."""
    return path.replace("{key_id:key}", "00000000").replace(":string}", "}").format_map(_Nobody())


class _Nobody(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return NOBODY


@pytest.fixture(scope="module")
def engine_name() -> str:
    """Who may do what is decided before any database is asked for anything but the key."""
    return "sqlite"


def each() -> Iterator[tuple[str, str, Role]]:
    for (method, path), needed in NEEDED.items():
        yield method, path, needed


def test_a_key_opens_the_routes_of_its_role_and_no_others(api: Api):
    refused = {
        role: {(method, path) for method, path, _ in each() if api_of.open(method, filled(path)).status_code == 403}
        for role, api_of in ((role, api.as_role(role)) for role in Role)
    }
    assert refused == {
        role: {
            (method, path)
            for method, path, needed in each()
            if GRANTS[role].isdisjoint({needed, *ALSO.get((method, path), ())})
        }
        for role in Role
    }


def test_each_role_may_what_is_said_of_it():
    assert GRANTS[Role.VIEWER] < GRANTS[Role.CONTRIBUTOR] < GRANTS[Role.OWNER] < GRANTS[Role.ADMIN]
    assert GRANTS[Role.APPROVER] == {Role.VIEWER, Role.APPROVER}
    assert GRANTS[Role.AUDITOR] == {Role.VIEWER, Role.AUDITOR}


def test_without_a_key_nothing_opens(api: Api):
    for method, path, _ in each():
        assert api.open(method, filled(path), headers={"Authorization": ""}).status_code == 401, path

"""Who may do what."""

from collections.abc import Mapping

import pytest

from api.contract.roles import Role
from tests.invariants import stories
from tests.invariants.conftest import Place
from tests.invariants.requests import REQUESTS
from tests.invariants.routes import all_routes

COLUMNS = (None, Role.VIEWER, Role.CONTRIBUTOR, Role.OWNER, Role.APPROVER, Role.AUDITOR, Role.ADMIN)

#                                            none  view  contr owner appr  audit admin
TABLE = """
GET /                                        200   200   200   200   200   200   200
GET /docs                                    200   200   200   200   200   200   200
GET /docs/static/{filename}                  200   200   200   200   200   200   200
GET /livez                                   200   200   200   200   200   200   200
GET /metrics                                 401   200   200   200   200   200   200
GET /openapi.json                            200   200   200   200   200   200   200
GET /problems                                200   200   200   200   200   200   200
GET /problems/{slug}                         200   200   200   200   200   200   200
GET /readyz                                  200   200   200   200   200   200   200
GET /v1/anchors                              401   200   200   200   200   200   200
POST /v1/anchors                             401   403   403   200   403   403   200
GET /v1/clock                                401   200   200   200   200   200   200
POST /v1/clock                               401   403   403   403   403   403   200
GET /v1/containers                           401   200   200   200   200   200   200
POST /v1/containers                          401   403   403   201   403   403   201
GET /v1/containers/{container_id}            401   200   200   200   200   200   200
PATCH /v1/containers/{container_id}          401   403   403   200   403   403   200
POST /v1/containers/{container_id}/archive   401   403   403   200   403   403   200
POST /v1/containers/{container_id}/move      401   403   403   200   403   403   200
GET /v1/containers/{container_id}/attainment 401   200   200   200   200   200   200
GET /v1/containers/{container_id}/decomposition 401   200   200   200   200   200   200
GET /v1/containers/{container_id}/diff       401   200   200   200   200   200   200
GET /v1/cycles                               401   200   200   200   200   200   200
POST /v1/cycles                              401   403   403   403   403   403   201
GET /v1/cycles/{name}                        401   200   200   200   200   200   200
POST /v1/cycles/{name}/close                 401   403   403   403   403   403   200
POST /v1/cycles/{name}/lock                  401   403   403   403   403   403   200
GET /v1/decomposition                        401   200   200   200   200   200   200
GET /v1/diff                                 401   200   200   200   200   200   200
GET /v1/events                               401   200   200   200   200   200   200
GET /v1/flags                                401   200   200   200   200   200   200
GET /v1/goals                                401   200   200   200   200   200   200
POST /v1/goals                               401   403   403   201   403   403   201
GET /v1/goals/{goal_id}                      401   200   200   200   200   200   200
PATCH /v1/goals/{goal_id}                    401   403   403   200   403   403   200
POST /v1/goals/{goal_id}/activate            401   403   403   200   403   403   200
POST /v1/goals/{goal_id}/align               401   403   403   200   403   403   200
POST /v1/goals/{goal_id}/archive             401   403   403   200   403   403   200
POST /v1/goals/{goal_id}/baseline            401   403   403   200   403   403   200
GET /v1/goals/{goal_id}/attainment           401   200   200   200   200   200   200
GET /v1/goals/{goal_id}/checkins             401   200   200   200   200   200   200
POST /v1/goals/{goal_id}/checkins            401   403   200   200   403   403   200
POST /v1/goals/{goal_id}/close               401   403   403   200   403   403   200
GET /v1/goals/{goal_id}/comments             401   200   200   200   200   200   200
POST /v1/goals/{goal_id}/comments            401   403   200   200   403   403   200
POST /v1/goals/{goal_id}/commit              401   403   403   200   403   403   200
GET /v1/goals/{goal_id}/decomposition        401   200   200   200   200   200   200
GET /v1/goals/{goal_id}/diff                 401   200   200   200   200   200   200
GET /v1/goals/{goal_id}/flags                401   200   200   200   200   200   200
POST /v1/goals/{goal_id}/flags/{flag}/acknowledge 401   403   403   403   403   200   403
GET /v1/goals/{goal_id}/forecast             401   200   200   200   200   200   200
GET /v1/goals/{goal_id}/milestones           401   200   200   200   200   200   200
POST /v1/goals/{goal_id}/milestones          401   403   403   201   403   403   201
POST /v1/goals/{goal_id}/move                401   403   403   200   403   403   200
POST /v1/goals/{goal_id}/owner               401   403   403   200   403   403   200
POST /v1/goals/{goal_id}/pause               401   403   403   200   403   403   200
GET /v1/goals/{goal_id}/reconciliation       401   200   200   200   200   200   200
POST /v1/goals/{goal_id}/reopen              401   403   403   200   403   403   200
POST /v1/goals/{goal_id}/resume              401   403   403   200   403   403   200
POST /v1/goals/{goal_id}/retargets           401   403   403   200   403   403   200
GET /v1/goals/{goal_id}/reviews              401   200   200   200   200   200   200
POST /v1/goals/{goal_id}/reviews             401   403   403   200   403   403   200
GET /v1/goals/{goal_id}/slips                401   200   200   200   200   200   200
POST /v1/goals/{goal_id}/supersede           401   403   403   200   403   403   200
GET /v1/goals/{goal_id}/timeline             401   200   200   200   200   200   200
GET /v1/goals/{goal_id}/trail                401   200   200   200   200   200   200
POST /v1/goals/{goal_id}/unalign             401   403   403   200   403   403   200
GET /v1/goals/{goal_id}/versions             401   200   200   200   200   200   200
POST /v1/goals/{goal_id}/waivers             401   403   403   200   403   403   200
GET /v1/integrity                            401   200   200   200   200   200   200
GET /v1/keys                                 401   403   403   403   403   403   200
POST /v1/keys                                401   403   403   403   403   403   201
DELETE /v1/keys/{key_id}                     401   403   403   403   403   403   200
GET /v1/keys/{key_id}                        401   403   403   403   403   403   200
GET /v1/kpis                                 401   200   200   200   200   200   200
POST /v1/kpis                                401   403   403   201   403   403   201
GET /v1/kpis/{kpi_id}                        401   200   200   200   200   200   200
PATCH /v1/kpis/{kpi_id}                      401   403   403   200   403   403   200
GET /v1/kpis/{kpi_id}/readings               401   200   200   200   200   200   200
POST /v1/kpis/{kpi_id}/readings              401   403   201   201   403   403   201
POST /v1/kpis/{kpi_id}/redefine              401   403   403   200   403   403   200
POST /v1/kpis/{kpi_id}/retire                401   403   403   200   403   403   200
GET /v1/milestones/{milestone_id}            401   200   200   200   200   200   200
PATCH /v1/milestones/{milestone_id}          401   403   403   200   403   403   200
POST /v1/milestones/{milestone_id}/complete  401   403   403   200   403   403   200
POST /v1/milestones/{milestone_id}/drop      401   403   403   200   403   403   200
POST /v1/milestones/{milestone_id}/progress  401   403   200   200   403   403   200
POST /v1/milestones/{milestone_id}/reopen    401   403   403   200   403   403   200
POST /v1/milestones/{milestone_id}/reschedule 401   403   403   200   403   403   200
POST /v1/milestones/{milestone_id}/rescope   401   403   403   200   403   403   200
GET /v1/policy                               401   200   200   200   200   200   200
POST /v1/policy                              401   403   403   403   403   403   200
GET /v1/readings/{reading_id}                401   200   200   200   200   200   200
POST /v1/readings/{reading_id}/corrections   401   403   200   200   403   403   200
POST /v1/readings/{reading_id}/void          401   403   200   200   403   403   200
GET /v1/replay                               401   200   200   200   200   200   200
GET /v1/retargets                            401   200   200   200   200   200   200
GET /v1/retargets/{retarget_id}              401   200   200   200   200   200   200
POST /v1/retargets/{retarget_id}/approve     401   403   403   403   200   403   403
POST /v1/retargets/{retarget_id}/reject      401   403   403   403   200   403   403
POST /v1/retargets/{retarget_id}/withdraw    401   403   403   200   403   403   200
GET /v1/retrospectives                       401   200   200   200   200   200   200
GET /v1/retrospectives/{period}              401   200   200   200   200   200   200
GET /v1/reviews                              401   200   200   200   200   200   200
POST /v1/reviews                             401   403   403   403   403   201   403
GET /v1/slips                                401   200   200   200   200   200   200
GET /v1/subjects                             401   200   200   200   200   200   200
POST /v1/subjects                            401   403   403   201   403   403   201
GET /v1/subjects/{subject_id}                401   200   200   200   200   200   200
POST /v1/subjects/{subject_id}/erase         401   403   403   403   403   403   200
POST /v1/subjects/{subject_id}/hold          401   403   403   403   403   200   403
POST /v1/subjects/{subject_id}/release       401   403   403   403   403   200   403
GET /v1/trail                                401   200   200   200   200   200   200
GET /v1/access-log                           401   403   403   403   403   200   403
POST /v1/ledger/verify                       401   403   403   403   403   200   200
GET /v1/ledger/checks                        401   403   403   403   403   200   200
GET /v1/ledger/checkpoint                    401   200   200   200   200   200   200
GET /v1/ledger/consistency                   401   200   200   200   200   200   200
GET /v1/ledger/inclusion                     401   200   200   200   200   200   200
GET /v1/ledger/bundle                        401   403   403   403   403   200   200
GET /v1/workspace                            401   200   200   200   200   200   200
"""


def expected() -> Mapping[str, tuple[int, ...]]:
    """The statuses of each route, by column."""
    rows = [line.rsplit(maxsplit=len(COLUMNS)) for line in TABLE.strip().splitlines()]
    return {route: tuple(map(int, statuses)) for route, *statuses in rows}


def test_every_route_is_listed():
    assert sorted(expected()) == sorted(all_routes())


@pytest.mark.parametrize("route", expected())
def test_each_role_may_do_what_the_table_says_and_no_more(place: Place, route: str):
    """A route that is refused to one is asked of the next just the same, so what is asked for is really there."""
    method, admin = route.split()[0], place.client()
    stories.clock(admin)
    ready = None
    for role, status in zip(COLUMNS, expected()[route], strict=True):
        ready = ready or REQUESTS[route](admin)
        client = place.served.client() if role is None else place.client(role)
        answer = ready.by(client, method)
        assert answer.status == status, f"{role}: {answer.status} {answer.body!r}"
        if status in (401, 403):
            assert answer.headers["content-type"] == "application/problem+json"
        elif method != "GET":
            ready = None

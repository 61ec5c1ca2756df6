"""For every route there is, one request that succeeds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.invariants import stories
from tests.invariants.talking import Answer, Client

EASED = {"target": {"kind": "absolute", "value": "500000"}, "reason_code": "scope_change", "reason": stories.REASON}


GRACE = {"edit_until": "2031-01-31", "update_until": "2031-02-15"}


@dataclass(frozen=True, kw_only=True)
class Ready:
    """Everything it needs is there."""

    path: str
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def by(self, client: Client, method: str) -> Answer:
        return client.send(method, self.path, self.body, **self.headers)


Making = Callable[[Client], Ready]


def at(path: str) -> Making:
    """Nothing is needed."""
    return lambda client: Ready(path=path)


def sent(path: str, **body: Any) -> Making:
    return lambda client: Ready(path=path, body=body)


def about(make: Callable[[Client], str], path: str) -> Making:
    """Asks about what `make` makes; `{}` stands for its id."""
    return lambda client: Ready(path=path.format(make(client)))


def done(make: Callable[[Client], str], path: str, **body: Any) -> Making:
    """Does something to what `make` makes; no version is asked for."""
    return lambda client: Ready(path=path.format(make(client)), body=body)


def decided(make: Callable[[Client], str], path: str, **body: Any) -> Making:
    """Does something to what `make` makes, whatever its version."""
    return lambda client: Ready(path=path.format(make(client)), body=body, headers={"If_Match": "*"})


def new_key(client: Client) -> str:
    return str(client.post("/v1/keys", {"role": "viewer"})["id"])


def reading(client: Client) -> str:
    return str(stories.read(client, stories.kpi(client), "450000", key="first")["id"])


def measuring(client: Client) -> str:
    return stories.active(client, baseline={"state": "measuring"})


def preliminary(client: Client) -> str:
    return stories.active(client, maturity="preliminary")


def paused(client: Client) -> str:
    goal_id = stories.active(client)
    stories.act(client, goal_id, "pause", reason="Waiting for the budget")
    return goal_id


def closed(client: Client) -> str:
    goal_id = stories.active(client)
    stories.act(client, goal_id, "close", outcome="missed")
    return goal_id


def moved(client: Client) -> str:
    goal_id = stories.active(client)
    stories.retarget(client, goal_id, target={"kind": "absolute", "value": "500000"})
    return goal_id


def corrected_when_closed(client: Client) -> str:
    """A goal that raises R14, whatever the policy says."""
    kpi_id = stories.kpi(client)
    goal_id = stories.active(client, kpi_id=kpi_id)
    reading_id = stories.read(client, kpi_id, "450000")["id"]
    stories.act(client, goal_id, "close", outcome="missed")
    client.post(f"/v1/readings/{reading_id}/corrections", {"value": "460000", "reason": "Typed wrongly"})
    return goal_id


def cycle(client: Client) -> str:
    """The name of a new cycle, of days in which no goal lies."""
    name = f"cycle-{next(stories.NUMBERS)}"
    client.post("/v1/cycles", {"name": name, "start": "2031-01-01", "end": "2031-01-31", **GRACE})
    return name


def proposed(client: Client) -> str:
    """Proposed for whoever is called as the role of an owner is."""
    goal_id = stories.active(client)
    client.post("/v1/policy", {"approval": "always"})
    found = client.post(f"/v1/goals/{goal_id}/retargets", EASED, If_Match="*", Goalpost_On_Behalf_Of="owner")
    client.post("/v1/policy", {"approval": "none"})
    return str(found["proposal"]["id"])


def assessed(client: Client) -> str:
    goal_id = stories.active(client)
    stories.act(client, goal_id, "checkins", status="on_track", story="The pipeline is full")
    stories.act(client, goal_id, "reviews", verdict="reaffirmed")
    stories.act(client, goal_id, "comments", text="Well done")
    return goal_id


def deliverable(client: Client) -> str:
    return stories.milestone(client, stories.active(client))


def counted(client: Client) -> str:
    return stories.milestone(client, stories.active(client), kind="counted", required_count="15", unit="articles")


def finished(client: Client) -> str:
    milestone_id = deliverable(client)
    client.post(f"/v1/milestones/{milestone_id}/complete", {}, If_Match="*")
    return milestone_id


def aligning(client: Client) -> Ready:
    parent, child = stories.active(client), stories.active(client)
    body = {"parent_id": parent, "kind": "supports"}
    return Ready(path=f"/v1/goals/{child}/align", body=body, headers={"If_Match": "*"})


def unaligning(client: Client) -> Ready:
    ready = aligning(client)
    ready.by(client, "POST").made()
    body = {"parent_id": ready.body["parent_id"]}
    return Ready(path=ready.path.replace("align", "unalign"), body=body, headers={"If_Match": "*"})


def superseding(client: Client) -> Ready:
    old, new = stories.active(client), stories.active(client)
    return Ready(path=f"/v1/goals/{old}/supersede", body={"by_goal_id": new}, headers={"If_Match": "*"})


def moving_goal(client: Client) -> Ready:
    goal_id, container_id = stories.active(client), stories.container(client)
    return Ready(path=f"/v1/goals/{goal_id}/move", body={"container_id": container_id}, headers={"If_Match": "*"})


def moving_container(client: Client) -> Ready:
    inner, outer = stories.container(client), stories.container(client)
    return Ready(path=f"/v1/containers/{inner}/move", body={"parent_id": outer}, headers={"If_Match": "*"})


def defining(client: Client) -> Ready:
    body = {"key": f"kpi-{next(stories.NUMBERS)}", "name": "Revenue", **stories.MEASURE}
    return Ready(path="/v1/kpis", body=body)


def opening_cycle(client: Client) -> Ready:
    body = {"name": f"cycle-{next(stories.NUMBERS)}", "start": "2031-01-01", "end": "2031-01-31", **GRACE}
    return Ready(path="/v1/cycles", body=body)


def subject(client: Client) -> str:
    """One with an entry, and a name like no other."""
    return str(client.post("/v1/subjects", entering_subject(client).body)["id"])


def entering_subject(client: Client) -> Ready:
    return Ready(path="/v1/subjects", body={"id": f"subject-{next(stories.NUMBERS)}", "name": "Ana Example"})


REQUESTS: dict[str, Making] = {
    "GET /": at("/"),
    "GET /livez": at("/livez"),
    "GET /metrics": at("/metrics"),
    "GET /readyz": at("/readyz"),
    "GET /openapi.json": at("/openapi.json"),
    "GET /docs": at("/docs"),
    "GET /docs/static/{filename}": at("/docs/static/docs.css"),
    "GET /problems": at("/problems"),
    "GET /problems/{slug}": at("/problems/not-found"),
    "GET /v1/workspace": at("/v1/workspace"),
    "GET /v1/policy": at("/v1/policy"),
    "POST /v1/policy": sent("/v1/policy", grace_days=9),
    "GET /v1/anchors": at("/v1/anchors"),
    "POST /v1/anchors": sent("/v1/anchors", anchor="product_launch", on="2023-05-02"),
    "GET /v1/cycles": at("/v1/cycles"),
    "POST /v1/cycles": opening_cycle,
    "GET /v1/cycles/{name}": about(cycle, "/v1/cycles/{}"),
    "POST /v1/cycles/{name}/lock": done(cycle, "/v1/cycles/{}/lock"),
    "POST /v1/cycles/{name}/close": done(cycle, "/v1/cycles/{}/close"),
    "GET /v1/reviews": at("/v1/reviews"),
    "POST /v1/reviews": sent("/v1/reviews", period="2023-Q1", note="Looked at"),
    "GET /v1/subjects": at("/v1/subjects"),
    "POST /v1/subjects": entering_subject,
    "GET /v1/subjects/{subject_id}": about(subject, "/v1/subjects/{}"),
    "POST /v1/subjects/{subject_id}/erase": done(
        subject, "/v1/subjects/{}/erase", ground="court_order", asked_by="s-1", reason=stories.REASON
    ),
    "POST /v1/subjects/{subject_id}/hold": done(subject, "/v1/subjects/{}/hold", reason=stories.REASON),
    "POST /v1/subjects/{subject_id}/release": done(subject, "/v1/subjects/{}/release", reason=stories.REASON),
    "GET /v1/clock": at("/v1/clock"),
    "POST /v1/clock": sent("/v1/clock", now=stories.NOW),
    "GET /v1/keys": at("/v1/keys"),
    "POST /v1/keys": sent("/v1/keys", role="viewer"),
    "GET /v1/keys/{key_id}": about(new_key, "/v1/keys/{}"),
    "DELETE /v1/keys/{key_id}": about(new_key, "/v1/keys/{}"),
    "GET /v1/containers": at("/v1/containers"),
    "POST /v1/containers": sent("/v1/containers", name="Ours", kind="folder"),
    "GET /v1/containers/{container_id}": about(stories.container, "/v1/containers/{}"),
    "PATCH /v1/containers/{container_id}": decided(stories.container, "/v1/containers/{}", name="Theirs"),
    "POST /v1/containers/{container_id}/move": moving_container,
    "POST /v1/containers/{container_id}/archive": decided(stories.container, "/v1/containers/{}/archive"),
    "GET /v1/kpis": at("/v1/kpis"),
    "POST /v1/kpis": defining,
    "GET /v1/kpis/{kpi_id}": about(stories.kpi, "/v1/kpis/{}"),
    "PATCH /v1/kpis/{kpi_id}": decided(stories.kpi, "/v1/kpis/{}", name="Recurring revenue"),
    "POST /v1/kpis/{kpi_id}/redefine": decided(
        stories.kpi, "/v1/kpis/{}/redefine", scale=3, reason="Cents are too coarse"
    ),
    "POST /v1/kpis/{kpi_id}/retire": decided(stories.kpi, "/v1/kpis/{}/retire"),
    "POST /v1/kpis/{kpi_id}/readings": done(
        stories.kpi, "/v1/kpis/{}/readings", observed_at="2023-06-01T00:00:00Z", value="450000"
    ),
    "GET /v1/kpis/{kpi_id}/readings": about(stories.kpi, "/v1/kpis/{}/readings"),
    "GET /v1/readings/{reading_id}": about(reading, "/v1/readings/{}"),
    "POST /v1/readings/{reading_id}/corrections": done(
        reading, "/v1/readings/{}/corrections", value="460000", reason="Typed wrongly"
    ),
    "POST /v1/readings/{reading_id}/void": done(reading, "/v1/readings/{}/void", reason="Of another product"),
    "GET /v1/goals": at("/v1/goals"),
    "POST /v1/goals": sent("/v1/goals", title="Increase revenue"),
    "GET /v1/goals/{goal_id}": about(stories.active, "/v1/goals/{}"),
    "PATCH /v1/goals/{goal_id}": decided(stories.active, "/v1/goals/{}", title="Increase revenue soon"),
    "POST /v1/goals/{goal_id}/activate": decided(stories.draft, "/v1/goals/{}/activate"),
    "POST /v1/goals/{goal_id}/commit": decided(preliminary, "/v1/goals/{}/commit"),
    "POST /v1/goals/{goal_id}/baseline": decided(measuring, "/v1/goals/{}/baseline", value="400000"),
    "POST /v1/goals/{goal_id}/retargets": decided(stories.active, "/v1/goals/{}/retargets", **EASED),
    "POST /v1/goals/{goal_id}/reviews": decided(stories.active, "/v1/goals/{}/reviews", verdict="reaffirmed"),
    "POST /v1/goals/{goal_id}/checkins": done(stories.active, "/v1/goals/{}/checkins", confidence="0.7"),
    "POST /v1/goals/{goal_id}/comments": done(stories.active, "/v1/goals/{}/comments", text="Well done"),
    "POST /v1/goals/{goal_id}/waivers": done(
        stories.active, "/v1/goals/{}/waivers", until="2023-12-31", reason=stories.REASON
    ),
    "POST /v1/goals/{goal_id}/flags/{flag}/acknowledge": done(
        corrected_when_closed, "/v1/goals/{}/flags/R14/acknowledge", note="Talked over with its owner"
    ),
    "POST /v1/goals/{goal_id}/pause": decided(stories.active, "/v1/goals/{}/pause", reason="No budget"),
    "POST /v1/goals/{goal_id}/resume": decided(paused, "/v1/goals/{}/resume"),
    "POST /v1/goals/{goal_id}/close": decided(stories.active, "/v1/goals/{}/close", outcome="missed"),
    "POST /v1/goals/{goal_id}/reopen": decided(closed, "/v1/goals/{}/reopen", reason="Counted wrongly"),
    "POST /v1/goals/{goal_id}/archive": decided(closed, "/v1/goals/{}/archive"),
    "POST /v1/goals/{goal_id}/supersede": superseding,
    "POST /v1/goals/{goal_id}/move": moving_goal,
    "POST /v1/goals/{goal_id}/align": aligning,
    "POST /v1/goals/{goal_id}/unalign": unaligning,
    "POST /v1/goals/{goal_id}/owner": decided(stories.active, "/v1/goals/{}/owner", owner="ana"),
    "GET /v1/goals/{goal_id}/checkins": about(assessed, "/v1/goals/{}/checkins"),
    "GET /v1/goals/{goal_id}/reviews": about(assessed, "/v1/goals/{}/reviews"),
    "GET /v1/goals/{goal_id}/comments": about(assessed, "/v1/goals/{}/comments"),
    "GET /v1/goals/{goal_id}/versions": about(moved, "/v1/goals/{}/versions"),
    "GET /v1/goals/{goal_id}/forecast": about(stories.active, "/v1/goals/{}/forecast"),
    "GET /v1/goals/{goal_id}/attainment": about(moved, "/v1/goals/{}/attainment?lens=original"),
    "GET /v1/goals/{goal_id}/decomposition": about(moved, "/v1/goals/{}/decomposition"),
    "GET /v1/goals/{goal_id}/reconciliation": about(moved, "/v1/goals/{}/reconciliation"),
    "GET /v1/containers/{container_id}/attainment": about(stories.container, "/v1/containers/{}/attainment"),
    "GET /v1/containers/{container_id}/decomposition": about(stories.container, "/v1/containers/{}/decomposition"),
    "GET /v1/decomposition": at("/v1/decomposition"),
    "GET /v1/goals/{goal_id}/diff": about(moved, "/v1/goals/{}/diff?from=1"),
    "GET /v1/containers/{container_id}/diff": about(stories.container, "/v1/containers/{}/diff?from=1"),
    "GET /v1/diff": at("/v1/diff?from=1"),
    "GET /v1/goals/{goal_id}/trail": about(moved, "/v1/goals/{}/trail"),
    "GET /v1/goals/{goal_id}/flags": about(moved, "/v1/goals/{}/flags"),
    "GET /v1/goals/{goal_id}/slips": about(stories.active, "/v1/goals/{}/slips"),
    "GET /v1/goals/{goal_id}/timeline": about(moved, "/v1/goals/{}/timeline"),
    "GET /v1/goals/{goal_id}/milestones": about(stories.active, "/v1/goals/{}/milestones"),
    "POST /v1/goals/{goal_id}/milestones": decided(
        stories.active, "/v1/goals/{}/milestones", title="Write it down", kind="deliverable"
    ),
    "GET /v1/milestones/{milestone_id}": about(deliverable, "/v1/milestones/{}"),
    "PATCH /v1/milestones/{milestone_id}": decided(deliverable, "/v1/milestones/{}", title="Write it up"),
    "POST /v1/milestones/{milestone_id}/progress": done(counted, "/v1/milestones/{}/progress", amount="3"),
    "POST /v1/milestones/{milestone_id}/complete": decided(deliverable, "/v1/milestones/{}/complete"),
    "POST /v1/milestones/{milestone_id}/reschedule": decided(
        deliverable, "/v1/milestones/{}/reschedule", due="2023-09-30", reason="The author is ill"
    ),
    "POST /v1/milestones/{milestone_id}/rescope": decided(
        counted, "/v1/milestones/{}/rescope", kind="counted", required_count="10", reason="Five are there"
    ),
    "POST /v1/milestones/{milestone_id}/reopen": decided(finished, "/v1/milestones/{}/reopen", reason="Too short"),
    "POST /v1/milestones/{milestone_id}/drop": decided(deliverable, "/v1/milestones/{}/drop", reason="No need"),
    "GET /v1/retargets": at("/v1/retargets"),
    "GET /v1/retargets/{retarget_id}": about(proposed, "/v1/retargets/{}"),
    "POST /v1/retargets/{retarget_id}/approve": decided(proposed, "/v1/retargets/{}/approve"),
    "POST /v1/retargets/{retarget_id}/reject": decided(proposed, "/v1/retargets/{}/reject", reason="Not now"),
    "POST /v1/retargets/{retarget_id}/withdraw": decided(proposed, "/v1/retargets/{}/withdraw"),
    "GET /v1/trail": at("/v1/trail"),
    "GET /v1/access-log": at("/v1/access-log"),
    "POST /v1/ledger/verify": at("/v1/ledger/verify"),
    "GET /v1/ledger/checks": at("/v1/ledger/checks"),
    "GET /v1/ledger/checkpoint": at("/v1/ledger/checkpoint"),
    "GET /v1/ledger/inclusion": at("/v1/ledger/inclusion?position=1"),
    "GET /v1/ledger/consistency": at("/v1/ledger/consistency?from=1"),
    "GET /v1/ledger/bundle": at("/v1/ledger/bundle?purpose=audit"),
    "GET /v1/slips": at("/v1/slips"),
    "GET /v1/integrity": at("/v1/integrity?period=2023"),
    "GET /v1/retrospectives": at("/v1/retrospectives?from=2023-01-01&to=2023-03-31"),
    "GET /v1/retrospectives/{period}": at("/v1/retrospectives/2023-Q1"),
    "GET /v1/replay": at("/v1/replay?step=week"),
    "GET /v1/flags": at("/v1/flags"),
    "GET /v1/events": at("/v1/events"),
}
"""By method and path, as OpenAPI writes it. Each makes what it needs through an administrator's client."""

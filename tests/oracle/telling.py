"""Tells a history to the real application: each action is a request, and whatever is refused did not happen."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.api.client import Answer, Api
from tests.oracle.histories import START, Action

KPI = {"name": "Whatever counts", "unit": "x", "unit_kind": "count", "scale": 1}


@dataclass
class Telling:
    """What was told so far. `said` are the requests that were accepted."""

    api: Api
    approver: Api
    now: datetime = START
    kpis: list[str] = field(default_factory=list)
    containers: list[str] = field(default_factory=list)
    goals: list[str] = field(default_factory=list)
    readings: list[str] = field(default_factory=list)
    milestones: list[str] = field(default_factory=list)
    shapes: dict[str, str] = field(default_factory=dict)
    proposals: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def ask(self, path: str) -> Any:
        answer = self.api.get(path)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        return answer.json

    def send(self, path: str, body: Any, *, by: Api | None = None, method: str = "POST") -> dict[str, Any] | None:
        """The answer; None if it was refused, which has to be for a reason."""
        answer: Answer = (by or self.api).open(method, path, json=body, at="*")
        assert answer.status_code < 500, f"{path} {body}: {answer.text}"
        if answer.status_code >= 400:
            return None
        self.said.append(f"{self.now:%Y-%m-%dT%H:%M} {method} {path} {json.dumps(body)}")
        found: dict[str, Any] = answer.json
        return found

    def tell(self, history: dict[str, Any]) -> None:
        self.api.clock(self.now.isoformat())
        for number, kpi in enumerate(history["kpis"]):
            made = self.send("/v1/kpis", {**KPI, "key": f"kpi-{number}", **kpi})
            assert made is not None
            self.kpis.append(made["id"])
        for action in (*history["containers"], *history["goals"], *history["actions"]):
            getattr(self, f"do_{action['do']}")(action)

    def on(self, back: int | None) -> str | None:
        return None if back is None else (self.now.date() - timedelta(days=back)).isoformat()

    def in_container(self, which: int | None) -> str | None:
        return None if which is None or not self.containers else picked(self.containers, which)

    def of_goal(self, action: Action, verb: str, body: dict[str, Any]) -> dict[str, Any] | None:
        if not self.goals:
            return None
        return self.send(f"/v1/goals/{picked(self.goals, action['goal'])}/{verb}", body)

    def do_clock(self, action: Action) -> None:
        self.now += timedelta(days=action["days"], hours=action["hours"])
        self.send("/v1/clock", {"now": self.now.isoformat()})

    def do_reading(self, action: Action) -> None:
        at = self.now - timedelta(days=action["back"], hours=action["hours"])
        kpi = picked(self.kpis, action["kpi"])
        made = self.send(f"/v1/kpis/{kpi}/readings", {"observed_at": at.isoformat(), "value": action["value"]})
        if made is not None and made["id"] not in self.readings:
            self.readings.append(made["id"])

    def do_correct(self, action: Action) -> None:
        if self.readings:
            body = {"value": action["value"], "reason": "Counted once more"}
            self.send(f"/v1/readings/{picked(self.readings, action['reading'])}/corrections", body)

    def do_void(self, action: Action) -> None:
        if self.readings:
            reading = picked(self.readings, action["reading"])
            self.send(f"/v1/readings/{reading}/void", {"reason": "Never observed"})

    def do_goal(self, action: Action) -> None:
        said = dict(action["said"])
        container_id = self.in_container(said.pop("container", None))
        made = self.send(
            "/v1/goals", {**said, "kpi_id": picked(self.kpis, action["kpi"]), "container_id": container_id}
        )
        if made is not None:
            self.goals.append(made["id"])
            if action["back"] is not None:
                self.send(f"/v1/goals/{made['id']}/activate", {"on": self.on(action["back"])})

    def do_activate(self, action: Action) -> None:
        self.of_goal(action, "activate", {"on": self.on(action["back"])})

    def do_edit(self, action: Action) -> None:
        if self.goals:
            body = {"title": action["title"], "tags": sorted(set(action["tags"]))}
            self.send(f"/v1/goals/{picked(self.goals, action['goal'])}", body, method="PATCH")

    def do_move(self, action: Action) -> None:
        self.of_goal(action, "move", {"container_id": self.in_container(action["container"])})

    def do_owner(self, action: Action) -> None:
        self.of_goal(action, "owner", {"owner": action["owner"]})

    def do_container(self, action: Action) -> None:
        under = self.in_container(action["under"])
        made = self.send("/v1/containers", {"name": action["name"], "kind": action["kind"], "parent_id": under})
        if made is not None:
            self.containers.append(made["id"])

    def of_container(self, action: Action, verb: str, body: dict[str, Any]) -> None:
        if self.containers:
            self.send(f"/v1/containers/{picked(self.containers, action['container'])}/{verb}", body)

    def do_hang(self, action: Action) -> None:
        self.of_container(action, "move", {"parent_id": self.in_container(action["under"])})

    def do_rename(self, action: Action) -> None:
        if self.containers:
            path = f"/v1/containers/{picked(self.containers, action['container'])}"
            self.send(path, {"name": action["name"]}, method="PATCH")

    def do_put_away(self, action: Action) -> None:
        self.of_container(action, "archive", {})

    def do_redefine(self, action: Action) -> None:
        measure = {"value_kind": action["value_kind"], "aggregation": action["aggregation"]}
        path = f"/v1/kpis/{picked(self.kpis, action['kpi'])}/redefine"
        self.send(path, {**measure, "reason": "It was never counted like that"})

    def do_baseline(self, action: Action) -> None:
        self.of_goal(action, "baseline", {"value": action["value"]})

    def do_commit(self, action: Action) -> None:
        self.of_goal(action, "commit", {})

    def do_retarget(self, action: Action) -> None:
        if not self.goals:
            return
        goal = self.ask(f"/v1/goals/{picked(self.goals, action['goal'])}")
        body = {**self.changed(goal, action["changes"]), "reason_code": action["code"], "reason": action["reason"]}
        if action["effective"] is not None:
            body["effective_on"] = (self.now.date() + timedelta(days=action["effective"])).isoformat()
        made = self.of_goal(action, "retargets", body)
        if made is not None and made.get("proposal"):
            self.proposals.append(made["proposal"]["id"])

    def changed(self, goal: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
        """What is asked for, where the change is told from how the goal stands."""
        body = {**changes, **changes.get("said", {})}
        body.pop("said", None)
        kpi = body.pop("kpi", None)
        if kpi is not None:
            body["kpi_id"] = picked(self.kpis, kpi)
        if "said" in changes:
            return body
        if "target" in changes:
            body["target"] = shifted(goal["target"]["resolved"], changes["target"])
        if "window" in changes:
            ((edge, days),) = changes["window"].items()
            body["window"] = {edge: (date.fromisoformat(goal["window"][edge]) + timedelta(days=days)).isoformat()}
        if "course" in changes:
            body["target"] = bent(goal, body.pop("course"))
        if "levels" in changes:
            body["levels"] = beside(goal, *changes["levels"])
        if "baseline" in changes:
            body["baseline"] = {"state": "known", "value": changes["baseline"]}
        return body

    def do_check_in(self, action: Action) -> None:
        body = {"status": action["status"], "confidence": action["confidence"], "on": self.on(action["back"])}
        self.of_goal(action, "checkins", body)

    def due(self, action: Action) -> str | None:
        return None if action["due"] is None else self.on(-action["due"])

    def do_milestone(self, action: Action) -> None:
        body = {"title": "A step", "due": self.due(action), **action.get("shape", {"kind": "deliverable"})}
        made = self.of_goal(action, "milestones", body)
        if made is not None:
            self.milestones.append(made["id"])
            self.shapes[made["id"]] = body["kind"]

    def of_milestone(self, action: Action, verb: str, body: dict[str, Any]) -> None:
        if self.milestones:
            self.send(f"/v1/milestones/{picked(self.milestones, action['milestone'])}/{verb}", body)

    def do_reschedule(self, action: Action) -> None:
        self.of_milestone(action, "reschedule", {"due": self.due(action), "reason": "The author is ill"})

    def do_progress(self, action: Action) -> None:
        if self.milestones:
            is_staged = self.shapes[picked(self.milestones, action["milestone"])] == "staged"
            stage = ("drawn", "built")[action["stage"] % 2]
            some = {"stage": stage} if is_staged else {"amount": action["amount"]}
            self.of_milestone(action, "progress", {**some, "effective_on": self.on(action["back"])})

    def do_complete(self, action: Action) -> None:
        self.of_milestone(action, "complete", {"effective_on": self.on(action["back"])})

    def do_rescope(self, action: Action) -> None:
        shape = {"kind": "counted", "required_count": str(action["required"])}
        self.of_milestone(action, "rescope", {**shape, "reason": "There are more of them"})

    def do_restore(self, action: Action) -> None:
        self.of_milestone(action, "reopen", {"reason": "It was not done after all"})

    def do_drop(self, action: Action) -> None:
        self.of_milestone(action, "drop", {"reason": "Nobody reads it"})

    def do_close(self, action: Action) -> None:
        body = {"outcome": action["outcome"], "reason": "That was it for now", "on": self.on(action["back"])}
        self.of_goal(action, "close", body)

    def do_supersede(self, action: Action) -> None:
        if self.goals:
            body = {"by_goal_id": picked(self.goals, action["by"]), "reason": "Another one says it better"}
            self.of_goal(action, "supersede", {**body, "on": self.on(action.get("back"))})

    def do_archive(self, action: Action) -> None:
        self.of_goal(action, "archive", {"reason": "Out of sight", "on": self.on(action["back"])})

    def do_reopen(self, action: Action) -> None:
        self.of_one_that_can(action, "reopen", {"reason": "Not over after all", "on": self.on(action["back"])})

    def of_one_that_can(self, action: Action, verb: str, body: dict[str, Any]) -> None:
        """Of the goal that is named, or of the first after it of which it is accepted."""
        goals = [action["goal"] + n for n in range(len(self.goals))]
        any(self.of_goal({**action, "goal": goal}, verb, body) for goal in goals)

    def do_pause(self, action: Action) -> None:
        self.of_goal(action, "pause", {"reason": "Something else comes first", "on": self.on(action["back"])})

    def do_resume(self, action: Action) -> None:
        self.of_one_that_can(action, "resume", {"on": self.on(action["back"])})

    def do_policy(self, action: Action) -> None:
        if action["said"]:
            self.send("/v1/policy", action["said"])

    def do_settle(self, action: Action) -> None:
        if self.proposals:
            body = {"reason": "Not while the quarter runs"} if action["verb"] == "reject" else {}
            settled = self.proposals.pop(action["proposal"] % len(self.proposals))
            self.send(f"/v1/retargets/{settled}/{action['verb']}", body, by=self.approver)


def picked(known: list[str], which: int) -> str:
    return known[which % len(known)]


def shifted(resolved: Any, steps: int) -> dict[str, str]:
    """Another target in the neighbourhood: a number, or a range whose ends move unlike each other."""
    if isinstance(resolved, dict):
        low, high = Decimal(resolved["low"]), Decimal(resolved["high"])
        return {"kind": "range", "low": f"{low + steps // 2}", "high": f"{high + steps}"}
    return {"kind": "absolute", "value": f"{Decimal(resolved or 0) + steps:f}"}


def bent(goal: dict[str, Any], steps: int) -> dict[str, Any]:
    """The same target by a path, whose middle is above or below the straight way."""
    start, end = (date.fromisoformat(goal["window"][edge]) for edge in ("start", "end"))
    target = goal["target"]["resolved"]
    if isinstance(target, dict):
        return {"kind": "range", **target}
    middle = (Decimal(goal["baseline"]["value"] or 0) + Decimal(target or 0)) / 2 + steps
    points = {start + (end - start) / 2: f"{middle:f}", end: f"{Decimal(target or 0):f}"}
    return {"kind": "path", "points": [{"on": on.isoformat(), "value": value} for on, value in points.items()]}


def beside(goal: dict[str, Any], commit: int | None, stretch: int | None) -> dict[str, str]:
    """Levels around the target, by so many steps on this side of it and beyond."""
    target = goal["target"]["resolved"]
    around = Decimal(0) if isinstance(target, dict) else Decimal(target or 0)
    way = 1 if goal["direction"] in ("increase", "at_least") else -1
    marks = {"commit": None if commit is None else -commit, "stretch": stretch}
    return {name: f"{around + way * steps:f}" for name, steps in marks.items() if steps is not None}

"""Goals over HTTP."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.client import Api
from tests.api.known import GOAL, KPI, NOBODY, RETARGET, act, active, draft, faults, kpi, made, read


@pytest.fixture(autouse=True)
def october(api: Api) -> None:
    api.clock("2023-10-01T09:00:00Z")


def show(api: Api, goal: dict[str, Any], query: str = "") -> dict[str, Any]:
    return made(api.get(f"/v1/goals/{goal['id']}{query}"), 200)


def retarget(api: Api, goal: dict[str, Any], query: str = "", **changes: Any) -> Any:
    return api.post(f"/v1/goals/{goal['id']}/retargets{query}", {**RETARGET, **changes}, at="*")


def titles(api: Api, query: str) -> list[str]:
    return [item["title"] for item in made(api.get(f"/v1/goals{query}"), 200)["items"]]


def test_a_goal_is_drafted_and_read_again(api: Api):
    answer = api.post("/v1/goals", {**GOAL, "kpi_id": kpi(api), "owner": "ana", "tags": ["growth"]})
    goal = made(answer)
    assert answer.headers["Location"] == f"/v1/goals/{goal['id']}"
    assert answer.headers["ETag"].startswith('"1.')
    assert (goal["state"], goal["owner"], goal["tags"], goal["version"]) == ("draft", "ana", ["growth"], 1)
    assert show(api, goal) == goal


def test_a_goal_tells_how_far_it_came_and_how_far_it_should_be(api: Api):
    measured = kpi(api)
    goal = active(api, measured)
    read(api, measured, "2023-09-30", "480000")
    found = show(api, goal)
    assert (found["progress"]["raw"], found["expected"], found["pace"]) == ("0.4000", "0.7507", "0.5328")
    assert (found["health"], found["achieved"], found["flags"]) == ("off_track", False, [])
    assert found["original"]["target"] == "600000"
    assert (found["original"]["n"], found["original"]["version"]) == (1, 2)


def test_a_retarget_answers_with_what_it_did(api: Api):
    measured = kpi(api)
    goal = active(api, measured)
    read(api, measured, "2023-09-30", "480000")
    moved = made(retarget(api, goal), 200)
    assert (moved["target"]["resolved"], moved["progress"]["raw"]) == ("500000", "0.8000")
    assert (moved["retarget"]["effect"], moved["retarget"]["magnitude"]) == ("easier", "-0.5000")
    assert moved["retargets"] == {
        "count": 1,
        "easier": 1,
        "harder": 0,
        "churn_gross": "0.5000",
        "churn_net": "-0.5000",
    }
    (only,) = made(api.get(f"/v1/goals/{goal['id']}/trail"), 200)["items"]
    assert only["event_id"] == moved["retarget_id"]


def test_a_dry_run_tells_what_a_retarget_would_do_and_stores_nothing(api: Api):
    goal = active(api)
    tried = made(retarget(api, goal, "?dry_run=true"), 200)
    assert (tried["dry_run"], tried["retarget"]["effect"]) == (True, "easier")
    (fact,) = tried["facts"]
    assert (fact["type"], fact["data"]["after"]["resolved"]) == ("goalpost.goal.retargeted.v1", "500000")
    after = show(api, goal)
    assert (after["target"]["resolved"], after["version"]) == ("600000", goal["version"])
    assert made(api.get("/v1/trail"), 200)["items"] == []


def test_a_dry_run_refuses_what_the_retarget_would(api: Api):
    goal = draft(api)
    assert retarget(api, goal, "?dry_run=true").status_code == 409


def test_a_retarget_that_moves_nothing_records_nothing(api: Api):
    goal = active(api)
    same = made(retarget(api, goal, target=GOAL["target"]), 200)
    assert (same["retarget_id"], same["retarget"], same["version"]) == (None, None, goal["version"])


def test_a_later_deadline_keeps_the_windows_start(api: Api):
    goal = active(api)
    body = {**RETARGET, "window": {"end": "2024-03-31"}}
    del body["target"]
    moved = made(api.post(f"/v1/goals/{goal['id']}/retargets", body, at="*"), 200)
    assert (moved["window"]["start"], moved["window"]["end"]) == ("2023-01-01", "2024-03-31")


def test_a_preliminary_goal_is_calibrated_without_being_moved(api: Api):
    goal = active(api, maturity="preliminary")
    moved = made(retarget(api, goal, reason_code="preliminary_calibrated"), 200)
    assert (moved["retargets"]["count"], moved["retarget"]["counted"]) == (0, False)
    committed = act(api, goal, "commit", {"note": "now we know"})
    assert (committed["maturity"], committed["original"]["target"]) == ("committed", "500000")
    versions = made(api.get(f"/v1/goals/{goal['id']}/versions"), 200)["items"]
    assert [(each["n"], each["kind"]) for each in versions] == [
        (0, "activated"),
        (0, "calibrated"),
        (1, "committed"),
    ]


def test_a_pending_target_is_resolved_by_its_baseline(api: Api):
    goal = active(api, baseline={"state": "measuring"}, target={"kind": "delta", "by": "200000"})
    assert (goal["target"]["state"], goal["health"]) == ("pending", "no_data")
    known = act(api, goal, "baseline", {"value": "400000", "observed_on": "2023-01-31"})
    assert (known["target"]["resolved"], known["retargets"]["count"]) == ("600000", 0)


def test_what_an_activation_lacks_is_listed_all_at_once(api: Api):
    goal = made(api.post("/v1/goals", {"title": "Be better"}))
    answer = api.post(f"/v1/goals/{goal['id']}/activate", {}, at=1)
    assert answer.status_code == 422
    assert [pointer for pointer, _ in faults(answer)] == ["/kpi_id", "/target", "/window"]


def test_a_goals_life_from_pause_to_archive(api: Api):
    goal = active(api)
    steps: list[tuple[str, dict[str, Any], str]] = [
        ("pause", {"reason": "waiting"}, "paused"),
        ("resume", {}, "active"),
        ("close", {"outcome": "missed", "lessons": "start earlier"}, "closed"),
        ("reopen", {"reason": "too early"}, "active"),
        ("close", {"outcome": "abandoned", "reason": "no use"}, "closed"),
        ("archive", {}, "archived"),
    ]
    for verb, body, state in steps:
        assert act(api, goal, verb, body)["state"] == state
    timeline = made(api.get(f"/v1/goals/{goal['id']}/timeline"), 200)["items"]
    assert [event["stream_version"] for event in timeline] == list(range(1, 9))


def test_a_goal_tells_the_owners_word_and_the_readings_word_side_by_side(api: Api):
    closed = act(api, active(api), "close", {"outcome": "achieved", "reason": "we say so"})
    assert (closed["outcome"], closed["outcome_by_readings"]) == ("achieved", "missed")


def test_checkins_reviews_and_comments_are_told(api: Api):
    goal = active(api)
    checkin = {"confidence": "0.7", "status": "on_track", "story": "Pipeline is full"}
    assert act(api, goal, "checkins", checkin)["check_in"]["confidence"] == "0.7"
    assert act(api, goal, "reviews", {"verdict": "reaffirmed"})["review"]["verdict"] == "reaffirmed"
    assert act(api, goal, "comments", {"text": "Good luck"})["comments"] == 1


def test_checkins_and_comments_need_no_version(api: Api):
    goal = active(api)
    assert api.post(f"/v1/goals/{goal['id']}/checkins", {"confidence": "1"}).status_code == 200
    assert api.post(f"/v1/goals/{goal['id']}/comments", {"text": "Hello"}).status_code == 200


def test_a_change_needs_the_version_it_was_decided_on(api: Api):
    goal = active(api)
    path = f"/v1/goals/{goal['id']}"
    assert api.patch(path, {"title": "Other"}).status_code == 428
    stale = api.patch(path, {"title": "Other"}, at=1)
    assert (stale.status_code, stale.json["current_version"]) == (412, goal["version"])
    assert made(api.patch(path, {"title": "Other"}, at=goal["version"]), 200)["title"] == "Other"


def test_the_words_of_an_active_goal_are_edited_and_its_target_is_not(api: Api):
    goal = active(api)
    path = f"/v1/goals/{goal['id']}"
    edited = made(api.patch(path, {"why": "To grow", "aim": None}, at="*"), 200)
    assert (edited["why"], edited["aim"]) == ("To grow", None)
    refused = api.patch(path, {"target": RETARGET["target"]}, at="*")
    assert (refused.status_code, refused.json["code"]) == (409, "use-a-retarget")


def test_an_edit_that_changes_nothing_records_nothing(api: Api):
    goal = draft(api, tags=["growth"])
    edited = made(api.patch(f"/v1/goals/{goal['id']}", {"tags": ["growth"]}, at=1), 200)
    assert edited["version"] == 1


def test_a_goal_is_moved_aligned_handed_over_and_superseded(api: Api):
    container = made(api.post("/v1/containers", {"name": "Revenue", "kind": "objective"}))["id"]
    measured = kpi(api)
    parent, goal = active(api, measured), active(api, measured)
    assert act(api, goal, "move", {"container_id": container})["container_id"] == container
    aligned = act(api, goal, "align", {"parent_id": parent["id"], "kind": "contributes", "weight": "0.5"})
    assert aligned["parents"] == [{"parent_id": parent["id"], "kind": "contributes", "weight": "0.5"}]
    assert act(api, goal, "unalign", {"parent_id": parent["id"]})["parents"] == []
    assert act(api, goal, "owner", {"owner": "ben"})["owner"] == "ben"
    replaced = act(api, goal, "supersede", {"by_goal_id": parent["id"]})
    assert (replaced["outcome"], replaced["superseded_by"]) == ("superseded", parent["id"])


def test_what_an_article_said_and_what_was_invented_are_told_apart(api: Api):
    said = {"quote": "lose 20 pounds in 3 months", "sources": ["002"], "illustrative": ["baseline"]}
    assert draft(api, provenance=said)["provenance"] == said


def test_sealed_text_is_told_as_it_was_sent(api: Api):
    goal = draft(api, why={"text": "Ana asked for it", "subject": "ana"})
    assert show(api, goal)["why"] == "Ana asked for it"
    (event,) = made(api.get(f"/v1/goals/{goal['id']}/timeline"), 200)["items"]
    assert event["data"]["description"]["why"] == "Ana asked for it"


def test_a_goal_as_of_a_position_is_as_it_was_known_then(api: Api):
    measured = kpi(api)
    goal = active(api, measured)
    read(api, measured, "2023-09-30", "480000")
    made(retarget(api, goal), 200)
    before = show(api, goal, f"?as_of={goal['position']}")
    assert (before["target"]["resolved"], before["progress"], before["version"]) == (
        "600000",
        None,
        goal["version"],
    )


def test_a_goal_on_a_day_is_as_it_was_read_by_then(api: Api):
    measured = kpi(api)
    goal = active(api, measured)
    read(api, measured, "2023-06-30", "450000")
    read(api, measured, "2023-09-30", "480000")
    assert show(api, goal, "?on=2023-07-01")["progress"]["raw"] == "0.2500"


def test_the_forecast_names_its_method_and_how_many_readings_it_is_from(api: Api):
    measured = kpi(api)
    goal = active(api, measured)
    path = f"/v1/goals/{goal['id']}/forecast"
    read(api, measured, "2023-03-31", "425000")
    found = made(api.get(path), 200)
    assert (found["n"], found["slope_per_day"], found["why_none"]) == (1, None, "fewer than 3 distinct days were read")
    read(api, measured, "2023-06-30", "450000")
    read(api, measured, "2023-09-30", "475000")
    found = made(api.get(path), 200)
    assert (found["method"], found["n"], found["on"]) == ("ordinary_least_squares", 3, "2023-10-01")
    assert found["needed_today"] == "550136.986301370"[:-1]
    assert found["days_until_behind"] == 0


def test_no_forecast_says_why_there_is_none(api: Api):
    launch = {"anchor": "product_launch", "duration": "P3M"}
    lacking: dict[str, dict[str, Any]] = {
        "nothing is measured: the goal has no KPI": {"kpi_id": None},
        "the goal's window is not known yet": {"kpi_id": kpi(api), "window": launch},
        "the goal has no direction yet": {"kpi_id": kpi(api, key="other"), "direction": None, "target": None},
        "fewer than 3 distinct days were read": {"kpi_id": kpi(api, key="third")},
    }
    for why, lacks in lacking.items():
        goal = made(api.post("/v1/goals", {**GOAL, **lacks}))
        found = made(api.get(f"/v1/goals/{goal['id']}/forecast"), 200)
        assert (found["why_none"], found["n"], found["slope_per_day"]) == (why, 0, None)


def test_the_list_is_filtered_by_what_goals_are(api: Api):
    measured = kpi(api)
    container = made(api.post("/v1/containers", {"name": "Revenue", "kind": "objective"}))["id"]
    active(api, measured, title="A", owner="ana", tags=["growth"])
    draft(api, measured, title="B", container_id=container)
    act(api, active(api, measured, title="C", maturity="preliminary"), "close", {"outcome": "missed"})
    for query, expected in (
        ("?state=active", ["A"]),
        ("?owner=ana", ["A"]),
        ("?tag=growth", ["A"]),
        ("?health=no_data", ["A"]),
        (f"?container={container}", ["B"]),
        ("?maturity=preliminary", ["C"]),
        ("?outcome=missed", ["C"]),
        (f"?kpi={measured}", ["A", "B", "C"]),
        (f"?kpi={NOBODY}", []),
        ("?health=stale", []),
    ):
        assert titles(api, query) == expected, query


def test_the_list_is_sorted_by_deadline_and_title(api: Api):
    measured = kpi(api)
    for title, end in (("b", "2023-06-30"), ("A", "2023-06-30"), ("c", "2023-12-31")):
        draft(api, measured, title=title, window={"start": "2023-01-01", "end": end})
    draft(api, measured, title="d", window=None)
    assert titles(api, "?sort=-due,title") == ["d", "c", "A", "b"]
    assert titles(api, "?sort=due,-title") == ["b", "A", "c", "d"]


@pytest.mark.parametrize("query", ["", "&sort=-title", "&sort=due", "&tag=odd", "&health=no_data&sort=title"])
def test_the_pages_of_a_list_hold_every_goal_once(api: Api, query: str):
    measured = kpi(api)
    for n in range(7):
        active(api, measured, title=f"goal {n}", tags=["odd"] if n % 2 else [])
    wanted = titles(api, f"?limit=100{query}")
    found, path = [], f"/v1/goals?limit=2{query}"
    while path:
        page = made(api.get(path), 200)
        assert len(page["items"]) <= 2
        found += [item["title"] for item in page["items"]]
        path = f"/v1/goals?limit=2{query}&cursor={page['next_cursor']}" if page["next_cursor"] else ""
    assert (found, len(set(found))) == (wanted, 3 if "odd" in query else 7)


@pytest.mark.parametrize("query", ["?colour=red", "?state=asleep", "?sort=colour", "?limit=0", "?owner=a&owner=b"])
def test_an_unknown_question_is_refused(api: Api, query: str):
    assert api.get(f"/v1/goals{query}").status_code == 400


WRONG_DRAFTS: list[tuple[dict[str, Any], str, str]] = [
    ({"colour": "red"}, "/colour", "unknown-field"),
    ({"title": None}, "/title", "null"),
    ({"title": 5}, "/title", "wrong-type"),
    ({"title": "a\0b"}, "/title", "not-text"),
    ({"aim": "a\0b"}, "/aim", "not-text"),
    ({"kpi_id": "mrr"}, "/kpi_id", "not-an-id"),
    ({"direction": "up"}, "/direction", "unknown-word"),
    ({"weight": "NaN"}, "/weight", "not-a-decimal"),
    ({"weight": "-1"}, "/weight", "weight-out-of-range"),
    ({"tolerance": "1E+1000000"}, "/tolerance", "not-a-decimal"),
    ({"target": 600000}, "/target", "wrong-type"),
    ({"target": {"kind": "guess"}}, "/target", "unknown-shape"),
    ({"target": {"kind": "absolute"}}, "/target/value", "required"),
    ({"target": {"kind": "absolute", "value": "1" * 29}}, "/target/value", "not-a-decimal"),
    ({"target": {"kind": "absolute", "value": "400000"}}, "/target", "target-is-baseline"),
    ({"target": {"kind": "absolute", "value": "300000"}}, "/target", "target-contradicts-direction"),
    ({"target": {"kind": "percentage_points", "by": "5"}}, "/target/kind", "target-not-in-percent"),
    ({"baseline": {"state": "measuring", "value": "1"}}, "/baseline/value", "baseline-cannot-be"),
    ({"baseline": {"state": "known"}}, "/baseline/value", "baseline-cannot-be"),
    ({"window": {"start": "2023-02-31", "duration": "P3M"}}, "/window/start", "no-such-day"),
    (
        {"window": {"start": "2023-03-01", "end": "2023-02-28"}},
        "/window/end",
        "window-ends-before-it-starts",
    ),
    ({"links": [{"system": "a", "ref": "b", "url": "ftp://x"}]}, "/links/0/url", "wrong-form"),
    ({"levels": {"target": "1"}}, "/levels/target", "unknown-field"),
]


@pytest.mark.parametrize(("change", "pointer", "code"), WRONG_DRAFTS, ids=lambda value: str(value)[:60])
def test_a_wrong_goal_is_refused_where_it_is_wrong(api: Api, change: dict[str, Any], pointer: str, code: str):
    answer = api.post("/v1/goals", {**GOAL, "kpi_id": kpi(api), **change})
    assert (answer.status_code, faults(answer)) == (422, [(pointer, code)])


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"kpi_id": NOBODY}, "/kpi_id"),
        ({"container_id": NOBODY}, "/container_id"),
        ({"parents": [{"parent_id": NOBODY, "kind": "supports"}]}, "/parents/0/parent_id"),
    ],
)
def test_what_a_goal_refers_to_must_be_there(api: Api, change: dict[str, Any], pointer: str):
    answer = api.post("/v1/goals", {**GOAL, "kpi_id": kpi(api), **change})
    assert (answer.status_code, faults(answer)) == (404, [(pointer, "no-such-reference")])


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"reason": None}, "/reason", "null"),
        ({"reason": "too short"}, "/reason", "reason-too-short"),
        ({"reason": " " * 9}, "/reason", "blank"),
        ({"reason": "  nine chr  "}, "/reason", "reason-too-short"),
        ({"reason_code": "because"}, "/reason_code", "unknown-word"),
        ({"effective_on": "2023-10-02"}, "/effective_on", "day-in-future"),
        ({"target": {"kind": "absolute", "value": "400000"}}, "/target", "target-is-baseline"),
        ({"evidence": [{"title": "no link"}]}, "/evidence/0/url", "required"),
    ],
)
def test_a_wrong_retarget_is_refused_where_it_is_wrong(api: Api, change: dict[str, Any], pointer: str, code: str):
    answer = retarget(api, active(api), **change)
    assert (answer.status_code, faults(answer)) == (422, [(pointer, code)])


@pytest.mark.parametrize("missing", ["reason", "reason_code"])
def test_a_retarget_says_why(api: Api, missing: str):
    goal = active(api)
    body = {name: value for name, value in RETARGET.items() if name != missing}
    answer = api.post(f"/v1/goals/{goal['id']}/retargets", body, at="*")
    assert (answer.status_code, faults(answer)) == (422, [(f"/{missing}", "required")])


@pytest.mark.parametrize(
    ("ready", "code"),
    [
        (lambda api: draft(api), "draft-is-edited"),
        (lambda api: act(api, active(api), "close", {"outcome": "missed"}), "goal-is-closed"),
        (lambda api: act(api, active(api), "pause", {"reason": "waiting"}), "goal-is-paused"),
    ],
)
def test_only_an_active_goal_is_retargeted(api: Api, ready: Callable[[Api], dict[str, Any]], code: str):
    answer = retarget(api, ready(api))
    assert (answer.status_code, answer.json["code"]) == (409, code)


def test_a_body_of_two_megabytes_is_refused(api: Api):
    answer = api.post("/v1/goals", {"title": "x" * 2_000_000})
    assert (answer.status_code, answer.json["code"]) == (413, "body-too-large")


def test_bytes_that_are_no_text_are_refused(api: Api):
    answer = api.post("/v1/goals", data=b'{"title": "\xff\xfe"}', content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (400, "malformed-body")


VERBS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("activate", {}),
    ("commit", {}),
    ("baseline", {"value": "1"}),
    ("retargets", RETARGET),
    ("reviews", {"verdict": "reaffirmed"}),
    ("checkins", {"confidence": "1"}),
    ("comments", {"text": "x"}),
    ("pause", {"reason": "x"}),
    ("resume", {}),
    ("close", {"outcome": "missed"}),
    ("reopen", {"reason": "x"}),
    ("archive", {}),
    ("move", {"container_id": None}),
    ("align", {"parent_id": NOBODY, "kind": "supports"}),
    ("unalign", {"parent_id": NOBODY}),
    ("supersede", {"by_goal_id": NOBODY}),
    ("owner", {"owner": None}),
)


def test_another_workspaces_goal_is_not_found_whatever_the_verb(api: Api):
    goal = active(api)
    other = api.other()
    for verb, body in VERBS:
        assert other.post(f"/v1/goals/{goal['id']}/{verb}", body, at="*").status_code == 404, verb
    for part in ("", "/trail", "/versions", "/timeline", "/forecast", "/milestones"):
        assert other.get(f"/v1/goals/{goal['id']}{part}").status_code == 404, part
    assert other.patch(f"/v1/goals/{goal['id']}", {"why": "x"}, at="*").status_code == 404
    assert made(other.get("/v1/goals"), 200)["items"] == []


def test_a_kpi_is_no_goal(api: Api):
    measured = kpi(api)
    for verb, body in VERBS:
        assert api.post(f"/v1/goals/{measured}/{verb}", body, at="*").status_code == 404, verb


def test_a_viewer_changes_nothing_and_a_contributor_assesses(api: Api):
    goal = active(api)
    viewer, contributor = api.as_role("viewer"), api.as_role("contributor")
    for verb, body in VERBS:
        assert viewer.post(f"/v1/goals/{goal['id']}/{verb}", body, at="*").status_code == 403, verb
    assert act(contributor, goal, "checkins", {"confidence": "1"})["version"] == goal["version"] + 1
    assert contributor.post(f"/v1/goals/{goal['id']}/close", {"outcome": "missed"}, at="*").status_code == 403


def test_what_happened_to_a_goal_is_neither_replaced_nor_deleted(api: Api):
    goal = active(api)
    for part in ("", "/retargets", "/trail", "/checkins"):
        for method in ("PUT", "DELETE"):
            answer = api.open(method, f"/v1/goals/{goal['id']}{part}")
            assert (answer.status_code, bool(answer.headers["Allow"])) == (405, True)


def test_a_goal_made_under_a_key_is_made_once(api: Api):
    body = {**GOAL, "kpi_id": kpi(api)}
    first, again = (api.post("/v1/goals", body, once="mine") for _ in range(2))
    assert first.data == again.data
    assert len(made(api.get("/v1/goals"), 200)["items"]) == 1


def test_a_percentage_goal_may_be_told_in_points(api: Api):
    retention = kpi(api, key="retention", unit="%", unit_kind="percent", currency=None)
    for target, resolved in (
        ({"kind": "percentage_points", "by": "15"}, "55"),
        ({"kind": "relative_percent", "by": "15"}, "46"),
    ):
        goal = draft(api, retention, baseline={"state": "known", "value": "40"}, target=target)
        assert (goal["target"]["resolved"], goal["target"]["authored"]) == (resolved, target)


def test_the_kpi_is_named_with_its_unit(api: Api):
    goal = draft(api)
    assert (goal["kpi"]["key"], goal["kpi"]["unit"]) == (KPI["key"], KPI["unit"])


@pytest.mark.parametrize("blank", ["  ", "\t", "\u200b"])
def test_a_blank_title_or_reason_is_none(api: Api, blank: str):
    titled = api.post("/v1/goals", {**GOAL, "kpi_id": kpi(api), "title": blank})
    assert titled.status_code == 422
    assert [(fault["pointer"], fault["code"]) for fault in titled.json["errors"]] == [("/title", "blank")]
    goal = draft(api, kpi(api, key="another"))
    moved = api.post(f"/v1/goals/{goal['id']}/retargets", {**RETARGET, "reason": blank}, at="*")
    assert [(fault["pointer"], fault["code"]) for fault in moved.json["errors"]] == [("/reason", "blank")]

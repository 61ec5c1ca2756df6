"""A workspace whose retargets say whatever a retarget can say."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.api.client import Api
from tests.api.deciding import actor, decided, proposed, ruled
from tests.api.known import RETARGET, act, active, kpi, made
from tests.ledger.bundles import Told, taken, telling

WORDS = (
    "=1+1, as the board says",
    "+44 is too far away, we think",
    "-2 of 3 are left, and no more",
    "@SUM(A1:A9) says it was too much",
    "\t=1+1 after a tab, and more",
    "\n=1+1 after a line, and more",
    "\r\nand after both, and more",
    "\uff1d1+1 in full width, and more",
    "'=1+1 behind an apostrophe",
    'They said "no", twice,\nand we; believed\r\nthem: €5',
    '"',
    " a space before, and one after ",
    "Größer – „gut“ \U0001f600 \u202e\u2028 عربى",
    "_x0041_ and \x01 and \x7f and \ufffe too",
    "<r><b>bold & brave</b></r>",
    "<![CDATA[ ]]> &amp; &#65; <!-- -->",
    "x" * 10_000,
    "1234567890123456789",
    "-12.50 as it was, or so",
)
LONG_LINKS = [{"url": f"https://example.org/{n}/{'y' * 900}", "title": "="} for n in range(40)]
"""Together longer than a cell can be."""


ASKED: Mapping[str, Mapping[str, str | int]] = {
    "all": {},
    "goal": {},
    "types": {"types": "goalpost.goal.retargeted.v1,goalpost.reading.recorded.v1"},
    "actor": {"actor": "admin"},
    "part": {"from_": 10, "to": "2023-12-20"},
    "early": {"to": "2023-06-30"},
    "nothing": {"from_": "2023-07-02", "to": "2023-07-03"},
    "day": {"on": "2023-12-10"},
    "then": {"as_of": 60},
    "moment": {"as_of": "2023-07-01T00:00:00+02:00"},
    "sample": {"sample": 7, "seed": "a"},
    "more": {"sample": 1_000, "seed": "a", "to": 80},
    "goal sampled": {"sample": 5},
    "actor sampled": {"sample": 5, "actor": "admin"},
    "nothing sampled": {"sample": 5, "types": "goalpost.reading.recorded.v1"},
}
"""Bundles by name; those of a goal are of the one that was retargeted most."""


def bundles(home: Path) -> dict[str, Path]:
    """All of them, of one workspace, in an empty directory."""
    with telling(home) as told:
        tell_more(told)
        of_goal = {name: {"goal": told.other_id} if name.startswith("goal") else {} for name in ASKED}
        return {name: taken(told, home / f"{name}.tar", **asked, **of_goal[name]) for name, asked in ASKED.items()}


def tell_more(told: Told) -> None:
    """Words of every sort, every field, approvals, what follows another change, personal text and its erasure."""
    api = told.api
    _words(api, told.other_id)
    _fields(api)
    _pending(api)
    _approved(api)
    _followed(api)
    _sealed(api, told.eased_id)


def _words(api: Api, goal_id: str) -> None:
    for n, reason in enumerate(WORDS):
        if len(reason.strip()) < 10:
            reason = f"{reason}{reason} and so on, and more"
        act(api, {"id": goal_id}, "retargets", _to(f"6{n:02d}000.125", reason=reason))
    act(api, {"id": goal_id}, "retargets", _to("123456789012345678.5", evidence=LONG_LINKS, trigger="other"))
    behalf = {"Goalpost-On-Behalf-Of": "board"}
    made(api.post(f"/v1/goals/{goal_id}/retargets", _to("500000"), at="*", headers=behalf), 200)
    act(api, {"id": goal_id}, "retargets", _to("400000.000000001", effective_on="2023-12-01"))


def _fields(api: Api) -> None:
    first, second = kpi(api, key="a", name="A"), kpi(api, key="b", name="B")
    goal = active(api, first)
    path = {"kind": "path", "points": [{"on": "2023-06-30", "value": "1.5"}, {"on": "2023-12-31", "value": "600000"}]}
    for change in (
        {"levels": {"commit": "450000"}},
        {"levels": {"commit": "450000.0", "stretch": "700000"}, "weight": "0.5"},
        {"tolerance": "5", "weight": "2.50"},
        {"target": path},
        {"target": {"kind": "absolute", "value": "600000"}},
        {"window": {"start": "2023-01-01", "end": "2024-03-31", "tz": "Asia/Tokyo"}},
        {"window": {"start": "2023-01-01", "duration": "P15M", "tz": "Asia/Tokyo"}},
        {"baseline": {"state": "assumed", "value": "400000", "source": 'a, "guess" '}},
        {"baseline": {"state": "known", "value": "410000.50"}},
        {"direction": "at_least", "target": {"kind": "at_least", "value": "500000"}},
        {
            "levels": None,
            "tolerance": None,
            "direction": "maintain",
            "target": {"kind": "range", "low": "400000.10", "high": "500000"},
        },
        {"kpi_id": second},
    ):
        act(api, goal, "retargets", {"reason_code": "market_change", "reason": "The market moved away", **change})


def _pending(api: Api) -> None:
    """Of a preliminary goal, whose baseline is not known yet and whose window waits for an anchor."""
    first = kpi(api, key="p", name="P")
    goal = active(
        api,
        first,
        maturity="preliminary",
        baseline={"state": "measuring"},
        target={"kind": "relative_percent", "by": "10.0"},
        window={"anchor": "product_launch", "duration": "P3M", "tz": "UTC"},
    )
    why = {"reason_code": "preliminary_calibrated", "reason": "It was only a guess"}
    act(api, goal, "retargets", {"target": {"kind": "relative_percent", "by": "12"}, **why})
    act(api, goal, "retargets", {"window": {"anchor": "product_launch", "duration": "P6M", "tz": "UTC"}, **why})
    made(api.post("/v1/anchors", {"anchor": "product_launch", "on": "2023-12-24"}), 200)
    act(api, goal, "commit", {})


def _approved(api: Api) -> None:
    goal = active(api, kpi(api, key="q", name="Q"))
    ruled(api, approval="always")
    ana, ben = actor(api, "owner", "ana"), actor(api, "approver", "ben")
    proposal = proposed(ana, goal, _to("555000", reason="As Ana proposed it to Ben"))
    made(decided(ben, proposal, "approve"), 200)
    ruled(api, approval="none")


def _followed(api: Api) -> None:
    """A KPI redefined, and an anchor moved, with goals that follow."""
    first = kpi(api, key="r", name="R")
    active(api, first)
    active(api, kpi(api, key="s", name="S"), window={"anchor": "product_launch", "duration": "P12M", "tz": "UTC"})
    made(api.post(f"/v1/kpis/{first}/redefine", {"scale": 0, "reason": "Cents do not matter"}, at="*"), 200)
    made(api.post("/v1/anchors", {"anchor": "product_launch", "on": "2024-01-15", "note": "It slipped"}), 200)


def _sealed(api: Api, goal_id: str) -> None:
    goal = {"id": goal_id}
    for subject in ("carl", "dora"):
        reason = {"text": f"{subject} said that it was too much", "subject": subject}
        act(api, goal, "retargets", _to("470000" if subject == "carl" else "475000", reason=reason))
        act(api, goal, "comments", {"text": reason})
    erasing = {"reason": "They asked for it in writing", "ground": "request_of_the_subject", "asked_by": "carl"}
    made(api.post("/v1/subjects/carl/erase", erasing), 200)
    again = {"text": "carl said so once more, later", "subject": "carl"}
    act(api, goal, "retargets", _to("480000", reason=again))


def _to(target: str, **changes: Any) -> dict[str, Any]:
    return {**RETARGET, "target": {"kind": "absolute", "value": target}, **changes}

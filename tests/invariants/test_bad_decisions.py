"""What may not be decided, or makes no sense to ask, is refused with a problem that says why; nothing is recorded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from api.contract.roles import Role
from tests.invariants import stories
from tests.invariants.conftest import Place
from tests.invariants.requests import EASED, GRACE
from tests.invariants.seeding import seeded
from tests.invariants.serving import Served
from tests.invariants.talking import Answer, Client
from tests.invariants.test_bad_input import require_problem

NOBODY = "0190a000-0000-7000-8000-000000000000"


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A workspace whose policy asks for approval, with a proposal in each state that can be in the way."""

    place: Place
    goal_id: str
    open_id: str
    own_id: str
    approved_id: str
    lapsed_id: str

    def by(self, role: Role) -> Client:
        return self.place.client(role)


@cache
def ground(served: Served) -> Ground:
    place = Place(served=served, seeded=seeded(served.database_url))
    client = place.client()
    stories.clock(client)
    client.post("/v1/policy", {"approval": "always"})
    goal_id, other_id = stories.active(client), stories.active(client)
    lapsed_id, approved_id = proposed(client, other_id), proposed(client, other_id)
    place.client(Role.APPROVER).post(f"/v1/retargets/{approved_id}/approve", If_Match="*")
    return Ground(
        place=place,
        goal_id=goal_id,
        open_id=proposed(client, goal_id),
        own_id=proposed(client, goal_id, for_whom="approver"),
        approved_id=approved_id,
        lapsed_id=lapsed_id,
    )


def proposed(client: Client, goal_id: str, *, for_whom: str = "ana") -> str:
    """The id of a proposal that an administrator makes for somebody."""
    path = f"/v1/goals/{goal_id}/retargets"
    found = client.post(path, EASED, If_Match="*", Goalpost_On_Behalf_Of=for_whom)
    return str(found["proposal"]["id"])


Sending = Callable[[Ground], Answer]


def told(role: Role, path: str, **body: Any) -> Sending:
    """`{name}` in the path stands for the ground's; `from_` in the body for `from`."""
    said = {name.rstrip("_"): value for name, value in body.items()}
    return lambda at: at.by(role).send("POST", path.format(**vars(at)), said, If_Match="*")


def asked(path: str) -> Sending:
    return lambda at: at.by(Role.VIEWER).send("GET", path.format(**vars(at)))


APPROVER, AUDITOR, OWNER, ADMIN = Role.APPROVER, Role.AUDITOR, Role.OWNER, Role.ADMIN
DAYS = {"start": "2031-01-01", "end": "2031-01-31"}
CASES: Mapping[str, tuple[Sending, int, str, str]] = {
    "approving one's own": (told(APPROVER, "/v1/retargets/{own_id}/approve"), 403, "self-approval", ""),
    "approving twice": (told(APPROVER, "/v1/retargets/{approved_id}/approve"), 409, "proposal-is-settled", ""),
    "rejecting what is approved": (
        told(APPROVER, "/v1/retargets/{approved_id}/reject", reason="Not before the third contract"),
        409,
        "proposal-is-settled",
        "",
    ),
    "approving what has lapsed": (told(APPROVER, "/v1/retargets/{lapsed_id}/approve"), 409, "proposal-is-settled", ""),
    "approving another version": (
        told(APPROVER, "/v1/retargets/{open_id}/approve", n=7),
        409,
        "other-version-proposed",
        "/n",
    ),
    "approving what was never proposed": (told(APPROVER, f"/v1/retargets/{NOBODY}/approve"), 404, "not-found", ""),
    "approving as an owner": (told(OWNER, "/v1/retargets/{open_id}/approve"), 403, "not-permitted", ""),
    "withdrawing another's": (told(OWNER, "/v1/retargets/{open_id}/withdraw"), 403, "not-the-proposer", ""),
    "rejecting without a reason": (told(APPROVER, "/v1/retargets/{open_id}/reject"), 422, "invalid-body", "/reason"),
    "telling who approved": (
        told(OWNER, "/v1/goals/{goal_id}/retargets", **EASED, approved_by="cleo"),
        403,
        "only-imports-tell",
        "/approved_by",
    ),
    "a waiver without an end": (
        told(OWNER, "/v1/goals/{goal_id}/waivers", reason=stories.REASON),
        422,
        "invalid-body",
        "/until",
    ),
    "a waiver that is over": (
        told(OWNER, "/v1/goals/{goal_id}/waivers", until="2023-06-14", reason=stories.REASON),
        422,
        "waiver-is-over",
        "/until",
    ),
    "a negative number of days": (told(ADMIN, "/v1/policy", freeze_days=-1), 422, "invalid-body", "/freeze_days"),
    "a cycle whose days are crossed": (
        told(ADMIN, "/v1/cycles", name="crossed", **DAYS, edit_until="2031-02-15", update_until="2031-01-31"),
        422,
        "cycle-cannot-be",
        "/update_until",
    ),
    "a cycle that ends before it starts": (
        told(ADMIN, "/v1/cycles", name="crossed", start="2031-01-31", end="2031-01-01", **GRACE),
        422,
        "cycle-cannot-be",
        "/end",
    ),
    "locking a cycle that is not there": (told(ADMIN, "/v1/cycles/2040-Q1/lock"), 404, "not-found", ""),
    "a review of what is not recorded yet": (
        told(AUDITOR, "/v1/reviews", period="2023-Q1", note="Looked at", position=10**9),
        422,
        "position-is-ahead",
        "/position",
    ),
    "a review of a goal that is not there": (
        told(AUDITOR, "/v1/reviews", period="2023-Q1", note="Looked at", scope={"kind": "goal", "id": NOBODY}),
        404,
        "not-found",
        "/scope/id",
    ),
    "a review that ends before it begins": (
        told(AUDITOR, "/v1/reviews", from_="2023-03-31", to="2023-01-01", note="Looked at"),
        422,
        "period-cannot-be",
        "/to",
    ),
    "acknowledging what is not raised": (
        told(AUDITOR, "/v1/goals/{goal_id}/flags/R14/acknowledge", note="Seen"),
        409,
        "flag-is-not-raised",
        "",
    ),
    "acknowledging no flag at all": (
        told(AUDITOR, "/v1/goals/{goal_id}/flags/R99/acknowledge", note="Seen"),
        404,
        "not-found",
        "",
    ),
    "no lens": (asked("/v1/goals/{goal_id}/attainment?lens=first"), 400, "invalid-parameter", "lens"),
    "a lens of a day that never was": (
        asked("/v1/goals/{goal_id}/attainment?lens=2023-02-30"),
        400,
        "invalid-parameter",
        "lens",
    ),
    "a lens on a version that never was": (
        asked("/v1/goals/{goal_id}/attainment?lens=version:9"),
        422,
        "no-such-version",
        "lens",
    ),
    "a trail by what no retarget raises": (asked("/v1/trail?flag=R15"), 400, "invalid-parameter", "flag"),
    "a trail backdated by less than nothing": (asked("/v1/trail?backdated=-1"), 400, "invalid-parameter", "backdated"),
    "a trail that ends before it begins": (
        asked("/v1/trail?from=2023-03-31&to=2023-01-01"),
        422,
        "no-such-period",
        "to",
    ),
    "a trail of a period and of days": (
        asked("/v1/goals/{goal_id}/trail?period=2023-Q1&from=2023-01-01"),
        422,
        "no-such-period",
        "period",
    ),
    "pages of a file": (asked("/v1/trail?format=csv&limit=5"), 400, "invalid-parameter", "limit"),
    "slips that end before they begin": (asked("/v1/slips?from=2023-03-31&to=2023-01-01"), 422, "no-such-period", "to"),
    "a report of no period": (asked("/v1/integrity"), 422, "no-such-period", "from"),
    "a report that ends before it begins": (
        asked("/v1/integrity?from=2023-03-31&to=2023-01-01"),
        422,
        "no-such-period",
        "to",
    ),
    "a decomposition that ends before it begins": (
        asked("/v1/goals/{goal_id}/decomposition?from=2023-03-31&to=2023-01-01"),
        422,
        "no-such-period",
        "to",
    ),
}


def head(at: Ground) -> int:
    found: int = at.by(ADMIN).get("/v1/workspace")["head"]
    return found


@pytest.mark.parametrize("case", CASES)
def test_it_is_refused_with_a_problem_that_says_why(server: Served, case: str):
    send, status, code, place = CASES[case]
    at = ground(server)
    before = head(at)
    answer = send(at)
    errors = require_problem(answer, status)
    assert answer.json["code"] == code
    assert place == "" or place in [error.get("parameter") or error["pointer"] for error in errors], errors
    assert head(at) == before
    explained = at.by(ADMIN).get(answer.json["type"])
    assert (explained["status"], bool(explained["mend"])) == (status, True)

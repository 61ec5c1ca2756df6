"""Whether the log is what it was."""

import logging
from dataclasses import dataclass
from typing import Any

from api.contract import ledger_checks
from api.contract.accesses import Action
from api.contract.calls import Call
from api.contract.commands import Reply
from api.contract.ledger_checks import Check
from api.contract.pages import Listed, Page
from api.contract.problems import Problem
from api.contract.roles import Role
from api.contract.routes import Routes
from api.schemas.verifying import LedgerCheck, told
from api.verifying import LOGGER, examined
from goals.errors import GoalpostError
from goals.writing import Writing
from projections.answers.asking import Asking
from projections.ledger.examining.examining import Examined
from projections.ledger.examining.reach import is_out_of_reach

routes = Routes("ledger_checks", "Verification")


@dataclass(frozen=True)
class Keeping:
    check: Check

    def perform(self, writing: Writing, call: Call) -> Reply:
        ledger_checks.keep(writing.rows, writing.workspace_id, self.check)
        return Reply(body=told(self.check), position=writing.position)


@routes.command(
    "POST",
    "/v1/ledger/verify",
    Role.AUDITOR,
    also=(Role.ADMIN,),
    answer=LedgerCheck(),
    versioned=False,
    works_first=True,
    accessed=Action.VERIFY,
)
def verify(call: Call) -> Keeping:
    """Derive the log's root again from its stored events, and say what was done to them.

    Every leaf, subtree, version and time is compared, and the root with each checkpoint that is kept and that the
    signer signed. It is answered when all is read: some 20 seconds for a million events, in which nobody who writes is
    held up. For auditors, whose question it is, and for administrators, who may have been warned; others learn nothing
    from it that they could act on.
    """
    return Keeping(ledger_checks.of(_examined(call), asked_by=call.caller.actor))


def _examined(call: Call) -> Examined:
    """Raises GoalpostError, and Problem where nothing can be told of the log just now."""
    try:
        return examined(call.doors, call.caller.workspace_id)
    except GoalpostError:
        raise
    except Exception as error:
        if not is_out_of_reach(error):
            raise
        logging.getLogger(LOGGER).exception("the log of %s is out of reach", call.caller.workspace_id)
        detail = "The database is out of reach, so nothing was verified, and nothing is known of this log."
        raise Problem("not-ready", detail, headers={"Retry-After": "1"}) from error


@routes.list("/v1/ledger/checks", Role.AUDITOR, also=(Role.ADMIN,), item=LedgerCheck(), moment=False)
def index(asking: Asking, params: dict[str, Any], page: Page) -> Listed:
    """What each verification found, those asked for and those by the clock: the newest first.

    They are no part of the log: they are told as they are, and at no other moment.
    """
    after = None if page.after is None else (int(page.after[0]), str(page.after[1]))
    found = ledger_checks.listed(asking.rows, asking.workspace_id, after=after, most=page.limit + 1)
    shown = found[: page.limit]
    last: list[str | int] | None = [shown[-1].checked_at, shown[-1].check_id] if len(found) > page.limit else None
    return Listed([told(each) for each in shown], last)

"""Periods signed off by an auditor."""

from api.contract import fields
from api.contract.schemas import Answer, Making, Request
from api.schemas import examples, values
from api.schemas.cycles import LONGEST_PERIOD
from goals.vocabulary import ScopeKind
from goals.workspace.facts import Scope

LAST_POSITION = 10**18 - 1


class ScopeSaid(Making):
    makes = Scope

    kind = fields.Choice(ScopeKind, required=True)
    id = fields.Id(allow_none=True, metadata={"description": "Of the container or goal; none for the workspace."})


class ReviewPeriod(Request):
    """A `period` of the fiscal calendar, or the days `from` and `to`."""

    example = examples.REVIEW_PERIOD

    period = fields.Line(most=LONGEST_PERIOD, allow_none=True)
    start = fields.Date(data_key="from", allow_none=True)
    end = fields.Date(data_key="to", allow_none=True)
    scope = fields.Nested(ScopeSaid(), metadata={"description": "What was reviewed; the whole workspace unless given."})
    note = fields.Text(required=True)
    position = fields.Whole(
        least=1,
        most=LAST_POSITION,
        allow_none=True,
        metadata={"description": "Up to where the log was looked at; to its end unless given."},
    )


class ScopeAnswer(Answer):
    kind = fields.Choice(ScopeKind, required=True)
    id = fields.Id(required=True, allow_none=True)


class SignedItem(Answer):
    id = fields.Id(required=True)
    from_ = fields.Date(data_key="from", required=True)
    to = fields.Date(required=True)
    scope = fields.Nested(ScopeAnswer(), required=True)
    reviewed_position = fields.Whole(required=True)
    note = fields.Text(required=True)
    actor = fields.Nested(values.ActorAnswer(), required=True)
    on_behalf_of = fields.Line(required=True, allow_none=True)
    recorded_at = fields.Instant(required=True)
    recorded_position = fields.Whole(required=True)


class SignedAnswer(SignedItem):
    version = fields.Whole(required=True)
    position = fields.Whole(required=True)

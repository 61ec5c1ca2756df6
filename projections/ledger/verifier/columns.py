"""Which columns the trail has as a table, and which of them follow from the event that a row tells of."""

FROM_EVENTS = (
    "position",
    "event_id",
    "recorded_at",
    "effective_at",
    "effective_on",
    "goal_id",
    "actor_type",
    "actor_id",
    "on_behalf_of",
    "approver_type",
    "approver_id",
    "proposal_id",
    "follows",
    "field",
    "before",
    "after",
    "reason_code",
    "reason",
    "evidence",
    "trigger",
)
DERIVED = (
    "container_id",
    "counted",
    "policy_version",
    "effect",
    "ratio",
    "magnitude",
    "days_to_deadline",
    "window_elapsed",
    "last_value",
    "last_observed_at",
    "progress_then",
    "expected_then",
    "pace_then",
    "flags",
)
"""What the exporter computed."""
FIGURED = (
    "effect",
    "ratio",
    "magnitude",
    "days_to_deadline",
    "window_elapsed",
    "progress_then",
    "expected_then",
    "pace_then",
)
"""Those of them that follow from the event and what else its row says, wholly or in part."""

COLUMNS = (*FROM_EVENTS[:6], "container_id", *FROM_EVENTS[6:], *DERIVED[1:])
"""As they stand in the table."""
NUMBERS = frozenset(
    (
        "position",
        "before",
        "after",
        "policy_version",
        "ratio",
        "magnitude",
        "days_to_deadline",
        "window_elapsed",
        "last_value",
        "progress_then",
        "expected_then",
        "pace_then",
    )
)
"""A plain number in one of these is a number in a spreadsheet."""
PLACES = {name: n for n, name in enumerate(COLUMNS)}
DERIVED_PLACES = tuple(PLACES[name] for name in DERIVED)

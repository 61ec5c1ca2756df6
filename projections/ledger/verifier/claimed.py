"""What a bundle says of itself, in words: what was asked for, and what its exporter claims."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from projections.ledger.verifier.manifest import TIME

MOST_SHOWN = 200
"""Characters of a value."""
APART = timedelta(minutes=5)
"""Clocks may differ by so much, and an export take so long."""


def asked_for(about: Mapping[str, Any]) -> str:
    """The filters, the moment, and how many events that came to."""
    filters = about["filters"] if isinstance(about["filters"], dict) else {"filters": about["filters"]}
    told = ", ".join(f"{name[:MOST_SHOWN]} {_shown(value)}" for name, value in filters.items()) or "everything"
    count = "an unknown number of" if about.get("events") is None else about["events"]
    return f"Asked for: {told}. It is told to be as of {_shown(about['as_of'])}; {count} events are in it."


def claimed(about: Mapping[str, Any]) -> str:
    """What nothing in the log shows to be so."""
    by, software = (about[name] if isinstance(about[name], dict) else {} for name in ("exporter", "software"))
    behalf = "" if by.get("on_behalf_of") is None else f" on behalf of {_shown(by['on_behalf_of'])}"
    return (
        f"Its exporter claims, and nothing shows it: exported at {_shown(about['exported_at'])},"
        f" by {_shown(by.get('type'))} {_shown(by.get('id'))}{behalf}, for the purpose {_shown(about['purpose'])}, with"
        f" {_shown(software.get('name'))} {_shown(software.get('version'))}; and whether that moment was asked for."
    )


def undated(exported_at: object, newest_at: datetime | None) -> str | None:
    """What speaks against the time at which it is said to have been exported, `newest_at` being the signer's."""
    if newest_at is None:
        return None
    try:
        apart = abs(datetime.fromisoformat(str(exported_at)) - newest_at)
    except (ValueError, TypeError, OverflowError):
        apart = timedelta.max
    if apart <= APART:
        return None
    return (
        f"When it was exported: its exporter says at {_shown(exported_at)}, and by the signer's clock its checkpoint"
        f" was the newest at {newest_at.strftime(TIME)} last."
    )


def _shown(value: object) -> str:
    """Without line breaks, so that it says nothing in this report's name."""
    text = str(value)
    return repr(text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…")

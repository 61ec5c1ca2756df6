"""What a result says of when, and of who else has seen the same."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from projections.ledger.verifier.ages import Ages, Seen
from projections.ledger.verifier.result import Result
from projections.ledger.verifier.trust import Known, Trust

NO_WITNESS = "Whether others were shown another log (split view): no witness that you named has signed a checkpoint."
NEWEST = "by the signer's clock its checkpoint was the newest at"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    """Since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


def judged_times(
    own: Known, trusted: Sequence[Known], newest_at: datetime | None, trust: Trust, result: Result
) -> None:
    """`newest_at` is when, by the signer's clock, it was the newest last.

    Raises Unusable where what was brought along cannot be read.
    """
    ages = Ages()
    for each in (own, *trusted):
        ages.witnessed(each)
    result.findings += ages.stamped(str(own.note).encode(), trust)
    if newest_at is not None:
        ages.times.append(Seen(newest_at, NEWEST, independent=False))
    result.findings += ages.judged(trust)
    result.checked += ages.checked
    result.unknown += ages.unknown
    if not any(each.seen for each in (own, *trusted)):
        result.unknown.append(NO_WITNESS)

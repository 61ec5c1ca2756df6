"""All that is compared with the events while they pass."""

from collections.abc import Sequence

from projections.ledger.verifier.observing import Watch
from projections.ledger.verifier.papers import Papers
from projections.ledger.verifier.redactions import Redactions
from projections.ledger.verifier.sampled import sampled
from projections.ledger.verifier.selection import Selecting
from projections.ledger.verifier.totals import Totals
from projections.ledger.verifier.trail import Trail
from projections.ledger.verifier.until import Until
from projections.ledger.verifier.zones import Zones

WATCHES: Sequence[Watch] = (Papers, Zones, Totals, Selecting, sampled, Redactions, Trail, Until)

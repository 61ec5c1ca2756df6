"""Who watches the events of a bundle go by."""

from projections.ledger.verifier.observing import Watch
from projections.ledger.verifier.totals import Totals
from projections.ledger.verifier.trail import Trail

WATCHES: tuple[Watch, ...] = (Totals, Trail)

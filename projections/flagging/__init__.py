"""Which questions does something raise, by what was known when it was recorded?"""

from projections.flagging.retargets import Earlier, Retargeting, earlier, of_retarget

__all__ = ["Earlier", "Retargeting", "earlier", "of_retarget"]

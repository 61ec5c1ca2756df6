"""Which questions does something raise, by what was known when it was recorded?"""

from projections.flagging.check_ins import of_check_in
from projections.flagging.endings import of_ending
from projections.flagging.milestones import of_dropping, of_rescheduling
from projections.flagging.retargets import Earlier, Retargeting, earlier, of_retarget

__all__ = [
    "Earlier",
    "Retargeting",
    "earlier",
    "of_check_in",
    "of_dropping",
    "of_ending",
    "of_rescheduling",
    "of_retarget",
]

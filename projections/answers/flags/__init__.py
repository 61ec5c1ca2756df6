"""Which questions does a goal raise?"""

from projections.answers.flags.everywhere import Filters, Place, filtered, listed
from projections.answers.flags.goal import ids_of, of_goal
from projections.answers.flags.goal_filter import goals_flagged

__all__ = ["Filters", "Place", "filtered", "goals_flagged", "ids_of", "listed", "of_goal"]

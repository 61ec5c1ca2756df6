"""How did it go, frame by frame?"""

from projections.answers.replay.course import Course, Point, Step
from projections.answers.replay.frames import Snapshot, frames
from projections.answers.replay.opened import course_of

__all__ = ["Course", "Point", "Snapshot", "Step", "course_of", "frames"]

"""`wsgi`, served by workers that can be told to kill themselves."""

from tests.invariants.killable import mortal
from wsgi import application

__all__ = ["application"]

mortal()

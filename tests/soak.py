"""How patient a test is: short as a rule, long where GOALPOST_SOAK=1 asks for it."""

import os

SOAKING = os.environ.get("GOALPOST_SOAK") == "1"


def scale(short: int, long: int) -> int:
    """`short`, or `long` while soaking."""
    return long if SOAKING else short

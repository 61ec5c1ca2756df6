"""Which moment is it told of?"""

from typing import Any

from projections.answers import forms
from projections.answers.asking import Asking


def told(asking: Asking) -> dict[str, Any]:
    """What `as_of` and `on` ask the same of anything else."""
    return {"position": asking.position, "as_of": forms.instant(asking.as_of), "on": forms.day(asking.on)}

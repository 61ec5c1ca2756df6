"""How would it have gone without a retarget, or by the targets first agreed?"""

from collections.abc import Sequence

from projections.answers.asking import Asking


def suppose(asking: Asking, *, without: Sequence[str], original: bool) -> Asking:
    """The same question where the retargets named by event were never made; or none of them, if `original`."""
    return asking

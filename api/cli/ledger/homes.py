"""The signer's directory, for commands that are given where the signer runs."""

from collections.abc import Iterator
from contextlib import contextmanager

from api.cli.opening import settings
from api.cli.sign import home_of
from api.cli.telling import Failed
from api.settings import Settings
from projections.ledger.signer.home import Home, HomeUnusable


@contextmanager
def at_home() -> Iterator[tuple[Settings, Home]]:
    """Raises Failed."""
    said = settings()
    home = home_of(said)
    try:
        yield said, home
    except HomeUnusable as unusable:
        raise Failed(str(unusable), code="signer-home-unusable") from None
    except PermissionError as refused:
        sentence = f"{refused.filename} is the signer's: run this as its user."
        raise Failed(sentence, code="signer-home-unusable") from None

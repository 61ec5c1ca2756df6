"""A signer at work inside this process, on a real socket."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from projections.ledger.signer import reading
from projections.ledger.signer.answering import listening
from projections.ledger.signer.asking import Signing
from projections.ledger.signer.home import Home
from projections.ledger.signer.signing import Signer


@contextmanager
def signing(database_url: str, *, home: Path, address: str, secret: str = "") -> Iterator[Signing]:
    """Who asks it, while it answers; it signs nothing unasked."""
    database = reading.opened(database_url)
    signer = Signer(database, Home(home), rest_s=0)
    try:
        with listening(signer, address, secret) as heard:
            yield Signing(heard, secret)
    finally:
        database.close()

"""The server, a client of it, and (from above) a signer of its database."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.api.conftest import api, app, live, sample
from tests.ledger import rich

__all__ = ["api", "app", "honest", "live", "sample"]


@pytest.fixture(scope="session")
def honest() -> Iterator[Mapping[str, Path]]:
    """Bundles of one workspace that has much to say, by the names of `rich.ASKED`."""
    with TemporaryDirectory(prefix="goalpost-") as home:
        yield rich.bundles(Path(home))

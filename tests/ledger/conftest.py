"""The server, a client of it, and (from above) a signer of its database."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from api.migrate import migrate
from api.settings import Settings
from goals.hub import Hub
from goals.vocabulary import WorkspaceKind
from tests import apps, postgres
from tests.api.client import Api, opened
from tests.api.conftest import api, app, live, sample
from tests.invariants.looking import hub_on
from tests.ledger import rich

__all__ = ["api", "app", "honest", "live", "sample"]


@pytest.fixture(scope="session")
def honest() -> Iterator[Mapping[str, Path]]:
    """Bundles of one workspace that has much to say, by the names of `rich.ASKED`."""
    with TemporaryDirectory(prefix="goalpost-") as home:
        yield rich.bundles(Path(home))


@pytest.fixture
def hub(migrated_url: str) -> Iterator[Hub]:
    """What writes to a migrated database."""
    found = hub_on(migrated_url)
    yield found
    found.database.close()


@pytest.fixture(params=["shared", "apart"])
def personal_settings(request: pytest.FixtureRequest, migrated_url: str) -> Iterator[Settings]:
    """With the keys of sealed texts in the log's own database, and in another."""
    if request.param == "shared":
        yield Settings(database_url=migrated_url, keys_url=migrated_url, pool_size=20)
    elif migrated_url.startswith("sqlite"):
        keys_url = migrated_url.replace("goalpost.sqlite", "secret.keys")
        yield Settings(database_url=migrated_url, keys_url=keys_url, pool_size=20)
    else:
        with postgres.database(request.getfixturevalue("postgres_url")) as keys_url:
            yield Settings(database_url=migrated_url, keys_url=keys_url, pool_size=20)


@pytest.fixture
def home(personal_settings: Settings) -> Iterator[Api]:
    """An administrator of a test workspace called home."""
    migrate(personal_settings.database_url, personal_settings.sealing_url)
    with apps.serving(personal_settings) as made:
        yield opened(made, name="home", kind=WorkspaceKind.TEST)

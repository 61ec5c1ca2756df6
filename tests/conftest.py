"""What every test may ask for: a database, empty or migrated, on each engine."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from api.migrate import migrate
from projections.ledger.signer.asking import Signing
from tests import postgres, signers
from tests.copies import Copies, copied
from tests.soak import SOAKING, scale

ENGINES = ("sqlite", "postgresql")

Migration = Callable[[str], None]

settings.register_profile(
    "goalpost",
    derandomize=not SOAKING,
    database=None,
    deadline=None,
    max_examples=scale(60, 5_000),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("goalpost")


@pytest.fixture(scope="session")
def migration() -> Migration:
    """What makes the tables in an empty database, given its URL; it leaves no connection open."""

    def made(url: str) -> None:
        migrate(url, keys_url=url)

    return made


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The server every test's PostgreSQL database is on. If it does not start, those tests fail."""
    with postgres.running() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str, migration: Migration) -> Iterator[str]:
    """The name of a migrated database, to be copied; its workspaces' read models are on the second side."""
    with postgres.database(postgres_url) as url:
        migration(url)
        postgres.tell(url, "ALTER TABLE log_head ALTER side SET DEFAULT 'b'")
        yield postgres.name_of(url)


@pytest.fixture(scope="session")
def postgres_copies(postgres_url: str, postgres_template: str) -> Copies:
    """What lends migrated databases."""
    return Copies(postgres_url, postgres_template)


@pytest.fixture(scope="session")
def sqlite_template(migration: Migration) -> Iterator[Path]:
    """A migrated database file, to be copied."""
    with tempfile.TemporaryDirectory(prefix="goalpost-") as home:
        template = Path(home, "template.sqlite")
        migration(f"sqlite:///{template}")
        template.touch()
        yield template


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each of the engines in turn."""
    return str(request.param)


@pytest.fixture
def sqlite_path() -> Iterator[Path]:
    """Where a test's SQLite file goes: in memory where there is room."""
    with tempfile.TemporaryDirectory(prefix="goalpost-", dir=postgres.roomy()) as home:
        yield Path(home, "goalpost.sqlite")


@pytest.fixture
def database_url(request: pytest.FixtureRequest, engine_name: str) -> Iterator[str]:
    """An empty database of the test's own."""
    if engine_name == "sqlite":
        yield f"sqlite:///{request.getfixturevalue('sqlite_path')}"
    else:
        with postgres.database(request.getfixturevalue("postgres_url")) as url:
            yield url


@pytest.fixture
def migrated_url(request: pytest.FixtureRequest, engine_name: str) -> Iterator[str]:
    """A database of the test's own, with all tables and no rows."""
    with copied(request, engine_name, file="sqlite_template", copies="postgres_copies") as url:
        yield url


@pytest.fixture
def signer_home() -> Iterator[Path]:
    """The directory of the test's signer, whose socket is in it; nothing is there before `signer` is asked for."""
    with tempfile.TemporaryDirectory(prefix="goalpost-signer-") as home:
        yield Path(home)


@pytest.fixture
def signer(migrated_url: str, signer_home: Path) -> Iterator[Signing]:
    """A signer of the test's database, on a socket; the application of `api` knows it."""
    with signers.signing(migrated_url, home=signer_home, address=str(signer_home / "socket")) as asking:
        yield asking

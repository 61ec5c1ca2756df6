"""A running server on each engine, shared by the tests that do not kill it, each in a workspace of its own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from api.contract.roles import Role
from goals.vocabulary import WorkspaceKind
from tests import postgres, signers
from tests.invariants.seeding import Seeded, seeded
from tests.invariants.serving import Served, serving
from tests.invariants.talking import Client


@dataclass(frozen=True, kw_only=True)
class Place:
    """A workspace on a running server."""

    served: Served
    seeded: Seeded

    def client(self, role: Role = Role.ADMIN) -> Client:
        return self.served.client(self.seeded.tokens[role])

    def beside(self) -> "Place":
        """Another workspace on the same server."""
        return Place(served=self.served, seeded=seeded(self.served.database_url))


@pytest.fixture(scope="session")
def sqlite_server(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("sqlite-server")
    shutil.copy(sqlite_template, home / "goalpost.sqlite")
    with signed(f"sqlite:///{home / 'goalpost.sqlite'}", home) as served:
        yield served


@pytest.fixture(scope="session")
def postgresql_server(
    postgres_url: str, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("postgresql-server")
    with postgres.database(postgres_url, template=postgres_template) as url, signed(url, home) as served:
        yield served


@contextmanager
def signed(database_url: str, home: Path) -> Iterator[Served]:
    """A server, and a signer for it."""
    with TemporaryDirectory(prefix="goalpost-signer-") as signing:
        address = f"{signing}/socket"
        with (
            signers.signing(database_url, home=Path(signing), address=address),
            serving(database_url, home=home, environ={"GOALPOST_SIGNER": address}) as served,
        ):
            yield served


@pytest.fixture
def server(request: pytest.FixtureRequest, engine_name: str) -> Served:
    """Two workers of gunicorn over each engine in turn."""
    served: Served = request.getfixturevalue(f"{engine_name}_server")
    return served


@pytest.fixture
def place(server: Served) -> Place:
    """A test workspace of the test's own."""
    return Place(served=server, seeded=seeded(server.database_url))


@pytest.fixture
def live_place(server: Served) -> Place:
    """A live workspace of the test's own."""
    return Place(served=server, seeded=seeded(server.database_url, kind=WorkspaceKind.LIVE))

"""Databases for stories: with the tables there are, and no rows."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.copies import Copies, copied
from tests.projections import story


@pytest.fixture(scope="session")
def story_copies(postgres_url: str) -> Iterator[Copies]:
    with postgres.database(postgres_url) as url:
        story.make_tables(url)
        yield Copies(postgres_url, postgres.name_of(url))


@pytest.fixture(scope="session")
def story_file() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="goalpost-") as home:
        path = Path(home, "story.sqlite")
        story.make_tables(f"sqlite:///{path}")
        yield path


@pytest.fixture
def database_url(request: pytest.FixtureRequest, engine_name: str) -> Iterator[str]:
    """A database of the test's own, in which nothing was told."""
    with copied(request, engine_name, file="story_file", copies="story_copies") as url:
        yield url

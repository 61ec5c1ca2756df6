"""The same events have the same answers: after a rebuild, and on the other engine."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import Engine, insert, select

from api.app import create_app
from api.contract.doors import Doors
from api.contract.tables import api_keys, secrets
from api.settings import Settings
from goals.keyring import sealing_keys
from goals.tables import events, log_head, workspaces
from projections.rebuild import rebuild
from tests import postgres
from tests.api.client import Api
from tests.api.test_as_of_pinned import MOMENTS, different
from tests.api.walking import asked, questions

LOADED = (workspaces, log_head, events, secrets, sealing_keys, api_keys)
NOW_AND_THEN: list[Mapping[str, str]] = [{}, *MOMENTS]


@pytest.fixture
def elsewhere(postgres_url: str, postgres_template: str) -> Iterator[str]:
    """A migrated database of PostgreSQL."""
    with postgres.database(postgres_url, template=postgres_template) as url:
        yield url


def loaded(source: Engine, target: Engine) -> None:
    """The truth copied, and nothing of what follows from it."""
    with source.connect() as there, target.begin() as here:
        for table in LOADED:
            found = [dict(row) for row in there.execute(select(table)).mappings()]
            if found:
                here.execute(insert(table), found)


@contextmanager
def served(api: Api, url: str) -> Iterator[Api]:
    """The same client, of a server on another database."""
    app = create_app(Settings(database_url=url, keys_url=url, pool_size=4))
    doors: Doors = app.extensions["goalpost"]
    yield replace(api, app=app)
    doors.close()


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_rebuild_and_the_other_engine_answer_with_the_same_bytes(sample: Api, elsewhere: str):
    asking = questions(sample)
    before = asked(sample, asking, NOW_AND_THEN)
    rebuild(sample.doors.hub, sample.workspace_id)
    assert different(before, asked(sample, asking, NOW_AND_THEN)) == []
    with served(sample, elsewhere) as other:
        loaded(sample.doors.database.engine, other.doors.database.engine)
        rebuild(other.doors.hub, other.workspace_id)
        assert different(before, asked(other, asking, NOW_AND_THEN)) == []

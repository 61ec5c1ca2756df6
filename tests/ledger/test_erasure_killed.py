"""Whoever is killed while it erases leaves a subject that is erased or is not: and the next one finishes it."""

import gc
import random
from collections.abc import Callable
from itertools import count

import pytest

from api.app import create_lasting_app
from api.checks import findings
from api.contract.doors import Doors
from api.settings import Settings
from goals import erasing
from tests.api.client import Api
from tests.dying import Ended, Moment, ended
from tests.ledger.personal import ERASE, everything_in
from tests.soak import SOAKING

COMMAND = ("subject", "erase", "--workspace", "home")
OPTIONS = ("--ground", ERASE["ground"], "--asked-by", "s-1", "--reason", ERASE["reason"])
SHORT = 2
NUMBERS = count(1)


@pytest.fixture
def settings(personal_settings: Settings) -> Settings:
    return personal_settings


@pytest.fixture
def api(home: Api) -> Api:
    home.clock("2023-06-15T12:00:00Z")
    return home


class Person:
    """Somebody with a text of their own, known by the only key there is."""

    def __init__(self, api: Api) -> None:
        self.subject = f"person-{next(NUMBERS)}"
        self.words = f"the words of {self.subject}"
        body = {"name": {"text": self.words, "subject": self.subject}, "kind": "folder"}
        made = api.post("/v1/containers", body)
        assert made.status_code == 201
        self.path = made.headers["Location"]
        (self.key,) = api.doors.keyring.keys(api.workspace_id, self.subject)


def erasure(settings: Settings, subject: str, dies: Moment | None = None) -> Ended:
    environ = {"DATABASE_URL": settings.database_url, "GOALPOST_KEYS_URL": settings.keys_url}
    return ended([*COMMAND, subject, *OPTIONS], environ, dies)


def moments(settings: Settings, api: Api) -> list[Moment]:
    """Just after and just before commits of an erasure: all of them, or some."""
    done = erasure(settings, Person(api).subject)
    assert done.code == 0, done
    every = range(1, done.commits + 1)
    after = every if SOAKING else sorted(random.sample(every, SHORT))
    before = every if SOAKING else [random.choice(every)]
    return [Moment(number=n, is_before=False) for n in after] + [Moment(number=n, is_before=True) for n in before]


def by_the_doctor(api: Api, _: Settings) -> None:
    assert [each.said for each in findings(api.doors, deep=False, told=lambda *_: None) if "sealing" in each.check]


def by_the_next_start(_: Api, settings: Settings) -> None:
    started = create_lasting_app(settings)
    gc.unfreeze()
    doors: Doors = started.extensions["goalpost"]
    doors.close()


def by_the_next_erase(api: Api, _: Settings) -> None:
    assert api.post(f"/v1/subjects/{Person(api).subject}/erase", ERASE).status_code == 200


AFTERWARDS: tuple[Callable[[Api, Settings], None], ...] = (by_the_doctor, by_the_next_start, by_the_next_erase)


def test_whoever_is_killed_has_erased_it_or_not_and_the_next_one_finishes_it(api: Api, settings: Settings) -> None:
    for turn, moment in enumerate(moments(settings, api)):
        person = Person(api)
        if not erasure(settings, person.subject, moment).is_killed_at(moment):
            continue
        is_recorded = bool(api.get(f"/v1/subjects/{person.subject}").json["erasures"])
        AFTERWARDS[turn % len(AFTERWARDS)](api, settings)
        with api.doors.keys_database.reading() as keys:
            assert erasing.begun(keys) == []
        told = api.get(person.path).json["name"]
        assert told == ("[erased]" if is_recorded else person.words), moment
        if not is_recorded:
            again = api.post(f"/v1/subjects/{person.subject}/erase", ERASE)
            assert len(again.json["erasures"]) == 1
            assert api.get(person.path).json["name"] == "[erased]"
        assert person.key not in everything_in(settings.keys_url)

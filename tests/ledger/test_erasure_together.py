"""Text that is sealed while its subject is being erased is erased or readable, as the log has the two in order."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from goals.erasing import begun
from tests.api.client import Api
from tests.ledger.personal import ERASE, HER, NOW, hers
from tests.soak import scale

WRITERS = 6
EACH = scale(12, 400)
ERASURES = scale(6, 200)


@pytest.fixture
def api(home: Api) -> Api:
    home.clock(NOW)
    home.post("/v1/subjects", {"id": HER})
    return home


def written(api: Api, number: int) -> list[tuple[int, str]]:
    """The positions of containers named in her words, and their paths."""
    answers = [api.post("/v1/containers", {"name": hers(f"{number}"), "kind": "folder"}) for _ in range(EACH)]
    assert {answer.status_code for answer in answers} == {201}
    return [(answer.json["position"], answer.headers["Location"]) for answer in answers]


def erased(api: Api) -> list[int]:
    """The positions of her erasures."""
    answers = [api.post(f"/v1/subjects/{HER}/erase", ERASE) for _ in range(ERASURES)]
    assert {answer.status_code for answer in answers} == {200}
    told: list[dict[str, Any]] = api.get(f"/v1/subjects/{HER}").json["erasures"]
    return [each["recorded_position"] for each in told]


def test_what_is_recorded_after_the_last_erasure_is_readable_and_nothing_before_it(api: Api) -> None:
    with ThreadPoolExecutor(WRITERS + 1) as together:
        erasing = together.submit(erased, api)
        writing = [together.submit(written, api, number) for number in range(WRITERS)]
        all_of_it = [each for future in writing for each in future.result()]
        last = max(erasing.result())
    assert len(all_of_it) == WRITERS * EACH
    for position, path in all_of_it:
        name = api.get(path).json["name"]
        assert (name == "[erased]") == (position < last), f"{position} and {last}: {name}"
        assert name == "[erased]" or re.match("[0-9]+: ", name)
    with api.doors.keys_database.reading() as keys:
        assert begun(keys) == []

"""Writers that share a transaction do not share their failures."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from goals.hub import Hub
from goals.writing import Writing
from tests.event_log.conftest import ASKED
from tests.event_log.test_event_log import logged, opening

WRITERS = 16


def test_one_that_fails_among_many_takes_only_its_own_back(hub: Hub, live: str) -> None:
    together = Barrier(WRITERS)

    def write(n: int) -> str:
        def work(writing: Writing) -> str:
            receipt = writing.change(opening(f"container {n}"), ASKED)
            if n % 3 == 0:
                raise ValueError(f"writer {n}")
            return receipt.stream_id

        together.wait()
        return hub.write(live, work)

    with ThreadPoolExecutor(WRITERS) as threads:
        futures = [threads.submit(write, n) for n in range(WRITERS)]
    failed = [n for n, future in enumerate(futures) if future.exception() is not None]
    assert failed == [n for n in range(WRITERS) if n % 3 == 0]
    kept = {future.result() for future in futures if future.exception() is None}
    assert [row[0] for row in logged(hub, live)] == list(range(1, len(kept) + 2))
    assert {row[1] for row in logged(hub, live)} == kept | {live}


def test_every_one_gets_its_own_answer(hub: Hub, live: str) -> None:
    with ThreadPoolExecutor(WRITERS) as threads:
        answers = list(threads.map(lambda n: hub.write(live, lambda _: n), range(200)))
    assert answers == list(range(200))


def test_an_error_of_one_does_not_stop_the_next(hub: Hub, live: str) -> None:
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            hub.write(live, lambda _: 1 // 0)
    assert hub.write(live, lambda writing: writing.position) == 1


def test_work_that_goes_alone_is_done_once_each_among_the_others(hub: Hub, live: str) -> None:
    def write(n: int) -> str:
        def work(writing: Writing) -> str:
            return writing.change(opening(f"container {n}"), ASKED).stream_id

        return hub.write(live, work, alone=n % 4 == 0)

    with ThreadPoolExecutor(WRITERS) as threads:
        made = list(threads.map(write, range(100)))
    assert {row[1] for row in logged(hub, live)} == {*made, live}
    assert len(set(made)) == 100

"""A process beside the server: begun when it is ready, started anew if it dies, ended with it, however the server ends.

A keeper is forked before the server has threads, and forks the worker. What holds them all together is a pipe: the
server writes to it to begin, and closes it when it ends, or the system does.
"""

import logging
import os
import select
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from math import inf
from threading import Event, Thread
from time import monotonic, sleep
from typing import NoReturn

Work = Callable[[Event], None]
"""Returns soon after the event is set."""

LOGGER = "goalpost.errors"
AGAIN_S = 1.0
LOOKS_EVERY_S = 0.25
SHORTLY_S = 0.02
PATIENCE_S = 10.0
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def beside(work: Work) -> Iterator[Callable[[], None]]:
    """What begins it; after the block it is gone."""
    reads, writes = os.pipe()
    server = os.getpid()
    with _undisturbed():
        keeper = os.fork()
        if keeper == 0:
            os.close(writes)
            _keep(reads, work)
    os.close(reads)
    begun = Event()
    try:
        yield lambda: _begin(writes, begun)
    finally:
        # The workers that gunicorn forks come by here too.
        if os.getpid() == server:
            if begun.is_set():
                _told(writes)
            os.close(writes)
            with suppress(ChildProcessError):
                os.waitpid(keeper, 0)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """What would end it waits: who is forked here does not go the server's way before it is told that it is another."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(writes: int, begun: Event) -> None:
    begun.set()
    _told(writes)


def _told(writes: int) -> None:
    with suppress(BrokenPipeError):
        os.write(writes, b"\n")


def _keep(reads: int, work: Work) -> NoReturn:
    try:
        for each in ENDING:
            signal.signal(each, signal.SIG_IGN)
        begun = os.read(reads, 1)
        while begun and not _is_over(reads, 0):
            worker = os.fork()
            if worker == 0:
                _work(reads, work)
            _wait(worker, reads)
            _is_over(reads, AGAIN_S)
    except Exception:
        logging.getLogger(LOGGER).exception("nothing works beside the server any more")
    finally:
        os._exit(0)


def _work(reads: int, work: Work) -> NoReturn:
    over = Event()
    Thread(target=_listen, args=(reads, over), daemon=True).start()
    try:
        work(over)
    except Exception:
        logging.getLogger(LOGGER).exception("what works beside the server has died, and is started anew")
    finally:
        os._exit(0)


def _listen(reads: int, over: Event) -> None:
    _is_over(reads, None)
    over.set()


def _wait(worker: int, reads: int) -> None:
    """Until the worker is gone; killed where it does not end with the server."""
    give_up = inf
    while not _is_gone(worker):
        if monotonic() > give_up:
            os.kill(worker, signal.SIGKILL)
        elif not _is_over(reads, LOOKS_EVERY_S):
            continue
        elif give_up == inf:
            give_up = monotonic() + PATIENCE_S
        sleep(SHORTLY_S)


def _is_gone(worker: int) -> bool:
    return os.waitpid(worker, os.WNOHANG)[0] == worker


def _is_over(reads: int, within_s: float | None) -> bool:
    """Whether the server said so, or is no more; waits for it so long, None for ever."""
    return bool(select.select([reads], [], [], within_s)[0])

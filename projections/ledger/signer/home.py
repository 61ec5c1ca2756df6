"""Where the signer keeps what nobody else may change: a directory that only its user can enter."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from goals.errors import NotFound
from goals.identity import canonical

PRIVATE = 0o700
NEW = ".new"


class HomeUnusable(Exception):
    """A sentence: why no signer can work here."""


class HomeTaken(HomeUnusable):
    """Another signer is at work there."""


class Home:
    """`keys` are in it, a directory for each log with one for each of its incarnations, and a register of the logs."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.keys = path / "keys"
        self.logs = path / "logs"
        self.register = path / "register"

    def make(self) -> None:
        """Raises HomeUnusable."""
        try:
            for each in (self.path, self.keys, self.logs, self.register):
                _make(each, mode=PRIVATE)
        except OSError as error:
            raise HomeUnusable(f"{self.path} cannot be the signer's directory: {error.strerror}.") from None

    def log(self, workspace_id: str) -> Path:
        """Raises NotFound for what is no workspace's id as it is stored: no other text becomes part of a path."""
        if not _is_id(workspace_id):
            raise NotFound("workspace", str(workspace_id))
        return self.logs / workspace_id

    def remembered(self) -> list[str]:
        """The workspaces of which something was signed."""
        return sorted({path.name for path in self._about_logs() if _is_id(path.name)})

    @property
    def is_in_use(self) -> bool:
        """Whether something was signed here."""
        return any(self._about_logs())

    def _about_logs(self) -> Iterator[Path]:
        for each in (self.logs, self.register):
            if each.is_dir():
                yield from each.iterdir()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """As the only signer of this home, to the end of the block. Raises HomeTaken where there is another."""
        with _locked(self.path / "running", wait=False):
            yield

    @contextmanager
    def shared(self) -> Iterator[None]:
        """While nobody exchanges keys or declares a restore; others may be at work for other logs."""
        with _locked(self.path / "turn", wait=True, shared=True):
            yield

    @contextmanager
    def turn(self) -> Iterator[None]:
        """While nobody else changes anything here: neither the signer, nor who exchanges keys or declares a restore."""
        with _locked(self.path / "turn", wait=True):
            yield


def _make(directory: Path, *, mode: int = 0o777) -> None:
    """Where it is not there yet; then it survives a power cut."""
    if not directory.is_dir():
        _make(directory.parent)
        directory.mkdir(mode=mode, exist_ok=True)
        synced(directory.parent)


def _is_id(text: object) -> bool:
    return isinstance(text, str) and canonical(text) == text


@contextmanager
def _locked(path: Path, *, wait: bool, shared: bool = False) -> Iterator[None]:
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise HomeUnusable(f"{path.parent} cannot be the signer's directory: {error.strerror}.") from None
    try:
        _lock(file, path, wait=wait, shared=shared)
        yield
    finally:
        os.close(file)


def _lock(file: int, path: Path, *, wait: bool, shared: bool) -> None:
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        raise HomeTaken(f"Another signer is at work in {path.parent}.") from None


def written(path: Path, content: bytes) -> None:
    """The whole file, or as it was before: never half of it, nor gone after a power cut. Only its owner may read it."""
    new = path.with_name(path.name + NEW)
    new.unlink(missing_ok=True)
    file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(file, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(file)
    new.rename(path)
    synced(path.parent)


def synced(directory: Path) -> None:
    """What was made, named or removed in it survives a power cut."""
    file = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(file)
    finally:
        os.close(file)

"""Which logs were signed in a home, and how far: apart from what is remembered of each, so that this is missed."""

import json
from pathlib import Path
from typing import NamedTuple

from projections.ledger.signer.home import Home, HomeUnusable, written
from projections.ledger.signer.kept import Kept


class Entry(NamedTuple):
    """In the order in which they follow one another."""

    incarnation: int
    size: int


def entered(home: Home, workspace_id: str) -> Entry | None:
    """The last one; None of a log that is not in the register. Raises NotFound, HomeUnusable."""
    path = _path(home, workspace_id)
    try:
        read = json.loads(path.read_bytes())
        found = Entry(read["incarnation"], read["size"])
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError):
        raise HomeUnusable(f"{path} is damaged: put back the signer's directory.") from None
    if type(found.incarnation) is not int or type(found.size) is not int:
        raise HomeUnusable(f"{path} is damaged: put back the signer's directory.")
    return found


def lacks(home: Home, workspace_id: str, kept: Kept) -> bool:
    """Whether more was signed than is in it. Raises NotFound, HomeUnusable."""
    before = entered(home, workspace_id)
    return kept.last is not None and (before is None or before < Entry(kept.incarnation, kept.size))


def enter(home: Home, workspace_id: str, kept: Kept) -> None:
    """On the disk when it returns: to be called before anybody gets what was signed."""
    if lacks(home, workspace_id, kept):
        entry = Entry(kept.incarnation, kept.size)
        written(_path(home, workspace_id), json.dumps(entry._asdict()).encode())


def require(home: Home, workspace_id: str, kept: Kept | None) -> None:
    """Raises HomeUnusable where less is remembered than was signed. A log that is signed for the first time, or was
    before there was a register, is not in it."""
    entry = entered(home, workspace_id)
    if entry is None or (kept is not None and Entry(kept.incarnation, kept.size) >= entry):
        return
    log, path = home.log(workspace_id), _path(home, workspace_id)
    raise HomeUnusable(
        f"{log / str(entry.incarnation)} does not tell of all {entry.size:,} events that were signed: put it back."
        f" Where it is lost, take {log} and {path} away, and declare that with `goalpost ledger restore`."
    )


def _path(home: Home, workspace_id: str) -> Path:
    return home.register / home.log(workspace_id).name

"""What stands above a frame: where it is in the replay, and from where the goals are seen."""

from collections.abc import Mapping
from typing import Any

from rich.text import Text

from api.cli.playing.player import Player
from api.cli.shown import visible

Told = Mapping[str, Any]

EFFECTIVE = "effective"
ASIDE = "dim"


def playing(player: Player, workspace: str) -> Text:
    """Whether it goes on, the moment, the number of the frame, and whose replay this is."""
    frame = player.reel.frame
    symbol, going, style = _going(player)
    of = "" if player.reel.frames is None else f" of {player.reel.frames:,}"
    return Text.assemble(
        (f"{symbol} ", style),
        (_at(frame), "bold cyan"),
        (f"  frame {frame['frame'] + 1:,}{of}", ASIDE),
        (f"  {going}", style),
        (f"  {visible(workspace)}", ASIDE),
    )


def seen_from(player: Player, *, per_page: int) -> Text:
    """How many goals, along which time, about which day, by what was known up to which position; what is supposed."""
    frame = player.reel.frame
    along = "by all that is known" if frame["axis"] == EFFECTIVE else "as it was known then"
    told = (_goals(player, per_page), along, f"about {frame['on']}", f"position {frame['position']:,}")
    return Text.assemble((" · ".join(told), ASIDE), *_supposed(player.reel.first.get("what_if")))


def _at(frame: Told) -> str:
    """The day of the world where days of the world go by, else the moment of knowing."""
    return str(frame["on"]) if frame["axis"] == EFFECTIVE else _minute(frame)


def _minute(frame: Told) -> str:
    return f"{frame['moment'][:16].replace('T', ' ')} UTC"


def _going(player: Player) -> tuple[str, str, str]:
    if player.is_rushing:
        return "▶", "to the end", "bold green"
    if player.is_at_end:
        return "■", "the end", "bold"
    if player.is_paused:
        return "‖", "paused", "bold yellow"
    return "▶", f"playing, {player.speed:g} a second", "bold green"


def _goals(player: Player, per_page: int) -> str:
    count, first = len(player.reel.frame["goals"]), player.page * per_page
    told = f"{count:,} goal{'' if count == 1 else 's'}"
    return told if count <= per_page else f"{first + 1:,} to {min(first + per_page, count):,} of {told}"


def _supposed(what_if: Told | None) -> tuple[str | tuple[str, str], ...]:
    if what_if is None:
        return ()
    count = len(what_if["without"])
    some = "no retarget" if what_if["targets"] is not None else f"{count} retarget{'' if count == 1 else 's'} not"
    return (" · ", (f"what if {some} had been made", "bold magenta"))

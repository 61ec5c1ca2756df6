"""What a replay makes of frames and of keys, apart from any terminal."""

import re
from collections.abc import Iterator
from os import terminal_size
from typing import Any

import pytest
from rich.cells import cell_len

from api.cli.playing import plain
from api.cli.playing.keys import Key, Keyboard
from api.cli.playing.picture import Picture
from api.cli.playing.player import FASTEST, SLOWEST, Player
from api.cli.playing.reel import Reel

GOAL_ID = "0190a0a0-0000-7000-8000-000000000001"
NASTY = {
    "markup": ("[red]now[/red]", "[red]now[/red]"),
    "an escape sequence": ("\x1b[2Jgone\x1b]0;title\x07", " [2Jgone ]0;title"),
    "lines": ("one\r\ntwo\u2028three", "one  two three"),
    "another direction": ("\u202efdp.exe", " fdp.exe"),
    "wide characters": ("目標を達成する", "目標を達成する"),
    "an erased title": (None, GOAL_ID),
}
SIZES = [(100, 30), (60, 14), (40, 10), (20, 6), (8, 4), (1, 1), (300, 90)]
SGR = re.compile(r"\x1b\[[0-9;]*m")


def goal(**told: Any) -> dict[str, Any]:
    return {
        "goal_id": GOAL_ID,
        "title": "Double it",
        "state": "active",
        "outcome": None,
        "target": "200",
        "value": "150",
        "progress": {"raw": "0.5000", "clamped": "0.5000"},
        "expected": "0.7500",
        "pace": "0.6667",
        "health": "off_track",
        "flags": ["R01"],
        **told,
    }


def event(**told: Any) -> dict[str, Any]:
    return {
        "position": 7,
        "type": "goalpost.goal.retargeted.v1",
        "goal_id": GOAL_ID,
        "recorded_at": "2023-01-02T10:00:00.000000Z",
        "actor": {"type": "user", "id": "ana"},
        "on_behalf_of": None,
        "reason_code": "scope_change",
        "reason": "Less is more.",
        "changes": [{"field": "target", "before": "300", "after": "200"}],
        **told,
    }


def frame(n: int = 0, *, goals: Any = None, events: Any = (), left_out: int = 0) -> dict[str, Any]:
    return {
        "frame": n,
        "axis": "recorded",
        "moment": "2023-01-02T23:59:59.999999Z",
        "on": "2023-01-02",
        "position": 7,
        "events": list(events),
        "events_left_out": left_out,
        "goals": [goal()] if goals is None else goals,
    }


def stream(count: int) -> Iterator[dict[str, Any]]:
    yield from (frame(n) for n in range(count))
    yield {"end": True, "frames": count, "position": 7}


def drawn(*frames: dict[str, Any], columns: int = 100, lines: int = 30, named: str = "Double it") -> list[str]:
    """The lines of the first of them."""
    return Picture("sample", lambda _: named).lines(Player(Reel(iter(frames))), terminal_size((columns, lines)))


def seen(*frames: dict[str, Any], columns: int = 100, lines: int = 30, named: str = "Double it") -> list[str]:
    """Without what chooses a style."""
    return [SGR.sub("", line) for line in drawn(*frames, columns=columns, lines=lines, named=named)]


@pytest.mark.parametrize(("title", "shown"), NASTY.values(), ids=NASTY)
def test_a_title_is_shown_as_text_whatever_is_in_it(title: str | None, shown: str):
    (line,) = [line for line in seen(frame(goals=[goal(title=title)]), columns=140) if "150 → 200" in line]
    assert line.startswith(shown)
    assert all(character.isprintable() for character in line)


@pytest.mark.parametrize(("title", "shown"), NASTY.values(), ids=NASTY)
def test_so_it_is_in_a_pipe(title: str | None, shown: str):
    (line,) = plain.lines(frame(goals=[goal(title=title)]))
    assert shown.strip() in line
    assert line.isprintable()


@pytest.mark.parametrize("part", ["reason", "named", "actor", "value", "field"])
def test_nothing_of_an_event_is_obeyed_by_the_terminal(part: str):
    nasty = "\x1b[2J\r\n\x07"
    told = {
        "reason": event(reason=nasty),
        "named": event(),
        "actor": event(actor={"type": "user", "id": nasty}),
        "value": event(changes=[{"field": "title", "before": nasty, "after": [nasty]}]),
        "field": event(changes=[{"field": nasty, "before": None, "after": None}]),
    }
    lines = seen(frame(events=[told[part]]), named=nasty if part == "named" else "Double it")
    assert all(line.isprintable() for line in lines)
    assert all(line.isprintable() for line in plain.lines(frame(events=[told[part]])))


@pytest.mark.parametrize(("columns", "lines"), SIZES)
def test_a_picture_fits_its_terminal(columns: int, lines: int):
    goals = [goal(title="目標" * n, value="1" * n, flags=["R01"] * n) for n in range(40)]
    told = seen(frame(goals=goals, events=[event()] * 50, left_out=9), columns=columns, lines=lines, named="目" * 90)
    assert len(told) <= lines
    assert max(map(cell_len, told)) <= columns


def test_a_bar_has_a_mark_where_it_was_expected_to_be():
    (line,) = [line for line in seen(frame()) if line.startswith("Double it")]
    bar = re.search("[━─┃]+", line)
    assert bar is not None
    done, rest = bar.group().split("┃")
    width = len(bar.group())
    assert done.count("━") == width // 2
    assert (len(done), set(rest)) == (width * 3 // 4, {"─"})


def test_a_goal_without_progress_has_no_bar():
    told = goal(progress=None, expected=None, pace=None, value=None, health="no_data")
    (line,) = [line for line in seen(frame(goals=[told])) if line.startswith("Double it")]
    assert line.split() == ["Double", "it", "–", "–", "→", "200", "–", "no", "data", "R01"]


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({"health": "at_risk"}, "at risk"),
        ({"state": "closed", "outcome": "partially_achieved", "health": None}, "partially achieved"),
        ({"state": "paused"}, "paused"),
        ({"state": "draft", "health": None}, "draft"),
        ({"state": "archived", "outcome": "missed", "health": None}, "archived"),
    ],
)
def test_an_active_goal_shows_its_health_a_closed_one_its_outcome_else_its_state(told: dict[str, Any], shown: str):
    assert any(f" {shown} " in line for line in seen(frame(goals=[goal(**told)])))


def test_what_happened_is_told_with_who_before_after_and_why():
    text = "\n".join(seen(frame(events=[event(on_behalf_of="ben")])))
    assert "2023-01-02 10:00  user:ana for ben  goal retargeted  Double it" in text
    assert "target 300 → 200 · scope change: Less is more." in text


def test_events_that_do_not_fit_are_counted():
    lines = seen(frame(events=[event()] * 40, left_out=60))
    assert "Since the frame before: 100 events" in lines
    told = sum("goal retargeted" in line for line in lines)
    assert f"… and {100 - told} more" in lines
    assert told > 10


def test_a_retarget_that_is_supposed_away_says_so():
    assert any(
        "supposed never to have been: goal retargeted" in line for line in seen(frame(events=[event(left_out=True)]))
    )


def test_columns_stay_where_they_are_when_figures_get_shorter():
    player = Player(Reel(iter([frame(goals=[goal(value="1000000")]), frame(1)])))
    picture, size = Picture("sample", lambda _: ""), terminal_size((100, 30))
    first = picture.lines(player, size)
    player.press(Key.FORWARD)
    second = picture.lines(player, size)
    assert first != second
    assert SGR.sub("", first[2]) == SGR.sub("", second[2])


def test_only_the_last_frames_are_kept_and_that_is_said():
    player = Player(Reel(stream(10), kept=3))
    for _ in range(20):
        player.press(Key.FORWARD)
    assert (player.reel.frame["frame"], player.said) == (9, "This was the last frame.")
    for _ in range(5):
        player.press(Key.BACK)
    assert (player.reel.frame["frame"], player.said) == (7, "The frames before this one are no longer kept.")
    player.press(Key.FORWARD)
    assert (player.reel.frame["frame"], player.said) == (8, "")


def test_going_back_and_forth_ends_at_the_same_frames():
    reel = Reel(stream(4))
    there = [reel.frame, *(reel.frame for _ in iter(reel.forward, False))]
    back = [reel.frame, *(reel.frame for _ in iter(reel.back, False))]
    assert there == back[::-1] == [frame(n) for n in range(4)]
    assert reel.frames == 4


def test_to_the_end_goes_on_until_another_key():
    player = Player(Reel(stream(10_000)))
    player.press(Key.LAST)
    player.go_on()
    assert player.reel.frame["frame"] > 0
    player.press(Key.PAUSE)
    assert (player.is_rushing, player.wait_s) == (False, None)


def test_the_speed_has_its_limits():
    player = Player(Reel(stream(1)))
    for _ in range(20):
        player.press(Key.FASTER)
    assert player.speed == FASTEST
    for _ in range(20):
        player.press(Key.SLOWER)
    assert player.speed == SLOWEST


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ([b" q"], [Key.PAUSE, Key.QUIT]),
        ([b"\x1b[C\x1b[D\x1bOC"], [Key.FORWARD, Key.BACK, Key.FORWARD]),
        ([b"\x1b", b"[", b"C"], [Key.FORWARD]),
        ([b"\x1b[1", b"~\x1b[4~"], [Key.FIRST, Key.LAST]),
        ([b"\x1b", b" "], [Key.PAUSE]),
        ([b"\x1b[", b" "], [Key.PAUSE]),
        ([b"ABCDHF\xff\x00"], []),
        ([b"\x1b[1;5C\x1b[200~ "], [Key.PAUSE]),
        ([b"\x1b[" + b"1" * 10_000, b"~q"], [Key.QUIT]),
        ([b"\x1b\x1b[A"], [Key.PAGE_UP]),
    ],
)
def test_keys_are_read_from_what_a_terminal_sends(sent: list[bytes], keys: list[Key]):
    keyboard = Keyboard()
    assert [key for each in sent for key in keyboard.pressed(each)] == keys


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (("growth", "q4"), "growth, q4"),
        ((), "–"),
        ({"of_what": "600000", "low": None, "within": ("a", "b")}, "of what 600000, within a, b"),
        ([{"on": "2023-01-31", "value": "1"}, {"on": "2023-02-28", "value": "2"}], "on 2023-01-31, value 1, on"),
        ("x" * 200, "x" * 79 + "…"),
    ],
)
def test_in_a_pipe_what_has_parts_is_told_in_words_and_briefly(value: Any, shown: str):
    changes = [{"field": "target", "before": None, "after": value}]
    (line,) = plain.lines(frame(events=[event(changes=changes)]))
    assert f"target – → {shown}" in line
    assert not set("(){}'") & set(line.partition("target – →")[2])

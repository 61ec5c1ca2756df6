"""How it went, frame by frame, at the shell: in a terminal, in a pipe, and as over HTTP."""

import json
import os
import re
import signal
import sqlite3
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from api.sample import names
from tests.api.client import Api
from tests.cli.conftest import Shell
from tests.cli.terminals import CTRL_C, DOWN, END, HOME, LEFT, RIGHT, UP, Terminal, terminal

MRR = names.goal_id("G6")
COMPANY = names.container_id("Reach new ground")
RETENTION = "Increase user retention"
HERE = ("replay", "--workspace", "sample")
MARCH = ("--from", "2023-03-28", "--to", "2023-04-07")
DAYS = 12
SLOWLY = ("--speed", "0.125")
NOTHING: Mapping[str, str] = {}
SAME = {
    MARCH: "from=2023-03-28&to=2023-04-07",
    ("--step", "event", "--goal", MRR, "--from", "2023-09-01"): f"step=event&goal={MRR}&from=2023-09-01",
    ("--step", "week", "--container", COMPANY): f"step=week&container={COMPANY}",
    ("--axis", "effective", "--step", "week", "--as-of", "300"): "axis=effective&step=week&as_of=300",
    ("--targets", "original", "--step", "week", "--on", "2023-12-31"): "targets=original&step=week&on=2023-12-31",
}


@pytest.mark.parametrize("options", SAME, ids=" ".join)
def test_with_json_each_frame_is_what_http_streams_byte_for_byte(sample: Shell, reader: Api, options: tuple[str, ...]):
    told = sample(*HERE, *options, "--json")
    assert (told.exit_code, told.stdout) == (0, reader.get(f"/v1/replay?{SAME[options]}").text)


def test_a_goal_may_be_named_by_its_title(sample: Shell):
    by_title, by_id = (
        sample(*HERE, "--goal", name, "--step", "week", "--json").stdout for name in ("Increase revenue", MRR)
    )
    assert by_title == by_id


def test_in_a_pipe_each_goal_of_each_frame_is_a_line(sample: Shell):
    frames = [json.loads(line) for line in sample(*HERE, *MARCH, "--json").stdout.splitlines()][:-1]
    lines = sample(*HERE, *MARCH).stdout.splitlines()
    assert len(lines) == sum(len(frame["goals"]) for frame in frames)
    assert [line[:16] for line in lines] == [frame["moment"][:16] for frame in frames for _ in frame["goals"]]


def test_in_a_pipe_there_is_nothing_for_a_terminal_to_obey(sample: Shell):
    assert "\x1b" not in sample(*HERE, *MARCH, FORCE_COLOR="1").stdout


def test_in_a_pipe_a_line_tells_who_moved_the_target_from_what_to_what(sample: Shell):
    lines = sample(*HERE, "--goal", MRR, "--from", "2023-12-19", "--to", "2023-12-21").stdout.splitlines()
    (moved,) = (line for line in lines if "target 600000 → 500000 by user:hugo" in line)
    assert re.search(r"80 %  of +97 %  pace +0.8\d  480000 → 500000 +Increase revenue", moved)


@pytest.mark.parametrize(
    ("options", "exit_code", "told"),
    [
        (("--step", "year"), 2, "--step"),
        (("--speed", "0"), 2, "--speed"),
        (("--from", "yesterday"), 2, "--from: "),
        (("--from", "2023-04-07", "--to", "2023-03-28"), 1, "before"),
        (("--goal", "Nonesuch"), 1, "There is no goal with the id or title 'Nonesuch'."),
        (("--container", names.goal_id("G6")), 1, "There is no such thing"),
        (("--goal", MRR, "--container", COMPANY), 1, "Both a goal and a container are named."),
        (("--workspace", "nowhere"), 1, "There is no workspace nowhere."),
    ],
)
def test_what_cannot_be_replayed_is_refused_in_one_sentence(
    sample: Shell, options: tuple[str, ...], exit_code: int, told: str
):
    refused = sample(*HERE, *options)
    assert (refused.exit_code, refused.stdout) == (exit_code, "")
    assert told in refused.stderr


def paused(there: Terminal) -> None:
    """At the first frame, though others may have been played before a key was pressed."""
    there.until("1 to " if there.screen.lines < 20 else "8 goals")
    there.press(" " + HOME)
    there.until("frame 1  paused")


def play(
    shell: Shell, *options: str, columns: int = 100, lines: int = 30, told: Mapping[str, str] = NOTHING
) -> AbstractContextManager[Terminal]:
    """Slowly, unless said otherwise: however busy the machine, keys are pressed before the end."""
    environ = {"DATABASE_URL": shell.url, "GOALPOST_KEYS_URL": shell.url, **told}
    return terminal(*HERE, *MARCH, *SLOWLY, *options, columns=columns, lines=lines, environ=environ)


def test_space_pauses_and_the_arrows_step_also_then(sample: Shell):
    with play(sample) as there:
        paused(there)
        there.press(RIGHT)
        there.until("frame 2  paused", "2023-03-28 23:59 UTC")
        there.press(RIGHT + RIGHT + LEFT)
        there.until("frame 3  paused", "2023-03-29 23:59 UTC")
        there.press("+++++ ")
        there.until("playing, 4 a second")
        there.until("frame 5  playing")
        there.press("q")
        assert there.exit_code() == 0
        assert there.is_as_before


def test_it_plays_by_itself_to_the_last_frame_and_stays_there(sample: Shell):
    with play(sample, "--speed", "64") as there:
        there.until(f"frame {DAYS} of {DAYS}  the end", "This was the last frame.")
        there.press(LEFT)
        there.until(f"frame {DAYS - 1} of {DAYS}  ")
        there.press("q")
        assert there.exit_code() == 0


def test_a_late_reading_turns_a_miss_into_an_achievement_before_ones_eyes(sample: Shell):
    with play(sample, columns=140) as there:
        paused(there)
        there.press(END)
        there.until(f"frame {DAYS} of {DAYS}  the end", re.compile(rf"{RETENTION} .* 103 %  46.2 → 46 .* achieved"))
        there.press(LEFT + LEFT + LEFT)
        there.until("2023-04-04 23:59 UTC", re.compile(rf"{RETENTION} .* 44 → 46 .* missed"))
        there.press(RIGHT)
        there.until("2023-04-05 23:59 UTC", "reading recorded", "value – → 46.2")
        there.press("q")
        assert there.exit_code() == 0


def test_before_the_first_frame_there_is_none(sample: Shell):
    with play(sample) as there:
        paused(there)
        there.press(LEFT)
        there.until("This is the first frame.", "frame 1  paused")
        there.press("q")
        assert there.exit_code() == 0


def test_plus_and_minus_change_the_speed(sample: Shell):
    with play(sample, "--speed", "0.25") as there:
        there.until("playing, 0.25 a second")
        there.press("++")
        there.until("playing, 1 a second")
        there.press("-")
        there.until("playing, 0.5 a second")
        there.press("q")
        assert there.exit_code() == 0


def test_goals_that_do_not_fit_are_on_further_pages(sample: Shell):
    with play(sample, lines=13) as there:
        paused(there)
        assert RETENTION not in there.until("1 to 4 of 8 goals")
        there.press(DOWN)
        there.until("5 to 8 of 8 goals", RETENTION)
        there.press(DOWN + UP)
        there.until("1 to 4 of 8 goals")
        there.press("q")
        assert there.exit_code() == 0


def test_in_a_window_of_another_size_it_is_drawn_anew(sample: Shell):
    with play(sample) as there:
        paused(there)
        there.resize(60, 13)
        screen = there.until("frame 1  paused", "1 to 4 of 8 goals")
        assert "  pace  " not in screen
        there.resize(140, 40)
        there.until("8 goals", RETENTION, "q quit")
        there.press("q")
        assert there.exit_code() == 0


def coloured(there: Terminal) -> set[str]:
    return {style for style in there.screen.styles if re.fullmatch(r"[349]\d|38|48", style)}


def test_health_is_shown_in_colour_unless_that_is_not_wanted(sample: Shell):
    seen = []
    for told in (NOTHING, {"NO_COLOR": "1"}):
        with play(sample, told=told) as there:
            paused(there)
            there.press("q")
            assert there.exit_code() == 0
            seen.append(coloured(there))
    assert {"31", "32"} <= seen[0]
    assert seen[1] == set()


def test_ctrl_c_ends_it_and_leaves_the_terminal_as_it_was(sample: Shell):
    with play(sample) as there:
        paused(there)
        there.press(CTRL_C)
        assert there.exit_code() == 1
        assert there.is_as_before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_it_leaves_the_terminal_as_it_was(sample: Shell, number: signal.Signals):
    with play(sample) as there:
        paused(there)
        os.kill(there.process, number)
        assert there.exit_code() == 128 + number
        assert there.is_as_before


@pytest.mark.parametrize("sample", ["sqlite"], indirect=True)
def test_a_database_that_fails_half_way_is_told_on_the_terminal_as_it_was(sample: Shell, tmp_path: Path):
    path = tmp_path / "broken.sqlite"
    with sqlite3.connect(sample.url.removeprefix("sqlite:///")) as whole, sqlite3.connect(path) as copy:
        whole.backup(copy)
    with play(Shell(f"sqlite:///{path}")) as there:
        paused(there)
        with sqlite3.connect(path) as copy:
            copy.execute("DROP TABLE log_head")
        there.press(END)
        assert there.exit_code() == 3
        assert there.is_as_before
        assert "The database cannot be used" in there.sent.rpartition("\x1b[?1049l")[2]


def test_a_terminal_that_cannot_be_drawn_on_is_told_plain_lines(sample: Shell):
    with play(sample, "--goal", MRR, told={"TERM": "dumb"}) as there:
        assert there.exit_code() == 0
        assert "\x1b" not in there.sent
        assert there.sent.count("Increase revenue") == DAYS


def test_with_json_is_said_to_be_a_document_on_each_line(sample: Shell):
    told = " ".join(sample("replay", "--help").stdout.split())
    assert "a JSON document on each line" in told
    assert "one JSON document" not in told


def test_a_difference_says_that_it_needs_to_know_from_when(sample: Shell):
    assert re.search(r"--from MOMENT [^\[]*\[required\]", " ".join(sample("diff", "--help").stdout.split()))
    told = sample("diff", "--workspace", "sample")
    assert told.exit_code == 2
    assert "--from" in told.stderr

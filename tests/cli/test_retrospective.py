"""What came of a period, told at the shell: the same documents as over HTTP."""

import os
import subprocess
from pathlib import Path

import pytest

from api.sample import names
from tests.api.client import Api
from tests.cli.conftest import PROGRAM, Run, Shell, environ_of

DATA = Path(__file__).parent.parent / "data"
MRR = names.goal_id("G6")
COMPANY = names.container_id("Reach new ground")
COMMAND = ("retrospective", "--workspace", "sample")
PATH = "/v1/retrospectives"
SAME = {
    ("--from", "2023-02-01", "--to", "2023-04-30"): f"{PATH}?from=2023-02-01&to=2023-04-30&",
    ("2023-Q4", "--goal", MRR): f"{PATH}/2023-Q4?goal={MRR}&",
    ("2023-H1", "--container", COMPANY): f"{PATH}/2023-H1?container={COMPANY}&",
    ("2023-Q1", "--axis", "effective"): f"{PATH}/2023-Q1?axis=effective&",
    ("2023-Q4", "--targets", "original"): f"{PATH}/2023-Q4?targets=original&",
    ("2023-Q4", "--as-of", "330", "--on", "2023-11-15"): f"{PATH}/2023-Q4?as_of=330&on=2023-11-15&",
}


def told(shell: Shell, *arguments: str) -> str:
    result = shell(*COMMAND, *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("period", ["2023-Q1", "2023-Q4"])
def test_the_samples_quarters_are_told_word_for_word(sample: Shell, period: str):
    """`goalpost retrospective PERIOD --workspace sample --output FILE` writes them anew: then read them."""
    assert told(sample, period) == (DATA / f"retrospective_{period}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", SAME, ids=" ".join)
def test_the_shell_tells_what_http_does_byte_for_byte(sample: Shell, reader: Api, arguments: tuple[str, ...]):
    assert told(sample, *arguments) == reader.get(f"{SAME[arguments]}format=markdown").text
    assert told(sample, *arguments, "--json") == f"{reader.get(f'{SAME[arguments]}format=json').text}\n"


def test_what_if_names_the_retarget_that_is_left_out(sample: Shell, reader: Api):
    (line,) = reader.get(f"{PATH}/2023-Q4?goal={MRR}").json["decomposition"]["goals"]
    event_id = line["steps"][0]["event_id"]
    without = told(sample, "2023-Q4", "--goal", MRR, "--without", event_id)
    assert "these had never been made: the retarget of Increase revenue by hugo on 20 December 2023" in without
    assert "*Supposed never to have been made.*" in without


def test_a_goal_may_be_named_by_its_title(sample: Shell):
    assert told(sample, "2023-Q4", "--goal", "Increase revenue") == told(sample, "2023-Q4", "--goal", MRR)


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_it_goes_into_a_file_where_one_is_named(sample: Shell, tmp_path: Path, more: tuple[str, ...]):
    path = tmp_path / "review.md"
    assert told(sample, "2023-Q4", *more, "--output", str(path)) == ""
    assert path.read_text(encoding="utf-8") == told(sample, "2023-Q4", *more)


@pytest.mark.parametrize(
    ("arguments", "exit_code", "code"),
    [
        (("2023-Q4", "--from", "2023-10-01"), 2, "period-and-days"),
        (("2023-Q4", "--output", "/nowhere/at/all.md"), 2, "file-unusable"),
        (("--from", "2023-10-01"), 1, "no-such-period"),
        (("2023-Q7",), 1, "no-such-period"),
        (("2999-Q1",), 1, "period-has-not-begun"),
        (("2023-Q4", "--goal", "Nobody's"), 1, "not-found"),
    ],
)
def test_what_cannot_be_told_is_one_sentence(sample: Shell, arguments: tuple[str, ...], exit_code: int, code: str):
    result = sample(*COMMAND, *arguments, "--json")
    assert (result.exit_code, result.stdout) == (exit_code, "")
    assert f'"code": "{code}"' in result.stderr


def test_in_a_pipe_it_is_plain_markdown(sample: Shell, run: Run):
    done = run(*COMMAND, "2023-Q4", DATABASE_URL=sample.url, GOALPOST_KEYS_URL=sample.url)
    assert done.stdout.startswith("# Retrospective of 2023-Q4\n")


def test_at_a_terminal_it_looks_as_it_will_look(sample: Shell):
    shown = at_a_terminal(*COMMAND, "2023-Q4", DATABASE_URL=sample.url, GOALPOST_KEYS_URL=sample.url)
    assert "Retrospective of 2023-Q4" in shown
    assert "[invented]" in shown
    assert not any(mark in shown for mark in ("# Retrospective", "| ---", "**", "\\["))


def at_a_terminal(*arguments: str, **more: str) -> str:
    mine, theirs = os.openpty()
    environ = environ_of(TERM="dumb", COLUMNS="120", **more)
    with subprocess.Popen([*PROGRAM, *arguments], stdout=theirs, stderr=theirs, env=environ):
        os.close(theirs)
        return b"".join(pieces(mine)).decode()


def pieces(terminal: int) -> list[bytes]:
    """Until whoever writes to it is gone."""
    found: list[bytes] = []
    try:
        while piece := os.read(terminal, 1 << 16):
            found.append(piece)
    except OSError:
        pass
    os.close(terminal)
    return found

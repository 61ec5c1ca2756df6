"""The trail taken away as a file, and what is shown of texts that are sealed or ill-meant."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from api.cli.shown import columns, visible
from api.settings import Settings
from goals.vocabulary import WorkspaceKind
from tests import apps
from tests.api.client import Api, opened
from tests.api.known import RETARGET, active, kpi, made
from tests.cli.conftest import Shell

HERE = ("--workspace", "sample")
CSV = ("trail", *HERE, "--format", "csv")
XLSX = ("trail", *HERE, "--format", "xlsx")


@pytest.fixture
def home(shell: Shell) -> Iterator[Api]:
    """An administrator of a workspace that the shell can ask about."""
    with apps.serving(Settings(database_url=shell.url, keys_url=shell.url, pool_size=5)) as app:
        api = opened(app, name="home", kind=WorkspaceKind.TEST)
        api.clock("2023-01-01T09:00:00Z")
        yield api


def sheets(spreadsheet: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = load_workbook(BytesIO(spreadsheet))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_the_csv_is_https_byte_for_byte(sample: Shell, reader: Api):
    assert sample(*CSV, "--effect", "easier").stdout_bytes == reader.get("/v1/trail?effect=easier&format=csv").data


def test_a_file_is_written_where_it_is_asked_for(sample: Shell, tmp_path: Path):
    path = tmp_path / "trail.csv"
    written = sample(*CSV, "--output", str(path))
    assert (written.exit_code, written.stdout) == (0, "")
    assert path.read_bytes() == sample(*CSV).stdout_bytes


def test_the_spreadsheet_holds_what_https_does(sample: Shell, reader: Api, tmp_path: Path):
    path = tmp_path / "trail.xlsx"
    assert sample(*XLSX, "--effect", "easier", "--output", str(path)).exit_code == 0
    assert sheets(path.read_bytes()) == sheets(reader.get("/v1/trail?effect=easier&format=xlsx").data)


def test_a_refused_question_leaves_the_file_that_was_there(sample: Shell, tmp_path: Path):
    path = tmp_path / "trail.csv"
    path.write_text("mine")
    assert sample(*CSV, "--period", "1066-Q9", "--output", str(path)).exit_code == 2
    assert (path.read_text(), list(tmp_path.iterdir())) == ("mine", [path])


def test_a_file_that_cannot_be_written_is_one_sentence(sample: Shell, tmp_path: Path):
    refused = sample(*CSV, "--output", str(tmp_path / "nowhere" / "trail.csv"))
    assert (refused.exit_code, "cannot be written: No such file or directory." in refused.stderr) == (2, True)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--output", "somewhere"), "--output is for a file"),
        (("--format", "csv", "--json"), "two forms: say one"),
        (("--format", "pdf"), "pdf"),
    ],
)
def test_options_that_do_not_go_together_are_used_wrongly(sample: Shell, options: tuple[str, ...], told: str):
    refused = sample("trail", *HERE, *options)
    assert (refused.exit_code, told in refused.stderr) == (2, True)


def test_a_sealed_text_is_opened_as_over_http(shell: Shell, home: Api):
    goal = active(home, kpi(home))
    reason = {"text": "Ana was ill for half of the year", "subject": "ana"}
    made(home.post(f"/v1/goals/{goal['id']}/retargets", {**RETARGET, "reason": reason}, at="*"), 200)
    (moved,) = shell.json("trail", "--workspace", "home")["items"]
    assert moved["reason"] == "Ana was ill for half of the year"
    assert "Ana was ill" in shell("trail", "--workspace", "home", COLUMNS="120").stdout


def test_a_title_that_several_goals_have_is_refused_with_their_ids(shell: Shell, home: Api):
    mrr = kpi(home)
    ids = [active(home, mrr)["id"] for _ in range(2)]
    refused = shell("reconcile", "Increase revenue", "--workspace", "home")
    assert refused.exit_code == 1
    assert all(goal_id in refused.stderr for goal_id in ids)


def test_a_title_is_found_only_as_it_is_written(shell: Shell, home: Api):
    active(home, kpi(home))
    assert shell("reconcile", "Increase revenue", "--workspace", "home").exit_code == 0
    assert shell("reconcile", "increase revenue", "--workspace", "home").exit_code == 1


def test_nothing_in_a_text_is_obeyed_by_the_terminal():
    shown = columns(("a", "b"), [("\x1b[31mred\x1b[0m", "[bold]one\ntwo[/bold] :smile:")])
    assert shown.splitlines()[-1].split("  ")[-1] == "[bold]one two[/bold] :smile:"
    assert "\x1b" not in shown


def test_nor_in_a_title(shell: Shell, home: Api):
    goal = active(home, kpi(home), title="Increase\x1b]0;revenue")
    made(home.post(f"/v1/goals/{goal['id']}/retargets", RETARGET, at="*"), 200)
    for command in ("attainment", "decomposition", "reconcile", "trail"):
        named = (goal["id"],) if command != "trail" else ()
        shown = shell(command, *named, "--workspace", "home").stdout
        assert ("revenue" in shown, "\x1b" in shown) == (True, False)


def test_letters_of_any_script_are_shown_as_they_are():
    assert visible("Umsätze – 売上 📈") == "Umsätze – 売上 📈"

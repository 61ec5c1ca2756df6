"""Who moved the goalposts, asked at the shell: the same answers as over HTTP."""

from dataclasses import replace
from typing import Any

import pytest

from api.cli.asking import question_about, route_at
from api.sample import names
from tests.api.client import Api
from tests.cli.conftest import Run, Shell

MRR = names.goal_id("G6")
NOBODY = "0190a0a0-0000-7000-8000-00000000dead"
COMPANY = names.container_id("Reach new ground")
HERE = ("--workspace", "sample")
OF_GOAL = f"/v1/goals/{MRR}"
SAME = {
    ("trail",): "/v1/trail",
    ("trail", "--effect", "easier", "--sort", "-magnitude"): "/v1/trail?effect=easier&sort=-magnitude",
    ("trail", "--period", "2023-Q4", "--without-evidence"): "/v1/trail?period=2023-Q4&evidence=false",
    ("trail", "--container", COMPANY): f"/v1/trail?container={COMPANY}",
    ("flags",): "/v1/flags",
    ("flags", "--container", COMPANY): f"/v1/flags?container={COMPANY}",
    ("flags", "--flag", "R01", "--unacknowledged"): "/v1/flags?flag=R01&acknowledged=false",
    ("attainment", MRR, "--lens", "original"): f"{OF_GOAL}/attainment?lens=original",
    ("attainment", MRR, "--lens", "2023-12-19"): f"{OF_GOAL}/attainment?lens=2023-12-19",
    ("decomposition", MRR, "--from", "2023-06-30"): f"{OF_GOAL}/decomposition?from=2023-06-30",
    ("decomposition", "--period", "2023-H2"): "/v1/decomposition?period=2023-H2",
    ("decomposition", "--container", COMPANY, "--nested"): f"/v1/containers/{COMPANY}/decomposition?nested=true",
    ("diff", MRR, "--from", "2023-06-30"): f"{OF_GOAL}/diff?from=2023-06-30",
    ("diff", "--from", "2023-06-30", "--to", "2023-09-30"): "/v1/diff?from=2023-06-30&to=2023-09-30",
    ("diff", "--from", "1", "--container", COMPANY, "--nested"): f"/v1/containers/{COMPANY}/diff?from=1&nested=true",
    ("reconcile", MRR): f"{OF_GOAL}/reconciliation",
    ("slips",): "/v1/slips",
    ("slips", MRR): f"{OF_GOAL}/slips",
    ("slips", "--period", "2023-Q1"): "/v1/slips?period=2023-Q1",
    ("integrity", "--period", "2023"): "/v1/integrity?period=2023",
    ("integrity", "--from", "2023-01-01", "--to", "2023-06-30"): "/v1/integrity?from=2023-01-01&to=2023-06-30",
    ("integrity", "--period", "2023", "--container", COMPANY): f"/v1/integrity?period=2023&container={COMPANY}",
    ("proposals", "--state", "rejected"): "/v1/retargets?state=rejected",
}
READABLE = [*SAME, ("attainment", MRR)]


def asked(shell: Shell, *command: str) -> Any:
    return shell.json(*command, *HERE)


def read(shell: Shell, *command: str, columns: int = 100) -> str:
    """What is shown to somebody at a terminal of that width."""
    result = shell(*command, *HERE, COLUMNS=str(columns))
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("command", SAME, ids=" ".join)
def test_the_shell_answers_what_http_does_byte_for_byte(sample: Shell, reader: Api, command: tuple[str, ...]):
    told = sample(*command, *HERE, "--json").stdout
    assert told == f"{reader.get(SAME[command]).text}\n"


@pytest.mark.parametrize("command", SAME, ids=" ".join)
def test_of_a_past_moment_too(sample: Shell, reader: Api, command: tuple[str, ...]):
    moment = "2023-12-21T00:00:00Z"
    told = sample(*command, *HERE, "--json", "--as-of", moment).stdout
    path = SAME[command]
    assert told == f"{reader.get(path + ('&' if '?' in path else '?') + f'as_of={moment}').text}\n"


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("command", READABLE, ids=" ".join)
def test_a_table_is_no_wider_than_the_terminal(sample: Shell, command: tuple[str, ...], columns: int):
    assert max(map(len, read(sample, *command, columns=columns).splitlines())) <= columns


def test_without_a_lens_the_original_the_deadline_and_now_stand_side_by_side(sample: Shell):
    seen = asked(sample, "attainment", MRR)
    assert {lens: each["raw"] for lens, each in seen.items()} == {
        "original": "0.4000",
        "at_deadline": "0.8000",
        "current": "0.8000",
    }


def test_the_same_readings_are_40_percent_of_the_original_and_80_of_the_current_target(sample: Shell):
    lines = read(sample, "attainment", MRR).splitlines()
    shown = {line.split()[0]: line for line in lines if line}
    assert "600000" in shown["original"]
    assert " 40 %" in shown["original"]
    assert "500000" in shown["current"]
    assert " 80 %" in shown["current"]


def test_before_it_was_moved_the_target_was_the_original(sample: Shell):
    seen = asked(sample, "attainment", MRR, "--lens", "current", "--as-of", "2023-12-01T00:00:00Z")
    assert (seen["target"], seen["version"]) == ("600000", 1)


def test_a_decomposition_names_performance_and_retarget_in_points(sample: Shell):
    shown = read(sample, "decomposition", MRR, "--from", "2022-12-31", "--to", "2023-12-31")
    figures = dict(line.split(maxsplit=1) for line in shown.splitlines() if line.endswith("points"))
    assert (figures["performance"], figures["retarget"], figures["total"]) == ("+40 points", "+40 points", "+80 points")


def test_a_table_without_lines_is_left_out(sample: Shell):
    moved = "Retarget by retarget"
    assert moved in read(sample, "decomposition", MRR)
    assert moved not in read(sample, "decomposition", MRR, "--period", "2023-Q1")


def test_a_reconciliation_says_whether_it_adds_up(sample: Shell):
    assert read(sample, "reconcile", MRR).endswith("The original and the steps make the current one.\n")


def test_a_goal_may_be_named_by_its_title(sample: Shell):
    assert asked(sample, "reconcile", "Increase revenue") == asked(sample, "reconcile", MRR)
    assert asked(sample, "trail", "--goal", "Increase revenue") == asked(sample, "trail", "--goal", MRR)


def test_the_trail_tells_who_moved_what_how_far_and_why(sample: Shell):
    shown = read(sample, "trail", "--goal", MRR, columns=120)
    for told in ("2023-12-20", "target 600000 → 500000", "easier", "by -50 %", "user:hugo", "Sales cycle", "R01"):
        assert told in shown


def test_a_list_that_is_empty_says_so_in_a_sentence(sample: Shell):
    assert read(sample, "trail", "--actor", "nobody") == "No goalpost was moved, as far as was asked.\n"


def test_all_of_a_list_is_told_however_many_are_read_at_once(sample: Shell, reader: Api):
    with question_about(reader.doors, "sample", route_at("/v1/trail"), {}) as question:
        whole = [bytes(item) for item in question.items()]
        assert [bytes(item) for item in replace(question, together=2).items()] == whole
    assert len(whole) > 2


@pytest.mark.parametrize(
    ("command", "exit_code", "told"),
    [
        (("attainment", NOBODY), 1, "There is no such thing in this workspace, as of position"),
        (("attainment", "Nonesuch"), 1, "There is no goal with the id or title 'Nonesuch'."),
        (("attainment", MRR, "--lens", "mine"), 2, "--lens: A lens is one of original,"),
        (("attainment", MRR, "--lens", "version:0"), 2, "--lens: "),
        (("attainment", MRR, "--lens", "version:9"), 1, "There is no version 9"),
        (("trail", "--as-of", "2999-01-01T00:00:00Z"), 1, "is in the future"),
        (("trail", "--as-of", "999999999"), 1, "There is no position 999999999 yet"),
        (("trail", "--as-of", "yesterday"), 2, "--as-of: Must be an instant"),
        (("trail", "--on", "31.12.2023"), 2, "--on: Must be a date"),
        (("trail", "--backdated", "-1"), 2, "--backdated: "),
        (("trail", "--reason-code", "because"), 2, "because"),
        (("integrity", "--from", "2023-06-30", "--to", "2023-01-01"), 1, "before it begins on 2023-06-30"),
        (("integrity",), 1, "A period has a name, or a first and a last day."),
        (("integrity", "--period", "2023-Q5"), 2, "--period: Must be a period"),
        (("integrity", "--period", "2024"), 1, "The period begins on 2024-01-01"),
        (("integrity", "--period", "2023", "--container", NOBODY), 1, "There is no such thing"),
        (("decomposition", MRR, "--from", "2023-06-30", "--to", "2023-06-29"), 1, "before it begins on 2023-06-30"),
        (("decomposition", MRR, "--container", NOBODY), 2, "Name a goal or a container, not both."),
        (("decomposition", "--container", "sales"), 2, "--container: 'sales' is no id."),
        (("decomposition", "--nested"), 2, "--nested: There is no such field here."),
        (("slips", NOBODY), 1, "There is no such thing"),
        (("slips", MRR, "--period", "2023"), 2, "--period: There is no such field here."),
    ],
)
def test_what_cannot_be_answered_is_refused_in_one_sentence(
    sample: Shell, command: tuple[str, ...], exit_code: int, told: str
):
    refused = sample(*command, *HERE)
    assert (refused.exit_code, refused.stdout) == (exit_code, "")
    assert told in refused.stderr


def test_an_unknown_workspace_is_refused(sample: Shell):
    refused = sample("trail", "--workspace", "nowhere")
    assert (refused.exit_code, refused.stderr) == (1, "There is no workspace nowhere.\n")


def test_a_truth_and_a_period_are_explained_in_the_shells_words(sample: Shell):
    told = " ".join(sample("trail", "--help").stdout.split())
    assert "only calibrations of goals not committed yet" in told and "Only what no review has seen" in told
    assert "--from and --to" in told
    assert not {"true:", "false:", "`from`"} & set(told.split())


def test_a_refusal_has_the_problems_code_where_json_is_asked_for(sample: Shell):
    refused = sample("attainment", MRR, "--lens", "mine", *HERE, "--json")
    assert '"code": "invalid-parameter"' in refused.stderr


def test_as_a_program_of_its_own_in_a_fresh_directory(run: Run):
    assert run("migrate").returncode == 0
    assert run("sample").returncode == 0
    seen = run("attainment", "Increase revenue", "--workspace", "sample", "--lens", "original", COLUMNS="80")
    assert (seen.returncode, " 40 %" in seen.stdout) == (0, True)

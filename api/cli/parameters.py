"""A route's parameters as options of a command: the same names, the same words, the same rules."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click
import marshmallow

from api.cli.telling import MISUSED, REFUSED, Failed
from api.contract import fields
from api.contract.moments import AsOf, Marked
from api.contract.pages import Sorted
from api.contract.problems import Problem
from api.contract.schemas import Params

Command = TypeVar("Command", bound=Callable[..., Any])

PREFIX = "asked_"
ELSEWHERE = ("limit", "cursor", "format")
"""A command shows all of a list, and has its own forms."""
SHORT = 6
UNREADABLE = 400
SAID = {
    "as_of": "By what the log knew at this instant, or at this position (digits alone).",
    "counted": "Moves of committed goals only, or only calibrations of goals not committed yet.",
    "goal": "Of this goal: its id, or its exact title.",
    "period": "A year, half or quarter of the fiscal calendar, or a calendar month, as 2023-Q1 or 2023-03; instead of"
    " --from and --to.",
    "since_review": "Only what no review has seen, or all.",
    "on": "The day in the world the question is about.  [default: the day of --as-of]",
}
OTHERWISE = {"evidence": "--without-evidence", "acknowledged": "--unacknowledged"}
"""How the contrary of a truth is said, where it is not `--no-`."""


def with_parameters(command: Command, schema: Params) -> Command:
    """`command` with an option for every parameter but those that say how much at once, and how."""
    for name, field in reversed(_named(schema).items()):
        command = _option(name, field)(command)
    return command


def said(told: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, Any]]:
    """What was said for parameters, as a query says it; and the rest of what the command line told."""
    asked = {name.removeprefix(PREFIX): _written(value) for name, value in told.items() if name.startswith(PREFIX)}
    rest = {name: value for name, value in told.items() if not name.startswith(PREFIX)}
    return {name: value for name, value in asked.items() if value is not None}, rest


def failed(problem: Problem) -> Failed:
    """A problem as the shell says it: parameters are options there."""
    faults = [fault for fault in problem.faults if fault.pointer.startswith("?")]
    is_unreadable = problem.status == UNREADABLE
    if is_unreadable and faults:
        sentence = " ".join(f"{_option_name(fault.pointer[1:])}: {fault.detail}" for fault in faults)
    else:
        sentence = problem.detail
    return Failed(sentence, code=problem.slug, exit_code=MISUSED if is_unreadable else REFUSED)


def _named(schema: Params) -> dict[str, marshmallow.fields.Field[Any]]:
    named = {field.data_key or name: field for name, field in schema.fields.items()}
    return {name: field for name, field in named.items() if name not in ELSEWHERE}


def _option(name: str, field: marshmallow.fields.Field[Any]) -> Callable[[Command], Command]:
    form: Mapping[str, Any] = field.form if isinstance(field, fields.Field) else {}
    told = SAID.get(name) or field.metadata.get("description") or form.get("description")
    option = _option_name(name)
    if isinstance(field, fields.Truth):
        return click.option(
            f"{option}/{OTHERWISE.get(name, f'--no-{option[2:]}')}", PREFIX + name, default=None, help=told
        )
    words = form.get("enum")
    if words is None:
        return click.option(option, PREFIX + name, metavar=_metavar(field, form), required=field.required, help=told)
    metavar = None if len(words) <= SHORT else "WORD"
    return click.option(option, PREFIX + name, type=click.Choice(words), metavar=metavar, help=told)


def _option_name(parameter: str) -> str:
    return f"--{parameter.replace('_', '-')}"


def _metavar(field: marshmallow.fields.Field[Any], form: Mapping[str, Any]) -> str:
    match field:
        case fields.Date():
            return "DATE"
        case fields.Id():
            return "ID"
        case AsOf() | Marked():
            return "MOMENT"
        case Sorted():
            return "NAMES"
        case _:
            return "N" if form.get("type") == "integer" else "TEXT"


def _written(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)

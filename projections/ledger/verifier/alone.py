"""The verifier as a program of its own."""

import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from datetime import UTC, datetime

from projections.ledger.verifier.asking import ABOUT, CODES, MANY, OPTIONS, Question, answered, told

UNTOLD = 2
"""The exit code where the answer cannot be written."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code; the answer is on standard output."""
    parser = ArgumentParser("goalpost_verify.py", description=ABOUT, epilog=CODES, allow_abbrev=False)
    parser.formatter_class = RawDescriptionHelpFormatter
    parser.add_argument("bundle", metavar="BUNDLE")
    for name, (value, text) in OPTIONS.items():
        if name in MANY:
            parser.add_argument(f"--{name}", metavar=value, help=text, action="append", default=[])
        else:
            parser.add_argument(f"--{name}", metavar=value, help=text)
    parser.add_argument("--json", action="store_true", dest="as_json", help="Answer with one JSON document.")
    asked = vars(parser.parse_args(arguments))
    as_json = asked.pop("as_json")
    text, code = told(lambda: answered(Question(**asked), datetime.now(UTC)), as_json=as_json)
    return code if _printed(text) else UNTOLD


def _printed(text: str) -> bool:
    """Whether somebody may have read it."""
    try:
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except OSError as wrong:
        sys.stderr.write(f"What was found cannot be written: {wrong.strerror}.\n")
        # What is left to write would fail again at the end, and change the exit code.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True

"""The verifier as a program of its own."""

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from datetime import UTC, datetime

from projections.ledger.verifier.asking import ABOUT, CODES, MANY, OPTIONS, Question, answered
from projections.ledger.verifier.report import written


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
    result = answered(Question(**asked), datetime.now(UTC))
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.stdout.write(written(result, as_json=as_json) + "\n")
    return result.exit_code

"""`goalpost doctor`"""

from dataclasses import asdict

import click

from api.checks import Finding, findings
from api.checks_of_signer import signer
from api.checks_of_verifications import verified
from api.cli.opening import AT_THE_SHELL, settings, sqlite_path
from api.cli.telling import NO_DATABASE, REFUSED, Failed, Teller, progress, telling
from api.contract.doors import opened


@click.command()
@click.option("--deep", is_flag=True, help="Also compare every read model with a rebuild, and verify the logs.")
@telling
def doctor(teller: Teller, deep: bool) -> None:
    """Check that everything is as it must be, and say what to do where it is not."""
    said = settings()
    path = sqlite_path(said.database_url)
    if path is not None and not path.exists():
        sentence = f"There is no database {path}: make it with `goalpost migrate`."
        raise Failed(sentence, code="database-missing", exit_code=NO_DATABASE)
    doors = opened(said)
    try:
        with progress("read models") as told:
            found = list(findings(doors, deep=deep, told=told))
        if all(finding.ok for finding in found if finding.check == "tables"):
            found += signer(doors)
            with progress("logs") as told:
                found += verified(doors, AT_THE_SHELL, deep=deep, told=told)
    finally:
        doors.close()
    document = [asdict(finding) | {"ok": finding.ok} for finding in found]
    teller.say(document, "\n".join(map(_line, found)))
    if not all(finding.ok for finding in found):
        raise SystemExit(REFUSED)


def _line(finding: Finding) -> str:
    if finding.mend is None:
        return f"ok     {finding.check}: {finding.said}"
    return f"WRONG  {finding.check}: {finding.said}. {finding.mend}"

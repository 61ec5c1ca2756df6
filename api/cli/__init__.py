"""The command line: a third door to the same rooms.

Exit codes: 0 done; 1 refused, or something was found to be wrong; 2 used wrongly; 3 the database cannot be used.
"""

import click

from api.cli.accesses import access_log
from api.cli.attainment import attainment
from api.cli.decomposition import decomposition
from api.cli.describing import openapi
from api.cli.diff import diff
from api.cli.doctor import doctor
from api.cli.export import export
from api.cli.flags import flags
from api.cli.importing import import_
from api.cli.integrity import integrity
from api.cli.keys import key
from api.cli.ledger import ledger
from api.cli.migrating import migrate
from api.cli.proposals import proposals
from api.cli.rebuilding import rebuild
from api.cli.reconciling import reconcile
from api.cli.replay import replay
from api.cli.retrospective import retrospective
from api.cli.samples import sample
from api.cli.serve import serve
from api.cli.sign import sign
from api.cli.slips import slips
from api.cli.subjects import subject
from api.cli.trail import trail
from api.cli.verify import verify
from api.cli.workspaces import workspace

HELP = """Goalpost keeps goals, their readings, and who moved the goalposts.

The database is chosen by DATABASE_URL: sqlite:///PATH (default: goalpost.sqlite, here) or postgresql://…"""
EPILOG = """\b
Exit codes: 0 done; 1 refused, or something is wrong; 2 used wrongly; 3 the database cannot be used.
Completion: eval "$(_GOALPOST_COMPLETE=bash_source goalpost)", or zsh_source, or fish_source."""

KEEPING = (serve, sign, migrate, workspace, key, subject, sample, import_, rebuild, ledger, export, doctor, openapi)
TELLING = (
    trail,
    flags,
    attainment,
    decomposition,
    diff,
    retrospective,
    replay,
    reconcile,
    slips,
    integrity,
    proposals,
    access_log,
    verify,
)
"""They read only: what changes goals goes through HTTP, where a key proves who asks."""

main = click.version_option(package_name="goalpost")(
    click.Group(
        "goalpost",
        help=HELP,
        epilog=EPILOG,
        context_settings={"max_content_width": 110},
        commands=[*KEEPING, *TELLING],
    )
)

"""The command line: a third door to the same rooms.

Exit codes: 0 done; 1 refused, or something was found to be wrong; 2 used wrongly; 3 the database cannot be used.
"""

import click

from api.cli.lazily import Lazily

HELP = """Goalpost keeps goals, their readings, and who moved the goalposts.

The database is chosen by DATABASE_URL: sqlite:///PATH (default: goalpost.sqlite, here) or postgresql://…"""
EPILOG = """\b
Exit codes: 0 done; 1 refused, or something is wrong; 2 used wrongly; 3 the database cannot be used.
Completion: eval "$(_GOALPOST_COMPLETE=bash_source goalpost)", or zsh_source, or fish_source."""

KEEPING = {
    "serve": "api.cli.serve:serve",
    "sign": "api.cli.sign:sign",
    "migrate": "api.cli.migrating:migrate",
    "workspace": "api.cli.workspaces:workspace",
    "key": "api.cli.keys:key",
    "subject": "api.cli.subjects:subject",
    "sample": "api.cli.samples:sample",
    "import": "api.cli.importing:import_",
    "rebuild": "api.cli.rebuilding:rebuild",
    "ledger": "api.cli.ledger:ledger",
    "export": "api.cli.export:export",
    "doctor": "api.cli.doctor:doctor",
    "openapi": "api.cli.describing:openapi",
}
TELLING = {
    "trail": "api.cli.trail:trail",
    "flags": "api.cli.flags:flags",
    "attainment": "api.cli.attainment:attainment",
    "decomposition": "api.cli.decomposition:decomposition",
    "diff": "api.cli.diff:diff",
    "retrospective": "api.cli.retrospective:retrospective",
    "replay": "api.cli.replay:replay",
    "reconcile": "api.cli.reconciling:reconcile",
    "slips": "api.cli.slips:slips",
    "integrity": "api.cli.integrity:integrity",
    "proposals": "api.cli.proposals:proposals",
    "access-log": "api.cli.accesses:access_log",
    "verify": "api.cli.verify:verify",
}
"""They read only: what changes goals goes through HTTP, where a key proves who asks."""

main = click.version_option(package_name="goalpost")(
    Lazily(
        "goalpost",
        places=KEEPING | TELLING,
        help=HELP,
        epilog=EPILOG,
        context_settings={"max_content_width": 110},
    )
)

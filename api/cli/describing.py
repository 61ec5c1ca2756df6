"""`goalpost openapi`"""

import json

import click

from api.cli.telling import Teller, telling
from api.contract.openapi import document
from api.routes import ALL


@click.command()
@telling
def openapi(teller: Teller) -> None:
    """Print the description of the HTTP API, as OpenAPI 3.1."""
    described = document(ALL)
    teller.say(described, json.dumps(described, indent=2, ensure_ascii=False))

"""The `comentor` command."""

import sys

import click

from community.cli import checking, counting, data, people, server, transcripts
from community.core.errors import Problem
from community.migrating import NewerDatabase
from community.settings import MissingSecret, WrongSetting


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="comentor")
def comentor() -> None:
    """Comentor: where a professional community learns from one another."""


for part in (server, data, people, transcripts, counting, checking):
    for command in part.commands:
        comentor.add_command(command)


def main() -> None:
    """Entry point: a problem is a sentence and exit status 1, not a traceback."""
    try:
        comentor()
    except (Problem, NewerDatabase, MissingSecret, WrongSetting) as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)

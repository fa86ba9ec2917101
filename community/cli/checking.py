"""The command that checks evidence without a server."""

import sys
from pathlib import Path

import click

from community.core.text import plural
from community.evidence import codes, sealing
from community.evidence.keys import FILE, Checking, keyring, public_keys
from community.settings import Settings

READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=READABLE)
@click.option("--keys", type=READABLE, help="The community's public keys, from its /verify/keys.")
def verify(file: Path, keys: Path | None) -> None:
    """Check that FILE, evidence as JSON or PDF, is as the community signed it.

    Asks nobody: by the keys given, or those of the community on this machine. That somebody
    took it back since, only the community's own page can tell.
    """
    try:
        found = sealing.check(file.read_bytes(), _trusted(keys))
    except sealing.NotGenuine as problem:
        click.echo(f"Not genuine. {problem}", err=True)
        sys.exit(1)
    click.echo(f"Genuine: signed with the key {found.key_id}, code {codes.shown(found.code)}.")
    if found.statement:
        click.echo(_what_it_says(found.statement))


def _what_it_says(said: sealing.Statement) -> str:
    if "log" in said:
        several = plural(len(said["log"]["sessions"]), "session")
        return f"{said['name']}: {several}, {said['log']['since']} to {said['log']['until']}."
    there = plural(said["by_record"]["minutes_present"], "minute")
    return f"{said['name']}: “{said['session']['title']}”, there for {there}."


def _trusted(keys: Path | None) -> Checking:
    if keys is not None:
        return public_keys(keys.read_text("utf-8", errors="replace"))
    settings = Settings()
    here = bool(settings.evidence_key.get_secret_value()) or (settings.data / FILE).exists()
    if not here:
        raise click.UsageError("No community is here: give its public keys with --keys.")
    return keyring(settings)


commands = (verify,)

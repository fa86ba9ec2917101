"""The command that shows the numbers of a session, and proves them."""

import json
from typing import Any

import click

from community.core import transaction
from community.core.errors import NotFound
from community.sessions.models import HostedSession
from community.settings import Settings
from community.transcripts.models import TranscriptState
from community.transcripts.numbers import readers
from community.transcripts.queries import Version, versions_of
from community.transcripts.recounting import compare, recount_readers

Both = dict[str, tuple[Any, Any]]  # by name: as it is kept, and as it is found again


@click.command()
@click.argument("session")
@click.option("--recompute", is_flag=True, help="Count them again from the stored facts.")
def numbers(session: str, recompute: bool) -> None:
    """Show the numbers of SESSION (its id); with --recompute, prove them.

    Exit status 1 if a number is not what the stored facts say.
    """
    transaction.connect(Settings().database_address)
    with transaction.reading() as db:
        found = db.get(HostedSession, session)
        versions = versions_of(db, session) if found else []
        if found is None or not versions:
            raise NotFound("There is no session with this id that has a transcript.")
        told = {_title(one): compare(db, found, one.row) for one in reversed(versions)}
        told["Since"] = {"readers": (readers(db, session), recount_readers(db, session))}
    wrong = sum(_tell(title, both, recompute) for title, both in told.items())
    if recompute:
        click.echo(f"{wrong} wrong." if wrong else "Every number is what the stored facts say.")
        raise SystemExit(bool(wrong))


def _title(version: Version) -> str:
    due = version.row.state is TranscriptState.DUE
    return f"Version {version.number}{', being made anew: these are of before' * due}"


def _tell(title: str, numbers: Both, recompute: bool) -> int:
    """Each in a line; how many are wrong."""
    click.echo(title)
    for name, (kept, found) in numbers.items():
        differs = recompute and kept != found
        again = f"   WRONG: the stored facts say {json.dumps(found)}" if differs else ""
        click.echo(f"  {name:<12}{json.dumps(kept)}{again}")
    return sum(kept != found for kept, found in numbers.values())


commands = (numbers,)

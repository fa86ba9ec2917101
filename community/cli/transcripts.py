"""The command that makes what sessions leave behind."""

import signal

import click

from community.core import transaction
from community.core.clock import now
from community.core.errors import NotFound
from community.core.text import plural
from community.settings import Settings
from community.transcripts import building
from community.transcripts.queries import versions_of

HANGS_AFTER = 600.0  # seconds for one; five thousand messages take a few


@click.command()
@click.argument("session", required=False)
@click.option("--all", "every", is_flag=True, help="Make every transcript anew.")
def transcripts(session: str | None, every: bool) -> None:
    """Make the transcripts that are due, or anew that of SESSION, and end."""
    import community.app  # noqa: F401 - so that every feature hears of it

    settings = Settings()
    transaction.connect(settings.database_address)
    if session or every:
        with transaction.transaction() as db:
            if session and not versions_of(db, session):
                raise NotFound("There is no session with this id that has a transcript.")
            building.make_anew(db, session)
    began = now()
    try:
        made = building.make_all_due(settings.address, _before_each)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    if made:
        took = (now() - began).total_seconds()
        click.echo(f"Made {plural(made, 'transcript')} in {took:.1f} seconds.")


def _before_each() -> bool:
    """Never says to stop; but whoever hangs at the next one is ended, also outside Python.

    The server waits for us before it starts another, and what is not made is still due.
    """
    signal.setitimer(signal.ITIMER_REAL, HANGS_AFTER)
    return False


commands = (transcripts,)

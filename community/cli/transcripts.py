"""The command that makes what sessions leave behind."""

import click

from community.core import transaction
from community.core.clock import now
from community.core.text import plural
from community.settings import Settings
from community.transcripts import building


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
            building.make_anew(db, session)
    began = now()
    made = building.make_all_due(settings.address)
    if made:
        took = (now() - began).total_seconds()
        click.echo(f"Made {plural(made, 'transcript')} in {took:.1f} seconds.")


commands = (transcripts,)

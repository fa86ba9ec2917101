"""Commands that bring content in."""

from pathlib import Path

import click

from community.core import transaction
from community.settings import Settings


def _connect() -> Settings:
    settings = Settings()
    transaction.connect(settings.database_address)
    import community.app  # noqa: F401 - so that rooms open and search hears of changes

    return settings


@click.command()
def demo() -> None:
    """Fill an empty community with people, circles and conversations to look at."""
    from community.demo.build import build_demo, sign_ins

    _connect()
    made = build_demo()
    click.echo(made)
    for line in sign_ins():
        click.echo(line)


@click.group(name="import")
def import_() -> None:
    """Bring in what was kept elsewhere."""


@import_.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--circle", default="Hosted chats", show_default=True, help="Whose sessions they are."
)
def chats(file: Path, circle: str) -> None:
    """Hosted chats as past sessions, one JSON object a line; again, it changes nothing.

    The object holds `id`, `title`, `date`, `host`, and `messages` as a list of
    `["HH:MM:SS", name, text]` in UTC; `skills`, `introduction` and `questions` may be there.
    """
    from community.importing.chats import import_chats

    _connect()
    report = import_chats(file, circle)
    click.echo(report.summary())
    for line in report.broken:
        click.echo(line, err=True)
    if report.broken:
        raise SystemExit(1)


@click.command()
@click.argument("chat")
@click.option("--speed", default=60.0, show_default=True, help="How many times faster than it was.")
@click.option("--url", default="http://127.0.0.1:5000", show_default=True)
@click.option("--lead", default=0.0, help="Seconds for people to come in before it begins.")
def replay(chat: str, speed: float, url: str, lead: float) -> None:
    """Play an imported chat through the sockets of the running server, as if it were live."""
    from community.importing.replay import replay_chat

    replay_chat(_connect(), chat, speed, url, lead)


commands = (demo, import_, replay)

"""Commands that run and look after the server."""

import os
import re
import signal
import sys
import threading
from functools import partial
from pathlib import Path

import click
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from community import background, migrating
from community.administration.first_run import make_code
from community.core import transaction
from community.discovery.comparing import ANEW, differences
from community.discovery.indexing import Index
from community.mail.office import open_office
from community.mail.smtp import NotPosted, server_at, try_server
from community.rooms import reply_time
from community.settings import Settings, WrongSetting, make_secret
from search import pinned
from search.api import Health

_PASSWORD = re.compile(r"(://[^:/@]*:)[^@]*@")  # in addresses of databases and the like
NO_MAIL = (
    "No mail is set up: whoever signs up is a member at once, with an address nobody checked, "
    "and a forgotten password is set by `comentor member password`."
)
LARGE = 50_000  # documents that are a lot for the engine written in Python
LARGE_INDEX = (
    "The search index holds {:,} documents; the engine tantivy answers faster: "
    'pip install "comentor[fast]", COMENTOR_SEARCH=tantivy, then `comentor reindex`.'
)

WAITING = (
    "The meaning of {:,} of {:,} documents is not learnt yet: until then they are found by their "
    "words. That goes on while a server or a worker runs."
)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5000, show_default=True, help="0 takes any free one.")
def serve(host: str, port: int) -> None:
    """Run the server, with its background work, in this process."""
    settings = Settings()
    settings.signing_key()
    settings.check_mail()
    for line in _database(settings):
        raise click.ClickException(line)
    transaction.database().close()
    # A process of its own: green threads have to be in place before anything is imported.
    arguments = [sys.executable, "-m", "wsgi", "--host", host, "--port", str(port)]
    os.execv(sys.executable, arguments)  # noqa: S606 - no shell, our own arguments


@click.command()
def worker() -> None:
    """Run only the background work, beside servers with COMENTOR_BACKGROUND=0."""
    settings = Settings()
    settings.signing_key()  # links in mails are signed
    transaction.connect(settings.database_address)
    _listen()
    open_office(settings)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    click.echo("The worker is running.")
    index = Index(settings)
    thinking = partial(background.run_thinking, index)
    for beside in (background.run_outside, background.run_making, thinking):
        threading.Thread(target=beside, args=(stopping.is_set,), daemon=True).start()
    background.run(index, stopping.is_set)


def _listen() -> None:
    """Have every feature's subscribers in place."""
    import community.app  # noqa: F401


@click.command()
def upgrade() -> None:
    """Make the secret key if there is none, and bring the database to this version."""
    settings = Settings()
    if make_secret(settings):
        click.echo(f"Made a secret key in {settings.data / 'secret_key'}.")
    # Every word of every room lies here: for the owner's eyes only.
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    transaction.connect(settings.database_address)
    if migrating.upgrade():
        click.echo(f"The database is now at {migrating.current_revision()}.")
    with transaction.reading() as db:
        make_code(db, settings)  # `serve` says what it opens, as long as nobody is here


@click.command()
def reindex() -> None:
    """Build the search index anew from the database, and what lists say of people."""
    settings = Settings()
    transaction.connect(settings.database_address)
    index = Index(settings)
    index.rebuild()
    reply_time.refresh()
    health = index.check()
    click.echo(f"The index holds {health.documents:,} documents.")


@click.command()
def doctor() -> None:
    """Print every setting and check everything outside; exit status 1 if something is wrong."""
    settings = Settings()
    _print_settings(settings)
    index = Index(settings)
    health, problems = index.check(), _database(settings)
    problems += _index(index, health, reachable=not problems)
    advice = [*_advice(settings, health), *_meanings(index)]
    index.close()
    problems += [*_redis(settings), *_mail(settings)]
    for line in problems:
        click.secho(f"  ! {line}", fg="red")
    for line in advice:
        click.secho(f"  · {line}", fg="yellow")
    if problems:
        raise SystemExit(1)
    click.echo("Everything is in order.")


def _print_settings(settings: Settings) -> None:
    click.echo("Settings (environment over comentor.toml over defaults):")
    for name, field in Settings.model_fields.items():
        source = "default"
        if f"COMENTOR_{name.upper()}" in os.environ:
            source = "environment"
        elif name in settings.model_fields_set:
            source = "comentor.toml"
        value = _PASSWORD.sub(r"\1…@", str(getattr(settings, name)))
        click.echo(f"  {name:<18} {value:<34} {source:<13} {field.description}")


def _database(settings: Settings) -> list[str]:
    try:
        transaction.connect(settings.database_address)
        with transaction.reading() as db:
            db.execute(text("SELECT 1"))
        at, newest = migrating.current_revision(), migrating.newest_revision()
    except SQLAlchemyError as error:
        return [f"The database cannot be reached: {type(error).__name__}."]
    if at == newest:
        return []
    return [f"The database is at {at or 'nothing'}, not at {newest}: run `comentor upgrade`."]


def _index(index: Index, health: Health, *, reachable: bool) -> list[str]:
    """Whether it reads; and whether it holds what the database does, where that can be asked."""
    problems = [index.without_meaning] if index.without_meaning else []
    problems += [] if pinned.is_known() else [pinned.OTHER]
    if not health.ok:
        return [f"{health.detail} {ANEW}", *problems]
    return [*problems, *(differences(index) if reachable else [])]


def _meanings(index: Index) -> list[str]:
    documents, waiting = index.meanings()
    return [WAITING.format(waiting, documents)] if waiting else []


def _redis(settings: Settings) -> list[str]:
    if not settings.redis_url:
        return []
    import redis

    try:
        redis.Redis.from_url(settings.redis_url, socket_timeout=2).ping()
    except redis.RedisError as error:
        return [f"Redis does not answer ({type(error).__name__}): rooms go on by the database."]
    return []


def _mail(settings: Settings) -> list[str]:
    address = settings.mail_url.get_secret_value()
    if not address:
        return []
    try:
        settings.check_mail()
        try_server(server_at(address))
    except (WrongSetting, NotPosted) as error:
        return [str(error)]
    return []


def _advice(settings: Settings, health: Health) -> list[str]:
    """What is no fault, and yet good to know."""
    found = [] if settings.sends_mail else [NO_MAIL]
    if settings.search == "whoosh" and health.documents > LARGE:
        found.append(LARGE_INDEX.format(health.documents))
    return found


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write database and settings into FILE (a .tar.gz), while the server runs."""
    from community.backups import make_backup

    make_backup(Settings(), file)
    click.echo(f"Backed up to {file}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@click.option("--yes", is_flag=True, help="Replace what is there without asking.")
def restore(file: Path, yes: bool) -> None:
    """Put a backup back, also one of an older version; the index is built anew."""
    from community.backups import restore_backup

    if not yes:
        click.confirm("This replaces the whole community here. Go on?", abort=True)
    restore_backup(Settings(), file)
    click.echo("Restored. Start the server again.")


commands = (serve, worker, upgrade, reindex, doctor, backup, restore)

"""Commands about members, for whoever has the server in hand."""

import click
from sqlalchemy.orm import Session

from community.access.actor import CommunityRole
from community.core import transaction
from community.core.errors import NotFound
from community.core.text import plural
from community.members import actions, links, rules
from community.members.models import LinkPurpose, Member
from community.members.passwords import hash_password
from community.members.queries import by_name_or_email
from community.settings import Settings


@click.group()
def member() -> None:
    """Add members, give roles, help them sign in."""
    transaction.connect(Settings().database_address)
    import community.app  # noqa: F401 - so that search hears of changes


@member.command()
@click.argument("email")
@click.option("--name", prompt=True)
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
@click.option("--role", type=click.Choice([r.value for r in CommunityRole]), default="member")
def add(email: str, name: str, password: str, role: str) -> None:
    """Make an account."""
    hashed = hash_password(rules.check_password(password, name))
    new = actions.NewMember(name=name, email=email, password_hash=hashed)
    with transaction.transaction() as db:
        made = actions.sign_up(db, new, CommunityRole(role))
    click.echo(f"@{made.handle} can sign in.")


@member.command()
@click.argument("who")
@click.argument("new_role", type=click.Choice([r.value for r in CommunityRole]))
def role(who: str, new_role: str) -> None:
    """Make WHO (handle or e-mail address) administrator, moderator or member."""
    with transaction.transaction() as db:
        actions.give_role(db, _member(db, who), CommunityRole(new_role))
    click.echo(f"{who} is now {new_role}.")


@member.command()
@click.argument("who")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
def password(who: str, password: str) -> None:
    """Set a new password for WHO; their browsers are signed out."""
    hashed = hash_password(rules.check_password(password, who))
    with transaction.transaction() as db:
        ended = actions.set_password(db, _member(db, who), hashed)
    click.echo(f"Done; {plural(ended, 'browser')} signed out.")


@member.command()
@click.argument("who")
def link(who: str) -> None:
    """Print a link that signs WHO in once, within half an hour: hand it to nobody else."""
    with transaction.transaction() as db:
        found = _member(db, who)
        token = links.make(db, found.id, LinkPurpose.SIGN_IN, found.email or "")
    click.echo(f"{Settings().address}/link/{token}")


def _member(db: Session, who: str) -> Member:
    found = by_name_or_email(db, who)
    if found is None:
        raise NotFound(f"There is nobody called {who}.")
    return found


commands = (member,)

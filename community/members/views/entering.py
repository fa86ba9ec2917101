"""Signing a browser in, once it is known who sits before it."""

from community.core.transaction import transaction
from community.members import actions
from community.members.models import Member
from community.web import identity


def enter(member: Member) -> None:
    """Whoever was signed in here before is not any more."""
    before = identity.whoever_is_here()
    with transaction() as db:
        if before is not None:
            actions.sign_out(db, before.actor, before.sign_in_id)
        token = actions.start_sign_in(db, member, identity.browser())
    identity.begin_sign_in(token, member)

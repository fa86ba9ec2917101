"""What the policy decides about circles."""

from community.access.actor import Actor
from community.access.memberships import Standing
from community.access.things import CircleLike, Visibility

# Who knows of a hidden circle: those in it, and those its hosts asked in.
KNOWING = frozenset({Standing.JOINED, Standing.INVITED, Standing.WAITING})


def may_know_circle(actor: Actor, circle: CircleLike) -> bool:
    if circle.archived_at is not None:
        return actor.in_circle(circle.id)
    if circle.visibility is not Visibility.HIDDEN:
        return actor.signed_in
    return actor.stands(circle.id) in KNOWING


def may_join(actor: Actor, circle: CircleLike) -> bool:
    if circle.archived_at is not None:
        return False
    standing = actor.stands(circle.id)
    if standing is Standing.INVITED:
        return True
    return circle.visibility is Visibility.OPEN and actor.signed_in and standing is None


def may_ask_to_join(actor: Actor, circle: CircleLike) -> bool:
    return (
        circle.archived_at is None
        and circle.visibility is Visibility.ASK
        and actor.signed_in
        and actor.stands(circle.id) is None
    )


def stands_in_circle(actor: Actor, circle: CircleLike) -> bool:
    return actor.stands(circle.id) is not None


def in_circle(actor: Actor, circle: CircleLike) -> bool:
    return actor.in_circle(circle.id)


def in_living_circle(actor: Actor, circle: CircleLike) -> bool:
    return circle.archived_at is None and actor.in_circle(circle.id)


def hosts_circle(actor: Actor, circle: CircleLike) -> bool:
    """Of a circle that goes on; an archived one only can be reopened."""
    return circle.archived_at is None and actor.hosts(circle.id)


def hosts_archived(actor: Actor, circle: CircleLike) -> bool:
    return circle.archived_at is not None and actor.hosts(circle.id)

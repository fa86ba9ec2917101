"""Questions put to the hosts without a name: there is no author to find, for anybody."""

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Audience, Permission
from community.core import clock
from community.core.errors import Refused
from community.rooms.actions.acts import note
from community.rooms.actions.change import not_gone, replies
from community.rooms.actions.holding import changed, held_item
from community.rooms.hosting_models import ActKind
from community.rooms.models import Item


def share(db: Session, actor: Actor, item_id: str) -> Item:
    """Everybody reads a nameless question from now on; its asker knew that hosts may do so."""
    item = held_item(db, actor, item_id, Permission.ITEM_HOST)
    if not item.nameless:
        raise Refused("Only a question without a name can be shared with everybody.")
    not_gone(item)
    if item.audience is Audience.HOSTS:
        # For whoever is in the circle now, also where newcomers do not read back.
        item.audience, item.unpinned_at = Audience.EVERYONE, clock.now()
        note(db, actor, item.room, ActKind.SHARE, item_id=item.id)
        changed(db, item.room, [item, *replies(db, item)])
    return item

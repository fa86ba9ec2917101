"""What of a room is not for everybody in it, see `secrets`."""

from community.core import clock
from community.core.transaction import transaction
from community.rooms.actions import edit, groups, react, withdraw
from community.rooms.models import Item, Reaction
from tests.doing import do
from tests.pages.two_worlds.settled import Settled


def in_another_group(here: Settled) -> None:
    """While the room is split: what is said there, and what it is about to bring back."""
    town, group = here.town, here.loft.theirs
    first = town.say(town.milo, group, "Canarium thumb, @otto and @hana")
    town.say(town.hana, group, "Canarium", reply_to=first.id)
    gone = town.say(town.milo, group, "Canarium again")
    do(town.milo, edit, first.id, "Canarium thumb, changed, @otto")
    do(town.milo, withdraw, gone.id)
    do(town.hana, react, first.id, "👍", on=True)
    do(town.milo, groups.bring_back, group.room_id, "Canarium, in our own words", 0)


def before_he_came(here: Settled) -> None:
    """What was said then, in a circle that keeps its past; that something was said shows."""
    with transaction() as db:
        item = db.get_one(Item, here.loft.past)
        item.body, item.edited_at = "Canarium, canariun and the thumb", clock.now()
        moment = {"emoji": "👍", "created_at": clock.now()}
        db.add(Reaction(item_id=item.id, member_id=here.town.milo.id, **moment))

"""What hosts know and do, each in two ways that everybody else must not be able to tell apart."""

from collections.abc import Callable

from community.access.policy import Audience
from community.core.transaction import transaction
from community.rooms.actions import Saying, say
from community.rooms.actions.barring import mute, put_out
from community.rooms.actions.hiding import hide
from tests.doing import do
from tests.pages.two_worlds.secrets import Secret
from tests.pages.two_worlds.settled import Settled
from tests.town import Person


def hidden_words(words: str) -> Callable[[Settled], None]:
    """In the room where Otto is: that something was hidden shows, what it was does not."""

    def add(here: Settled) -> None:
        town = here.town
        item = town.say(town.milo, here.thumbs, words, key="a-hidden-one").id
        town.say(town.milo, here.thumbs, "As I said", reply_to=item, key="and-a-reply")
        do(town.hana, hide, item, words)

    return add


def asked_by(asker: Callable[[Settled], Person]) -> Callable[[Settled], None]:
    """A question without a name in the circle that Otto himself hosts."""

    def add(here: Settled) -> None:
        town = here.town
        for person in (town.milo, here.nell):
            town.bring(person, here.bench.id, town.otto)
        asking = Saying(
            actor=asker(here).actor,
            room_id=here.bench.room_id,
            client_key="who-may-it-be",
            body="May I ask? @milo @nell",
            audience=Audience.HOSTS,
            nameless=True,
        )
        with transaction() as db:
            say(db, asking)

    return add


def with_quin(*, put_out_of_it: bool) -> Callable[[Settled], None]:
    """Somebody beside Otto is put out of the room, and to rest; both stay in the circle."""

    def add(here: Settled) -> None:
        town = here.town
        town.bring(here.quin, here.thumbs.id, town.hana)
        if put_out_of_it:
            for way in (put_out, mute):
                do(town.hana, way, here.thumbs.room_id, here.quin.id, None)

    return add


PAIRS = {
    "the words of a hidden message": (
        Secret(hidden_words("Nothing")),
        Secret(
            hidden_words("Canarium"),
            lambda here: (here.town.hana, f"/rooms/{here.thumbs.room_id}/log"),
        ),
    ),
    "who asked without a name": (
        Secret(asked_by(lambda here: here.town.milo)),
        Secret(asked_by(lambda here: here.nell)),
    ),
    "that somebody was put out": (
        Secret(with_quin(put_out_of_it=False)),
        Secret(with_quin(put_out_of_it=True)),
    ),
}

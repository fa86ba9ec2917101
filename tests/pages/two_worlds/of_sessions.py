"""Private things of hosted sessions, see `secrets`."""

from community.access.actor import Actor, placed_now
from community.access.session_rules import OpenTo
from community.core.transaction import transaction
from community.sessions.actions import closing, discussion, inviting
from community.sessions.actions.coming import enter
from community.sessions.date_models import Could
from community.sessions.reminders import remind_due
from tests.dates import looked_for, say
from tests.doing import do
from tests.pages.two_worlds.settled import Settled


def invited_session(here: Settled) -> None:
    """In a circle that Otto knows of, for those asked in by name: a guest and a member."""
    town = here.town
    evening = town.session(
        here.orthosis,
        open_to=OpenTo.INVITED,
        most=1,
        starts_in=0.5,
        title="Canarium evening",
        introduction="Canarium.",
        address="Canarium",
    )
    host = here.orthosis.host
    do(host, inviting.invite_guest, evening.id, "Canarium Guest", "canarium@example.org")
    do(host, inviting.invite_member, evening.id, here.quin.handle)
    do(here.quin, enter, evening.id)
    first = town.say(here.quin, evening, "Canarium thumb, @otto")
    town.say(host, evening, "Canarium", reply_to=first.id)
    taken_back = do(host, inviting.invite_member, evening.id, town.otto.handle)
    do(host, inviting.revoke, evening.id, taken_back.id)
    remind_due()


def date_for_the_invited(here: Settled) -> None:
    """In Otto's own circle, whose people are not asked: only Quin is, who could come."""
    draft = looked_for(
        here.thumbs.host,
        here.thumbs,
        open_to=OpenTo.INVITED,
        title="Canarium evening",
        introduction="Canarium.",
        skills=("Canarium weaving",),
    )
    do(here.thumbs.host, inviting.invite_member, draft.id, here.quin.handle)
    say(here.quin, draft.id, Could.YES, Could.NO, Could.IF_NEEDED)


def said_afterwards(here: Settled) -> None:
    """On a page that Otto sees, of a session whose words are for those who were there."""
    host, hana, held = here.orthosis.host, here.town.hana, here.held
    for person in (host, hana):
        do(person, discussion.comment, held.id, f"a-key-of-{person.handle}", "Canarium thumb")
        do(person, closing.take_away, held.id, "Canarium thumb", shared=True)
    do(hana, closing.give_feedback, held.id, "Canarium thumb")
    do(host, discussion.summarise, held.id, "Canarium thumb")


def guest_in_an_open_session(here: Settled) -> None:
    """Otto may come to it, and has not: who has only a link to it does not show to him."""
    evening, host = here.evening, here.orthosis.host
    guest = do(host, inviting.invite_guest, evening.id, "Canarium", "canarium@example.org")
    with transaction() as db:
        enter(db, placed_now(db, Actor(guest.member_id, only=evening.id)), evening.id)

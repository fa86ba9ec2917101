"""Private insights, see `secrets`."""

from sqlalchemy import select

from community.access.insight_rules import Sight
from community.access.policy import Visibility
from community.choices.actions import choose
from community.circles.actions.materials import Upload
from community.core.transaction import reading
from community.follows import actions as follows
from community.follows.letter_choice import choose as choose_letter
from community.insights.actions import commenting, drafting, filing, keeping, publishing, trying
from community.insights.answer_models import Outcome
from community.insights.texts import Shown, Text
from community.skills.models import Skill
from tests.doing import do
from tests.insights.quotes import chosen, say
from tests.insights.test_writing import begun, published
from tests.pages.two_worlds.settled import Settled

NOTES = Upload("canarium.txt", "text/plain", b"Canarium")
WORDS = Text("Canarium insight", "## Canarium\n\nPurpel orthosis thumb, by @otto.")
ABOUT = ("Canarium weaving", "Thumb casting")


def kept_insights(here: Settled) -> None:
    """For a circle Otto only knows of and for the hosts of his own; drafts, and one taken back."""
    orthosis = here.orthosis
    published(orthosis.host, WORDS, Shown(Sight.CIRCLE, orthosis.id, ABOUT))
    inside = published(here.thumbs.host, WORDS, Shown(Sight.HOSTS, here.thumbs.id, ABOUT))
    do(here.thumbs.host, drafting.save_draft, inside.id, Text("Canarium", "Canarium."), 0)
    do(here.thumbs.host, commenting.comment, inside.id, "a-key-of-host", "Canarium thumb, @otto.")
    do(here.thumbs.host, filing.add_file, inside.id, NOTES)
    begun(here.thumbs.host, WORDS, here.thumbs.id)
    gone = published(orthosis.host, WORDS, Shown(Sight.CIRCLE, orthosis.id, ABOUT))
    do(orthosis.host, publishing.withdraw, gone.id)


def insight_to_check(here: Settled) -> None:
    """For all members, once it is found good; sent back before, with a word to its author."""
    town = here.town
    do(town.ada, choose, checked="first")
    first = published(here.quin, WORDS, Shown(Sight.MEMBERS, None, ABOUT))
    do(town.ada, publishing.send_back, first.id, "Canarium.")
    do(here.quin, publishing.publish, first.id, WORDS, Shown(Sight.MEMBERS, None, ABOUT))
    do(town.ada, choose, checked="none")


def kept_and_tried(here: Settled) -> None:
    """What four others keep, note and say of what Otto reads: fewer than are ever counted."""
    for person in (here.town.milo, here.nell, here.quin, here.alma):
        do(person, keeping.keep, here.insight)
        do(person, keeping.write_note, here.insight, "Canarium thumb, @otto.")
        do(person, trying.say_outcome, here.insight, Outcome.DID_NOT)


def followed_by_others(here: Settled) -> None:
    """Otto himself, his own circle and a skill of his; and they want what is new in letters."""
    with reading() as db:
        pottery = db.scalars(select(Skill.id).where(Skill.name == "Pottery")).one()
    for person in (here.town.milo, here.nell, here.quin):
        do(person, follows.follow_person, here.town.otto.id)
        do(person, follows.follow_circle, here.bench.id)
        do(person, follows.follow_skill, pottery)
        do(person, choose_letter, "day")


def asked_to_be_quoted(here: Settled) -> None:
    """By an insight for all members that is not published: one yes, one no, one not answered."""
    town = here.town
    where = town.circle(here.nell, town.ada, visibility=Visibility.HIDDEN, name="Canarium hands")
    said = [town.say(town.ada, where, f"Canarium thumb {n}, @otto.").id for n in range(3)]
    insight_id = chosen(here.nell, where, *said, circle_id=None)
    say(town.ada, insight_id, number=1)
    say(town.ada, insight_id, yes=False, number=2)

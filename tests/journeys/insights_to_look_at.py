"""Insights in every state, for the pages one looks at."""

from sqlalchemy import select

from community.access.insight_rules import Sight
from community.choices.actions import choose
from community.circles.actions.materials import Upload
from community.core import clock, relay
from community.core.transaction import reading, transaction
from community.feeds.secret import make_feed
from community.insights.actions import commenting, drafting, filing, keeping, marking, publishing
from community.insights.answer_models import InsightTry
from community.insights.models import Insight, MarkKind
from community.insights.texts import Shown, Text
from community.insights.tries_by_clock import ask_due
from community.members.models import Member
from tests.doing import do
from tests.town import Person

LONG = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
DEMO = "{insight Begin ten minutes before you begin}"
PICTURED = "{insight A running order that survives the evening}"
INSIGHT_PAGES = {
    "insights": ("milo", "/insights"),
    "insights, all": ("otto", "/insights?of=all"),
    "insights, none for me": ("nell", "/insights"),
    "insights to check": ("hana", "/insights?of=circles"),
    "feeds, none yet": ("milo", "/feeds"),
    "feeds": ("hana", "/feeds"),
    "my insights": ("hana", "/insights/mine"),
    "my insights, none yet": ("nell", "/insights/mine"),
    "insight": ("milo", f"/insights/{DEMO}"),
    "insight for everybody": (
        "", "/insights/{insight Read the chart aloud before you say what it means}",
    ),
    "insight of one's own": ("hana", f"/insights/{DEMO}"),
    "insight with a picture": ("milo", f"/insights/{PICTURED}"),
    "insight with everything long": ("milo", "/insights/{insight " + LONG[:160] + "}"),
    "insight to check": ("hana", "/insights/{insight It waits}"),
    "insight being changed": ("hana", f"/insights/{DEMO}/edit"),
    "insight, sent back": ("ravi", "/insights/{insight of ravi}/edit"),
    "insights of a circle": ("milo", "/circles/{First evenings}/insights"),
    "insights of a member": ("milo", "/people/hana/insights"),
    "insights of a member, none": ("milo", "/people/ravi/insights"),
    "insights kept": ("milo", "/insights/kept"),
    "insights kept, found": ("milo", "/insights/kept?q=tuesday"),
    "insights kept, none found": ("milo", "/insights/kept?q=nothing"),
    "insights kept, none yet": ("nell", "/insights/kept"),
    "quotes, chosen": ("hana", f"/insights/{DEMO}/quotes"),
    "quotes, of nothing": ("ravi", "/insights/{insight of ravi}/quotes"),
    "what one is asked to be quoted with": ("milo", "/insights/quotes"),
    "what one is asked, nothing yet": ("nell", "/insights/quotes"),
    "to use what was said": (
        "hana", "/sessions/{session The first five minutes of an evening}/insight",
    ),
    "inbox, asked what became of it": ("milo", "/inbox"),
    "earlier texts": ("hana", f"/insights/{DEMO}/revisions"),
    "earlier texts, none": ("ravi", "/insights/{insight of ravi}/revisions"),
}  # fmt: skip


def insights_to_look_at(found: dict[str, Person], known: dict[str, str]) -> None:
    """One changed, one with everything long, one that waits, and one that was sent back."""
    hana, milo, ravi = (found[one] for one in ("hana", "milo", "ravi"))
    where = known["First evenings"]
    first = insights_by_title()["insight Begin ten minutes before you begin"]
    with reading() as db:
        text = Text.of(db.get_one(Insight, first))
    for name in ("notes.txt", f"{LONG[:100]}.txt"):
        do(hana, filing.add_file, first, Upload(name, "text/plain", b"Ten minutes."))
    changed = Text(text.title, text.body.replace("three times", "four times") + "\n\nStill true.")
    do(hana, publishing.publish, first, changed, Shown(Sight.MEMBERS, where))
    body = f"# {LONG}\n\n{LONG}\n\n```\n{LONG}\n```\n\n| {LONG} | b |\n|---|---|\n| c | d |\n"
    reference = {"author": LONG, "year": "", "title": LONG, "address": "", "accessed": ""}
    long = Text(LONG[:160], body, (reference,))
    shown = Shown(Sight.MEMBERS, where, (LONG[:60],))
    everything = do(hana, publishing.publish, begun(hana, where), long, shown)
    kept_by(milo, everything.id, LONG * 3)
    asked_about(milo, everything.id)
    said = do(milo, commenting.comment, everything.id, "a-key-of-long", LONG * 3)
    do(milo, commenting.take_comment_back, everything.id, said)
    do(milo, commenting.comment, everything.id, "a-key-of-longer", LONG * 3)
    gone = do(hana, publishing.publish, begun(hana, where), Text("Gone", "Some words."), shown).id
    kept_by(milo, gone, "It said to ask one person the day before.")
    do(hana, publishing.withdraw, gone)
    do(hana, make_feed)
    do(hana, choose, checked="first")
    shown = Shown(Sight.CIRCLE, where)
    do(milo, publishing.publish, begun(milo, where), Text("It waits", "Some words."), shown)
    back = do(ravi, publishing.publish, begun(ravi, where), Text("Not yet", "Some words."), shown)
    do(hana, publishing.send_back, back.id, "Please leave the age of the patient out.")


def kept_by(person: Person, insight_id: str, note: str) -> None:
    do(person, keeping.keep, insight_id)
    do(person, keeping.write_note, insight_id, note)


def asked_about(person: Person, insight_id: str) -> None:
    """What became of it, as if the time for that had come."""
    do(person, marking.mark, insight_id, MarkKind.WILL_TRY, on=True)
    with transaction() as db:
        db.get_one(InsightTry, (insight_id, person.id)).ask_at = clock.now()
    ask_due()
    relay.run_once()


def begun(person: Person, circle_id: str) -> str:
    return do(person, drafting.begin, circle_id=circle_id).id


def insights_by_title() -> dict[str, str]:
    """For the addresses of pages: `{insight It waits}`; Ravi's draft has no title."""
    with reading() as db:
        rows = db.scalars(select(Insight)).all()
        ravi = db.scalar(select(Member.id).where(Member.handle == "ravi"))
        called = {f"insight {one.title}": one.id for one in rows if one.title}
        return called | dict.fromkeys(
            ["insight of ravi"], next((one.id for one in rows if one.author_id == ravi), "")
        )

"""What people of the demonstration learned and wrote down, some days ago."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.insight_rules import Sight
from community.core import clock
from community.demo.meetings import Circles
from community.demo.pictures import strip
from community.demo.quotes import quote
from community.demo.stage import Content, People, acting, content
from community.insights.actions.commenting import comment
from community.insights.actions.drafting import begin
from community.insights.actions.filing import add_file
from community.insights.actions.keeping import keep, write_note
from community.insights.actions.marking import mark
from community.insights.actions.publishing import publish
from community.insights.actions.trying import say_outcome
from community.insights.answer_models import Outcome
from community.insights.models import Insight, InsightRevision, MarkKind
from community.insights.texts import Shown, Text
from community.rooms.actions.attaching import fit_to_send
from community.sessions.models import HostedSession


def write_insights(db: Session, started: Circles, people: People) -> int:
    """How many there are."""
    given = content("insights.toml")["insights"]
    for one in given:
        _write(db, one, started, people)
    return len(given)


def _write(db: Session, given: Content, started: Circles, people: People) -> None:
    actor, circle_id = acting(db, people[given["author"]]), started[given["circle"]]
    made_from = select(HostedSession.id).where(HostedSession.title == given.get("session"))
    text = Text(given["title"], given["body"].strip(), tuple(given.get("references", ())))
    draft = begin(db, actor, circle_id=circle_id, session_id=db.scalar(made_from), text=text)
    if "picture" in given:
        text = _pictured(db, actor, draft, text, given["picture"])
    shown = Shown(Sight(given["sight"]), circle_id, tuple(given["skills"]))
    quote(db, draft, given.get("quotes", ()), shown.sight, people, agreed=True)
    insight = publish(db, actor, draft.id, text, shown)
    _some_days_ago(db, insight, given["days_ago"])
    quote(db, insight, given.get("asks", ()), shown.sight, people, agreed=False)
    _answer(db, insight.id, given, people)


def _pictured(db: Session, actor: Actor, insight: Insight, text: Text, given: Content) -> Text:
    upload = fit_to_send("an-evening.png", strip(given["minutes"]))
    named = add_file(db, actor, insight.id, upload).named(given["shows"])
    captioned = f'{named[:-1]} "{given["caption"]}")'
    return replace(text, body=text.body.replace("{picture}", captioned))


def _answer(db: Session, insight_id: str, given: Content, people: People) -> None:
    """What its readers said of it, and what one of them keeps."""
    for kind in MarkKind:
        for handle in given.get(kind.value, ()):
            mark(db, acting(db, people[handle]), insight_id, kind, on=True)
    for number, (handle, words) in enumerate(given.get("said", ())):
        comment(db, acting(db, people[handle]), insight_id, f"demo-comment-{number}", words)
    for handle, outcome in given.get("tried", {}).items():
        say_outcome(db, acting(db, people[handle]), insight_id, Outcome(outcome))
    for handle, note in given.get("kept", {}).items():
        keep(db, acting(db, people[handle]), insight_id)
        write_note(db, acting(db, people[handle]), insight_id, note)


def _some_days_ago(db: Session, insight: Insight, days: int) -> None:
    at = clock.now() - timedelta(days=days)
    insight.created_at = insight.published_at = insight.changed_at = at
    db.get_one(InsightRevision, (insight.id, insight.number)).at = at

"""What people of the demonstration ask one another, in every state an ask can be in."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.ask_rules import AskTo
from community.asks.actions import answering, asking
from community.asks.models import Ask, AskTurn
from community.core import clock
from community.demo.stage import Content, People, acting, content


def ask(db: Session, people: People) -> int:
    """How many asks there are."""
    given = content("asks.toml")["asks"]
    for number, one in enumerate(given):
        _ask(db, f"demo-ask-{number:02d}", one, people)
    return len(given)


def _ask(db: Session, key: str, given: Content, people: People) -> None:
    asker, to = acting(db, people[given["from"]]), given["to"]
    named = to not in set(AskTo)
    ask = asking.put(
        db,
        asker,
        client_key=key,
        body=given["body"],
        put_to=AskTo.MEMBER if named else AskTo(to),
        person=to if named else None,
        skill=given.get("skill"),
    )
    if given.get("not_now"):
        for member_id in db.scalars(
            select(AskTurn.member_id).where(AskTurn.ask_id == ask.id)
        ).all():
            answering.not_now(db, acting(db, member_id), ask.id)
    _answer(db, ask, key, given, people)
    if given.get("close"):
        asking.close(db, asker, ask.id)
    ask.created_at = clock.now() - timedelta(days=given["days_ago"])


def _answer(db: Session, ask: Ask, key: str, given: Content, people: People) -> None:
    asker = acting(db, people[given["from"]])
    for number, (handle, words) in enumerate(given.get("answers", ())):
        actor = acting(db, people[handle])
        row = answering.answer(db, actor, ask.id, client_key=f"{key}-{number}", body=words)
        row.created_at = clock.now() - timedelta(days=given["days_ago"] - 1 - number)
        if given.get("thanked"):
            answering.thank(db, asker, row.id)

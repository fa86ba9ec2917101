"""One ask, as one reader sees it: what was asked of whom, until when, and what came back."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from community.access.actor import Actor
from community.access.ask_rules import AskState, may_answer_ask
from community.access.policy import Permission
from community.asks.listed import AskCard, cards, shown_answers
from community.asks.models import Ask, AskAnswer, AskTurn, TurnState
from community.asks.queries import seen_by
from community.asks.ways_on import WaysOn, ways_on
from community.circles.cards import CircleCard
from community.circles.cards import cards as circle_cards
from community.core.cursors import Beside, Order, Page, page_of
from community.core.errors import Problem
from community.core.ids import new_id
from community.members.models import Member
from community.rooms.queries import access_item
from community.sessions.listed import SessionCard
from community.sessions.listed import cards as session_cards

PAGE = 30
_ORDER = Order(AskAnswer.created_at, AskAnswer.id)
COULD_NOT = (TurnState.NOT_NOW, TurnState.SILENT)


@dataclass(frozen=True)
class AskPage:
    """`turns`: of those who were asked, to the asker, who learns of nobody whether they said so
    or were silent. `mine`: the reader's own. `ways`: where it leads on to whom it came back, and
    its session and circles as they stand in lists. `item_there`: whether the reader may read
    the message that it comes from."""

    card: AskCard
    answers: Page[AskAnswer]
    answers_it: bool
    turns: Sequence[AskTurn] = ()
    mine: AskTurn | None = None
    ways: WaysOn | None = None
    sessions: Sequence[SessionCard] = ()
    circles: Sequence[CircleCard] = ()
    item_there: bool = False
    client_key: str = field(default_factory=new_id)

    @property
    def ask(self) -> Ask:
        return self.card.ask

    @property
    def waiting(self) -> list[AskTurn]:
        return [one for one in self.turns if one.state is TurnState.WAITING]

    @property
    def could_not(self) -> list[Member]:
        """Also whom it was taken from while nobody else had answered: they were away."""
        taken = self.ask.state in (AskState.WAITING, AskState.BACK, AskState.OPEN)
        states = (*COULD_NOT, TurnState.LET_GO) if taken else COULD_NOT
        return [one.member for one in self.turns if one.state in states]

    @property
    def has_turn(self) -> bool:
        return self.mine is not None and self.mine.state is TurnState.WAITING


def page_for(db: Session, actor: Actor, ask: Ask, beside: Beside) -> AskPage:
    own = ask.asker_id == actor.member_id
    turns = _turns(db, actor, ask) if own else []
    free = all(one.state is not TurnState.WAITING for one in turns)
    stuck = own and free and ask.state in (AskState.BACK, AskState.OPEN)
    ways = ways_on(db, actor, ask) if stuck else None
    return AskPage(
        cards(db, actor, [ask])[0],
        _answers(db, actor, ask, beside),
        may_answer_ask(actor, seen_by(db, actor, ask)),
        turns,
        None if own else db.get(AskTurn, (ask.id, actor.member_id)),
        ways,
        session_cards(db, actor, [ways.session]) if ways and ways.session else (),
        circle_cards(db, actor, ways.circles) if ways and ways.circles else (),
        ask.item_id is not None and _may_read(db, actor, ask.item_id),
    )


def _may_read(db: Session, actor: Actor, item_id: str) -> bool:
    try:
        access_item(db, actor, item_id, Permission.ITEM_READ)
    except Problem:
        return False
    return True


def _turns(db: Session, actor: Actor, ask: Ask) -> list[AskTurn]:
    """In the order in which they were asked; nobody whom a block keeps away meanwhile."""
    of_it = AskTurn.ask_id == ask.id, AskTurn.member_id.not_in(actor.apart)
    found = select(AskTurn).where(*of_it).options(joinedload(AskTurn.member))
    return list(db.scalars(found.order_by(AskTurn.asked_at, AskTurn.member_id)))


def _answers(db: Session, actor: Actor, ask: Ask, beside: Beside) -> Page[AskAnswer]:
    """The latest page in the order in which they were written, or an earlier one."""
    found = select(AskAnswer).where(AskAnswer.ask_id == ask.id, shown_answers(db, actor))
    with_author = found.options(joinedload(AskAnswer.author))
    page = page_of(db, with_author, _ORDER, beside, PAGE)
    return Page([row[0] for row in reversed(page.rows)], page.older, page.newer)

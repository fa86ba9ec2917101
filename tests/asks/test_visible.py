"""A query finds exactly the asks that the policy lets somebody read, in every case there is."""

from itertools import combinations, product

from sqlalchemy import select

from community.access.actor import ANYBODY, Actor, CommunityRole
from community.access.ask_rules import AskState, AskTo, may_answer_ask
from community.access.policy import Permission, can
from community.asks.models import Ask, AskTurn, TurnState
from community.asks.queries import SeenAsk, seen_by
from community.asks.visible import visible_asks
from community.core import clock
from community.core.transaction import reading, transaction
from community.skills.models import Skill
from tests.asks.asking import teach
from tests.town import Town


def ask_everything(town: Town) -> None:
    """Of each state, by Hana and by Milo, put to whomever, about something and nothing, Otto
    having been asked or nobody."""
    askers, otto = (town.hana.id, town.milo.id), town.otto.id
    with transaction() as db:
        skills = (None, *db.scalars(select(Skill.id)))
        every = product(askers, AskTo, AskState, skills, (False, True))
        for number, (asker, to, state, skill, asked) in enumerate(every):
            ask = Ask(
                asker_id=asker, client_key=str(number), put_to=to, state=state, skill_id=skill,
                body="How?", created_at=clock.now(),
            )  # fmt: skip
            db.add(ask)
            db.flush()
            if asked:
                times = {"asked_at": clock.now(), "due_at": clock.now()}
                db.add(AskTurn(ask_id=ask.id, member_id=otto, state=TurnState.LET_GO, **times))


def all_of_them(member_id: str) -> list[SeenAsk]:
    """With what the policy knows of each and this member: no block or role changes that."""
    with reading() as db:
        return [seen_by(db, Actor(member_id), one) for one in db.scalars(select(Ask))]


def agree(actor: Actor, seen: list[SeenAsk]) -> int:
    with reading() as db:
        found = {one.id for one in db.scalars(visible_asks(actor))}
    assert found == {one.ask.id for one in seen if can(actor, Permission.ASK_READ, one)}
    for one in seen:
        mine = one.asker_id == actor.member_id and actor.signed_in
        assert can(actor, Permission.ASK_KEEP, one) is mine
        may = one.ask.id in found and not mine and one.state is not AskState.CLOSED
        assert can(actor, Permission.ASK_ANSWER, one) is may_answer_ask(actor, one) is may
    return len(found)


def test_the_query_and_the_policy_agree_about_everybody(town: Town) -> None:
    people = [town.hana.id, town.milo.id, town.otto.id, town.ada.id]
    teach(town.otto, town.ada)
    teach(town.hana, skill="Lathes")
    ask_everything(town)
    apart = [frozenset(some) for size in range(3) for some in combinations(people[:2], size)]
    for who in people:
        seen = all_of_them(who)
        assert agree(ANYBODY, seen) == agree(Actor(who, only="some session"), seen) == 0
        own = sum(one.asker_id == who for one in seen)
        for blocked in apart:
            read = agree(Actor(who, apart=blocked - {who}), seen)
            assert own <= read < len(seen)
            others = set(people[:2]) - {who} - blocked
            assert (read > own) is bool(others)
        for role in CommunityRole:
            assert agree(Actor(who, role), seen) == agree(Actor(who), seen), "by no office"

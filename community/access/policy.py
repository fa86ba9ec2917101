"""Who may do what: the one table that pages, sockets, searches and mails ask.

Each permission has a predicate, and `known_by`: the permission that tells whether the
actor may know of the thing at all. Without that one the answer is "nothing here" (404);
with it, but without the permission itself, the answer is "you may not" (403).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from community.access.actor import Actor, CommunityRole
from community.access.ask_rules import (
    asks_it,
    may_answer_ask,
    may_read_ask,
    why_not_answer_ask,
)
from community.access.circle_rules import (
    KNOWING,
    hosts_archived,
    hosts_circle,
    in_circle,
    in_living_circle,
    may_ask_to_join,
    may_join,
    may_know_circle,
    stands_in_circle,
)
from community.access.insight_rules import (
    may_answer_insight,
    may_check_insight,
    may_keep_insight,
    may_read_insight,
    writes_insight,
)
from community.access.permissions import Permission
from community.access.room_rules import (
    ARCHIVED,
    NOT_YET_OVER,
    hosts_item,
    hosts_room,
    may_change_item,
    may_correct_own,
    may_know_room,
    may_move_item,
    may_react_to_item,
    may_read_item,
    may_read_room,
    may_say_in_room,
    may_take_back_own,
    may_take_part,
    may_withdraw_item,
    why_not_change,
    why_not_host_item,
    why_not_host_room,
    why_not_read,
    why_not_say,
    why_not_touch,
)
from community.access.session_rules import (
    may_answer_date_poll,
    may_come,
    may_host_session,
    may_read_transcript,
    may_see_date_poll,
    may_see_session,
    may_take_date,
    was_there,
    why_not_answer,
    why_not_come,
    why_not_host,
)
from community.access.things import (
    Audience,
    PersonLike,
    ThanksLike,
    Visibility,
    in_archived_circle,
)
from community.core.errors import Forbidden, NotFound, SignedOut

__all__ = ["KNOWING", "POLICY", "Audience", "Permission", "Visibility", "can", "require"]


def anybody(actor: Actor, thing: object) -> bool:
    return True


def signed_in(actor: Actor, thing: object) -> bool:
    return actor.signed_in


def administers(actor: Actor, thing: object) -> bool:
    return actor.role is CommunityRole.ADMINISTRATOR


ADMITTING = (CommunityRole.COORDINATOR, CommunityRole.ADMINISTRATOR)


def admits(actor: Actor, thing: object) -> bool:
    return actor.role in ADMITTING


def curates(actor: Actor, thing: object) -> bool:
    return actor.role in (CommunityRole.MODERATOR, CommunityRole.ADMINISTRATOR)


def may_see_person(actor: Actor, person: PersonLike) -> bool:
    return actor.signed_in and person.id not in actor.apart


def may_keep_apart(actor: Actor, person: PersonLike) -> bool:
    """Also whom one blocked already, or who blocked: else one could not take it back."""
    return actor.signed_in and not is_oneself(actor, person)


def may_thank(actor: Actor, person: PersonLike) -> bool:
    return may_see_person(actor, person) and not is_oneself(actor, person)


def was_thanked(actor: Actor, thanks: ThanksLike) -> bool:
    return actor.signed_in and actor.member_id == thanks.to_id


def said_or_got_thanks(actor: Actor, thanks: ThanksLike) -> bool:
    return actor.signed_in and actor.member_id in (thanks.to_id, thanks.by_id)


def is_oneself(actor: Actor, person: PersonLike) -> bool:
    return actor.member_id == person.id


@dataclass(frozen=True)
class Rule:
    """`holds` decides; `known_by` is asked when it does not; `why` explains the refusal.

    `living`: never in an archived circle, which is then what the refusal says.
    """

    holds: Callable[[Actor, Any], bool]
    known_by: Callable[[Actor, Any], bool]
    why: str | Callable[[Actor, Any], str] = "You may not do this here."
    living: bool = False

    def refusal(self, actor: Actor, thing: object) -> str:
        if self.living and in_archived_circle(thing):
            return ARCHIVED
        return self.why if isinstance(self.why, str) else self.why(actor, thing)


P = Permission
POLICY: dict[Permission, Rule] = {
    P.ANYBODY: Rule(anybody, anybody),
    P.SIGNED_IN: Rule(signed_in, anybody),
    P.PERSON_SEE: Rule(may_see_person, may_see_person),
    P.PERSON_EDIT: Rule(is_oneself, may_see_person, "Only they can change this profile."),
    P.PERSON_BLOCK: Rule(may_keep_apart, signed_in, "This is you."),
    P.PERSON_THANK: Rule(may_thank, may_see_person, "This is you."),
    P.THANKS_SHOW: Rule(was_thanked, said_or_got_thanks, "Whoever is thanked decides this."),
    P.THANKS_REMOVE: Rule(said_or_got_thanks, said_or_got_thanks),
    P.SKILL_CURATE: Rule(curates, signed_in, "A moderator looks after the list of skills."),
    P.CIRCLE_START: Rule(signed_in, anybody),
    P.CIRCLE_SEE: Rule(may_know_circle, may_know_circle),
    P.CIRCLE_JOIN: Rule(
        may_join, may_know_circle, "You cannot join this circle by yourself.", living=True
    ),
    P.CIRCLE_ASK: Rule(
        may_ask_to_join, may_know_circle, "There is nothing to ask for here.", living=True
    ),
    P.CIRCLE_LEAVE: Rule(stands_in_circle, may_know_circle, "You are not in this circle."),
    P.CIRCLE_PEOPLE: Rule(
        hosts_circle, may_know_circle, "Only a host of the circle can do this.", living=True
    ),
    P.CIRCLE_EDIT: Rule(
        hosts_circle, may_know_circle, "Only a host of the circle can change it.", living=True
    ),
    P.CIRCLE_REOPEN: Rule(hosts_archived, may_know_circle, "Only a host can open it again."),
    P.CIRCLE_READ: Rule(in_circle, may_know_circle, "Join the circle to see what it keeps."),
    P.CIRCLE_ADD: Rule(
        in_living_circle, may_know_circle, "Join the circle to add something.", living=True
    ),
    P.ROOM_READ: Rule(may_read_room, may_know_room, why_not_read),
    P.ROOM_SAY: Rule(may_say_in_room, may_know_room, why_not_say, living=True),
    P.ROOM_TAKE_PART: Rule(may_take_part, may_know_room, why_not_say, living=True),
    P.ROOM_HOST: Rule(hosts_room, may_know_room, why_not_host_room, living=True),
    P.ITEM_READ: Rule(may_read_item, may_read_item),
    P.ITEM_EDIT: Rule(may_change_item, may_read_item, why_not_change, living=True),
    P.ITEM_WITHDRAW: Rule(may_withdraw_item, may_read_item, "Only its writer can withdraw it."),
    P.ITEM_OWN: Rule(may_take_back_own, may_take_back_own),
    P.ITEM_OWN_CHANGE: Rule(may_correct_own, may_take_back_own, NOT_YET_OVER),
    P.ITEM_REACT: Rule(may_react_to_item, may_read_item, why_not_touch, living=True),
    P.ITEM_VOTE: Rule(may_react_to_item, may_read_item, why_not_touch, living=True),
    P.ITEM_MOVE: Rule(
        may_move_item, may_read_item, "Only its writer or a host can move it.", living=True
    ),
    P.ITEM_CLOSE: Rule(
        may_move_item, may_read_item, "Only a host or whoever opened it can close it.", living=True
    ),
    P.ITEM_HOST: Rule(hosts_item, may_read_item, why_not_host_item, living=True),
    P.SESSION_SEE: Rule(may_see_session, may_see_session),
    P.SESSION_COME: Rule(may_come, may_see_session, why_not_come),
    P.SESSION_HOST: Rule(may_host_session, may_see_session, why_not_host),
    P.SESSION_READ: Rule(
        may_read_transcript,
        may_see_session,
        "What was said stays with the circle and those who were there.",
    ),
    P.SESSION_RECALL: Rule(was_there, may_see_session, "This is for those who were there."),
    P.INSIGHT_READ: Rule(may_read_insight, may_read_insight),
    P.INSIGHT_WRITE: Rule(writes_insight, may_read_insight, "Only its author can change it."),
    P.INSIGHT_CHECK: Rule(
        may_check_insight, may_read_insight, "There is nothing to check here.", living=True
    ),
    P.INSIGHT_KEEP: Rule(may_keep_insight, may_read_insight, "This is not published yet."),
    P.INSIGHT_ANSWER: Rule(
        may_answer_insight, may_read_insight, "This is not published yet.", living=True
    ),
    P.ASK_READ: Rule(may_read_ask, may_read_ask),
    P.ASK_ANSWER: Rule(may_answer_ask, may_read_ask, why_not_answer_ask),
    P.ASK_KEEP: Rule(asks_it, may_read_ask, "Only whoever asked can do this."),
    P.DATE_SEE: Rule(may_see_date_poll, may_see_date_poll),
    P.DATE_ANSWER: Rule(may_answer_date_poll, may_see_date_poll, why_not_answer),
    P.DATE_TAKE: Rule(may_take_date, may_see_date_poll, "Only a host of the session can do this."),
    P.COMMUNITY_ADMIT: Rule(admits, admits),
    P.COMMUNITY_EXPORT: Rule(administers, administers),
    P.ADMINISTER: Rule(administers, administers),
}

missing = set(Permission) - set(POLICY)
if missing:
    raise RuntimeError(f"These permissions have no rule: {sorted(missing)}")


def can(actor: Actor, permission: Permission, thing: object = None) -> bool:
    """Whether the actor may; for hiding a button, never instead of `require`."""
    return POLICY[permission].holds(actor, thing)


def require(actor: Actor, permission: Permission, thing: object = None) -> None:
    """Return if the actor may; else raise `NotFound`, `SignedOut` or `Forbidden`.

    Somebody signed out is told to sign in; who came for one session only learns there what
    hinders, and is told to sign in everywhere else.
    """
    rule = POLICY[permission]
    if rule.holds(actor, thing):
        return
    came_for_it = _came_for(actor, thing) and rule.known_by(actor, thing)
    if not actor.signed_in and not came_for_it:
        raise SignedOut
    if not rule.known_by(actor, thing):
        raise NotFound
    raise Forbidden(rule.refusal(actor, thing))


def _came_for(actor: Actor, thing: object) -> bool:
    """Whether it is the one session that they came in for, its room, or something said there."""
    if actor.only is None:
        return False
    home_id = getattr(getattr(thing, "room", thing), "home_id", None)
    return actor.only in (getattr(thing, "id", None), home_id)

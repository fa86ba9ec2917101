"""Inviting many people at once, with a word about each line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, Visibility, require
from community.administration.lines import Line, check_count
from community.circles.models import Circle
from community.circles.queries import visible_to
from community.core.errors import Invalid
from community.core.text import fold
from community.invitations import actions, rules
from community.invitations.models import Invitation
from community.invitations.queries import living
from community.members.models import Member


class Fate(StrEnum):
    """What became of a line."""

    INVITED = "invited"
    MEMBER = "already a member"
    ALREADY = "invited already"
    TWICE = "the same as another line"
    NAME = "the name is missing"
    EMAIL = "not an address"
    CIRCLE = "no such circle"


DONE = frozenset({Fate.INVITED, Fate.MEMBER, Fate.ALREADY, Fate.TWICE})


@dataclass(frozen=True)
class Outcome:
    """A line and what became of it; `words` say it, `token` is there where no mail is sent."""

    line: Line
    fate: Fate
    words: str
    token: str = ""

    @property
    def done(self) -> bool:
        """Nothing is left to correct."""
        return self.fate in DONE


@dataclass(frozen=True)
class _Known:
    """What all lines are compared with, read once."""

    members: frozenset[str]
    invited: frozenset[tuple[str, str | None]]
    circles: Mapping[str, Sequence[Circle]]


def invite_many(
    db: Session, actor: Actor, lines: Sequence[Line], *, by_mail: bool
) -> list[Outcome]:
    """Invite everybody who can be; returns an outcome for every line, in their order."""
    require(actor, Permission.COMMUNITY_ADMIT)
    check_count(len(lines))
    judged = [_judged(line) for line in lines]
    known = _known(db, actor, [line for line in judged if isinstance(line, Line)])
    first: dict[tuple[str, str | None], int] = {}
    outcomes = []
    for line in judged:
        if isinstance(line, Line):
            line = _invited(db, actor, line, known, first, by_mail)
        outcomes.append(line)
    return outcomes


def _judged(line: Line) -> Line | Outcome:
    """The line with name and address as they are kept, or what is wrong with them."""
    if not line.name:
        return Outcome(line, Fate.NAME, "Please give the name.")
    try:
        name, email = rules.check_person(line.name, line.email)
    except Invalid as problem:
        fate = Fate.EMAIL if "email" in problem.fields else Fate.NAME
        return Outcome(line, fate, problem.message)
    return replace(line, name=name, email=email)


def _known(db: Session, actor: Actor, lines: Sequence[Line]) -> _Known:
    emails = [line.email for line in lines]
    invited = select(Invitation.email, Invitation.circle_id).where(
        Invitation.email.in_(emails), living()
    )
    circles: dict[str, list[Circle]] = {}
    if any(line.circle for line in lines):
        for circle in db.scalars(select(Circle).where(visible_to(actor))):
            if circle.archived_at is None:
                circles.setdefault(fold(circle.name), []).append(circle)
    members = db.scalars(select(Member.email).where(Member.email.in_(emails)))
    return _Known(
        members=frozenset(email for email in members if email),
        invited=frozenset((email, circle) for email, circle in db.execute(invited) if email),
        circles=circles,
    )


def _invited(
    db: Session,
    actor: Actor,
    line: Line,
    known: _Known,
    first: dict[tuple[str, str | None], int],
    by_mail: bool,
) -> Outcome:
    circle = _circle(actor, line, known)
    if isinstance(circle, Outcome):
        return circle
    key = (line.email, circle.id if circle else None)
    if key in first:
        return Outcome(line, Fate.TWICE, f"The same as line {first[key]}.")
    first[key] = line.number
    if line.email in known.members:
        return Outcome(line, Fate.MEMBER, "Is a member already.")
    if key in known.invited:
        return Outcome(line, Fate.ALREADY, "Was invited already, and that invitation is open.")
    made = actions.invite_person(
        db, actor, key[1], name=line.name, email=line.email, by_mail=by_mail
    )
    words = "Invited; a letter is on its way." if by_mail else "Invited by this link:"
    return Outcome(line, Fate.INVITED, words, "" if by_mail else made.token)


def _circle(actor: Actor, line: Line, known: _Known) -> Circle | Outcome | None:
    """The circle that is meant: one's own before others, and of others only open ones."""
    if not line.circle:
        return None
    named = known.circles.get(fold(line.circle), ())
    mine = [circle for circle in named if actor.hosts(circle.id)]
    fit = mine or [circle for circle in named if circle.visibility is Visibility.OPEN]
    if len(fit) == 1:
        return fit[0]
    if fit:
        return Outcome(line, Fate.CIRCLE, "There are several circles of this name.")
    if named:
        return Outcome(line, Fate.CIRCLE, "Only a host of this circle invites into it.")
    return Outcome(line, Fate.CIRCLE, "There is no circle of this name.")

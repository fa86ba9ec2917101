"""Hosts ask people to a session by name: members, and guests who have no account."""

from sqlalchemy import and_, delete, exists, func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor, placed_now
from community.access.comings import Answer, Coming
from community.access.memberships import CircleRole, Membership, Standing
from community.access.policy import Permission, can
from community.access.session_rules import TO_COME
from community.circles.actions.pace import keep_inviting_pace
from community.core import clock
from community.core.errors import NotFound, Refused, SlowDown
from community.core.events import record
from community.core.ids import is_id, new_id
from community.invitations.rules import ONE_DAY, a_day, check_person
from community.members.events import SignInsEnded
from community.members.models import Member, SignIn
from community.members.queries import access_person_called, may_be_turned_to
from community.sessions.actions.holding import held_session
from community.sessions.actions.places import coming_of, known, take_out
from community.sessions.events import DateAsked, SessionInvited
from community.sessions.models import HostedSession, Pass
from community.sessions.passes import pass_of

_THEIRS = and_(Coming.session_id == Pass.session_id, Coming.member_id == Pass.member_id)
_IN_ITS_CIRCLE = select(Membership.member_id).where(
    Membership.circle_id == HostedSession.circle_id,
    Membership.member_id == Pass.member_id,
    Membership.standing == Standing.JOINED,
)
# Into one session: mails to people who did not ask for them.
PASSES_MOST = 500


def invite_member(db: Session, actor: Actor, session_id: str, handle: str) -> Pass:
    """A link for a member by handle, who may come whoever else may; a second time changes
    nothing. While the date is looked for they are asked about it, and invited afterwards."""
    session = _open_session(db, actor, session_id, looking=True)
    called = handle.strip().removeprefix("@")
    now = placed_now(db, actor)
    try:
        member = access_person_called(db, now, called)
    except NotFound as error:
        raise Refused(f"There is no member called @{called}.") from error
    there = coming_of(db, session.id, member.id)
    knows = there is not None and there.standing is not Standing.ASKED
    if not knows and not may_be_turned_to(db, now, member):
        raise Refused(f"{member.name} takes no invitations from you at the moment.")
    own = pass_of(db, session.id, member.id)
    if own is None or own.by_id is None or own.revoked_at is not None:
        _keep_members_pace(db, now, session, member.id)
    return _invite(db, actor, session, member.id)


def invite_guest(db: Session, actor: Actor, session_id: str, name: str, email: str) -> Pass:
    """A link for somebody without an account: a guest, for this session alone.

    Also where the address is a member's: nobody learns here whether it is.
    """
    session = _open_session(db, actor, session_id)
    name, email = check_person(name, email)
    same = Pass.session_id == session.id, Pass.email == email, Pass.revoked_at.is_(None)
    there = db.scalar(select(Pass).where(*same))
    if there is not None:
        return there
    _keep_pace(db, actor)
    guest = Member(
        id=new_id(),
        handle=f"guest-{new_id()}",
        name=name,
        guest=True,
        created_at=clock.now(),
    )
    db.add(guest)
    db.flush()
    return _invite(db, actor, session, guest.id, email)


def _open_session(
    db: Session, actor: Actor, session_id: str, *, looking: bool = False
) -> HostedSession:
    session = held_session(db, actor, session_id, Permission.SESSION_HOST)
    if session.state not in TO_COME and not (looking and session.undated):
        raise Refused("People can be invited once the session is published, and until it is over.")
    asked = Pass.session_id == session.id, Pass.by_id.is_not(None)
    passes = select(func.count()).where(*asked)
    if (db.scalar(passes) or 0) >= PASSES_MOST:
        raise SlowDown(86_400, f"{PASSES_MOST} people are invited to this session already.")
    return session


def _keep_members_pace(db: Session, actor: Actor, session: HostedSession, member_id: str) -> None:
    """As into circles, whose invitations count as well; people of the session's circle do not."""
    waiting = (
        select(func.count())
        .select_from(Pass)
        .join(HostedSession, HostedSession.id == Pass.session_id)
        .join(Coming, _THEIRS)
        .where(
            Pass.by_id == actor.member_id,
            Pass.created_at > clock.now() - ONE_DAY,
            Pass.email == "",
            Pass.revoked_at.is_(None),
            Coming.answer == Answer.NONE,
            ~_IN_ITS_CIRCLE.exists(),
        )
    )
    joined = Membership.circle_id == session.circle_id, Membership.standing == Standing.JOINED
    if not db.scalar(select(exists().where(*joined, Membership.member_id == member_id))):
        keep_inviting_pace(db, actor, waiting)


def _keep_pace(db: Session, actor: Actor) -> None:
    """Letters to strangers: as many a day as one may write to invite into the community."""
    if can(actor, Permission.COMMUNITY_ADMIT):
        return
    moment = clock.now()
    # The row is held, so that many at once are counted one after the other.
    mine = select(Member.created_at).where(Member.id == actor.member_id)
    since = db.scalar(mine.with_for_update(key_share=True)) or moment
    lately = Pass.by_id == actor.member_id, Pass.email != "", Pass.created_at > moment - ONE_DAY
    if (db.scalar(select(func.count()).where(*lately)) or 0) >= (most := a_day(since, moment)):
        sentence = f"You have invited {most} guests since yesterday. Please invite more tomorrow."
        raise SlowDown(ONE_DAY.total_seconds(), sentence)


def _invite(
    db: Session, actor: Actor, session: HostedSession, member_id: str, email: str = ""
) -> Pass:
    known(db, session, member_id).invited = True
    db.flush()
    own = pass_of(db, session.id, member_id)
    if own is None or own.revoked_at is not None:
        own = make_pass(db, session.id, member_id, email=email, by_id=actor.member_id)
    elif own.by_id is None:
        own.by_id = actor.member_id  # the link a letter brought them goes on
    else:
        return own
    told = {"session_id": session.id, "member_id": member_id, "by_id": actor.member_id or ""}
    invited = SessionInvited(**told, pass_id=own.id)
    record(db, DateAsked(**told) if session.undated else invited)
    return own


def make_pass(
    db: Session, session_id: str, member_id: str, *, email: str = "", by_id: str | None = None
) -> Pass:
    """In place of any before it: a link that was taken back never opens anything again."""
    db.execute(delete(Pass).where(Pass.session_id == session_id, Pass.member_id == member_id))
    own = Pass(
        id=new_id(),
        session_id=session_id,
        member_id=member_id,
        email=email,
        browser="",
        by_id=by_id,
        created_at=clock.now(),
    )
    db.add(own)
    db.flush()
    return own


def revoke(db: Session, actor: Actor, session_id: str, pass_id: str) -> None:
    """Take an invitation back: the link is over, and so is the place that was had by it.

    Where everybody may come, a member still may. Doing it again changes nothing.
    """
    session = held_session(db, actor, session_id, Permission.SESSION_HOST)
    own = db.get(Pass, pass_id, populate_existing=True) if is_id(pass_id) else None
    if own is None or own.session_id != session.id:
        raise NotFound
    if own.revoked_at is not None:
        return
    one = coming_of(db, session.id, own.member_id)
    if one is not None and one.role is CircleRole.HOST and one.standing is Standing.JOINED:
        raise Refused("This is a host of the session.")
    own.revoked_at = clock.now()
    if one is not None:
        take_out(db, session, one)
    end_sign_ins(db, session.id, own.member_id)


def end_sign_ins(db: Session, session_id: str, member_id: str) -> None:
    """Those to this session only; open rooms close with them."""
    only = SignIn.only_id == session_id, SignIn.member_id == member_id
    ended = tuple(db.scalars(select(SignIn.id).where(*only)))
    if ended:
        db.execute(delete(SignIn).where(SignIn.id.in_(ended)))
        record(db, SignInsEnded(member_id=member_id, sign_in_ids=ended))

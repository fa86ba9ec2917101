"""A person and circles in which every field holds its own name, so that one sees what is shown."""

import re
from datetime import date

from flask import Flask
from sqlalchemy import update

from community import background
from community.access.memberships import Membership, Standing
from community.access.session_rules import Confidentiality, SessionState
from community.circles.models import Circle, JoinAnswer, Material
from community.core import clock
from community.core.ids import new_id
from community.core.transaction import transaction
from community.discovery.views import index as search_index
from community.discovery.views import tables as suggestions
from community.invitations.models import Invitation
from community.members import profiles
from community.members.actions import change_profile
from community.members.models import Member
from community.members.sights import PARTS
from community.sessions.closing_models import SessionComment, Takeaway
from community.sessions.models import HostedSession
from community.skills import actions as skills
from community.thanks.models import Thanks
from tests.architecture.walk import World
from tests.doing import do

FIELD = re.compile(r"FIELD(?!set\b)[a-z]+", re.IGNORECASE)  # `<fieldset>` is none


def fields_in(text: str) -> list[str]:
    return sorted({found.lower().removeprefix("field") for found in FIELD.findall(text)})


def fill_person(world: World, sight: str) -> None:
    """The member, with every part for the same eyes."""
    member = world.people["member"]
    do(member, profiles.choose_sights, dict.fromkeys(PARTS, sight), "members")
    do(
        member, change_profile, name="FIELDname Milo", handle="milo", role_line="FIELDrole",
        about="FIELDabout willow",
    )  # fmt: skip
    details = profiles.Details(
        organisation="FIELDorganisation willow", site="FIELDsite", stage="FIELDstage",
        languages="FIELDlanguage", time_zone="Asia/Tokyo", capacity="2", training="FIELDtraining",
        links=[("FIELDlink", "https://fieldaddress.example.org")], forms=["video"],
        trained_on="2026-01-01",
    )  # fmt: skip
    do(member, profiles.change_details, details)
    do(
        member,
        skills.offer,
        "FIELDteaches",
        words="FIELDteachingwords willow",
        evidence="FIELDevidence",
    )
    do(member, skills.wish, "FIELDlearns", words="FIELDlearningwords")
    with transaction() as db:
        row = db.get_one(Member, member.id)
        row.email = "fieldemail@example.org"
        row.away_until = date(2199, 12, 31)
        shown = {"id": new_id(), "by_id": world.people["host"].id, "to_id": member.id}
        db.add(Thanks(**shown, words="FIELDthanks", created_at=clock.now(), shown=True))
        kept = {**shown, "id": new_id()}
        db.add(Thanks(**kept, words="FIELDunshownthanks", created_at=clock.now()))


def fill_circle(world: World, sort: str) -> None:
    """One of the circles, with what its hosts wrote, keep and were answered."""
    circle, host = world.circles[sort], world.people["host"]
    own = Circle.id == circle.id
    with transaction() as db:
        db.execute(
            update(Circle).where(own).values(
                name="FIELDcircle Basketry", purpose="FIELDpurpose willow", rhythm="FIELDrhythm",
                reach="FIELDreach", agreement="FIELDagreement osier",
                join_questions=["FIELDquestion"],
            )
        )  # fmt: skip
        of_circle = Material.circle_id == circle.id
        db.execute(update(Material).where(of_circle).values(title="FIELDmaterial"))
        asked = {"circle_id": circle.id, "member_id": world.people["asked"].id}
        db.merge(Membership(**asked, standing=Standing.ASKED, since=clock.now()))
        db.merge(JoinAnswer(**asked, position=1, question="FIELDasked", answer="FIELDanswer"))
        times = {"created_at": clock.now(), "expires_at": clock.now().replace(year=2199)}
        invited = {"name": "FIELDinvited", "email": "fieldmail@example.org", "most_uses": 1}
        made = {"circle_id": circle.id, "made_by": host.id}
        db.add(Invitation(id=new_id(), token_hash=new_id(), **made, **invited, **times))
    if sort != "archived":
        world.town.say(host, circle, "FIELDmessage osier")
    fill_session(world, sort)


def fill_session(world: World, sort: str) -> None:
    """The circle's session, as it is when it is over: its words are for those who were there."""
    evening, member = world.sessions[sort], world.people["member"]
    key = {"session_id": evening.id, "member_id": member.id}
    with transaction() as db:
        session = db.get_one(HostedSession, evening.id)
        session.state, session.confidentiality = SessionState.CLOSED, Confidentiality.CIRCLE
        session.title, session.introduction = "FIELDsession", "FIELDintroduction"
        session.summary, session.ended_at = "FIELDsummary", clock.now()
        db.add(Takeaway(**key, body="FIELDtakeaway", shared=True))
        words = {"author_id": member.id, "client_key": "golden", "body": "FIELDcomment"}
        moment = {"created_at": clock.now()}
        db.add(SessionComment(id=new_id(), session_id=evening.id, **words, **moment))


def settle(app: Flask) -> None:
    with app.app_context():
        while background.step(search_index()) or suggestions().follow():
            pass

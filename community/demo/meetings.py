"""The circles of the demonstration, in every state a circle can be in."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy.orm import Session

from community.access.policy import Visibility
from community.circles import actions as circles
from community.circles.actions import materials, ties
from community.circles.shape import CircleShape
from community.core import clock
from community.demo.stage import CONTENT, Content, People, acting, content
from community.invitations import actions as invitations

Circles = Mapping[str, str]  # key → circle id


def make_circles(db: Session, people: People) -> Circles:
    given = content("circles.toml")["circles"]
    started = {one["key"]: _circle(db, one, people) for one in given}
    for one in given:
        _keep_and_point(db, one, started, people)
    invitations.make_link(db, acting(db, people["hana"]), started["first-evenings"])
    return started


def end_circles(db: Session, started: Circles, people: People) -> None:
    """Those that are over are archived once all has been said in them."""
    for one in content("circles.toml")["circles"]:
        if one.get("archived"):
            host = acting(db, people[one["hosts"][0]])
            circles.archive(db, host, started[one["key"]])


def _circle(db: Session, given: Content, people: People) -> str:
    """Started by its first host, who invites the others; everybody accepts."""
    first, *others = given["hosts"]
    circle = circles.start_circle(
        db,
        acting(db, people[first]),
        name=given["name"],
        purpose=given["purpose"],
        visibility=Visibility(given["visibility"]),
        shape=_shape(given),
    )
    host = acting(db, people[first])
    for handle in (*others, *given["members"]):
        circles.invite(db, host, circle.id, handle)
        circles.join(db, acting(db, people[handle]), circle.id, agreed=True)
    for handle in others:
        circles.set_host(db, host, circle.id, people[handle], host=True)
    for handle in given.get("waiting", []):
        circles.join(db, acting(db, people[handle]), circle.id, agreed=True)
    for handle, answers in given.get("asked", {}).items():
        circles.join(db, acting(db, people[handle]), circle.id, agreed=True, answers=answers)
    for handle in given.get("invited", []):
        circles.invite(db, host, circle.id, handle)
    return circle.id


def _shape(given: Content) -> CircleShape:
    ends_on = None
    if "ends_in_days" in given:
        ends_on = (clock.now() + timedelta(days=given["ends_in_days"])).date()
    return CircleShape(
        skills=given["skills"],
        rhythm=given["rhythm"],
        reach=given["reach"],
        agreement=given.get("agreement", ""),
        join_questions=given.get("join_questions", []),
        least=given.get("least"),
        most=given.get("most"),
        ends_on=ends_on,
    )


def _keep_and_point(db: Session, given: Content, started: Circles, people: People) -> None:
    host, circle_id = acting(db, people[given["hosts"][0]]), started[given["key"]]
    for title, address in given.get("links", []):
        materials.add_link(db, host, circle_id, address=address, title=title)
    if "file" in given:
        sheet = CONTENT / "files" / given["file"]
        title, _, _ = sheet.read_text(encoding="utf-8").partition("\n")
        upload = materials.fit_to_keep(sheet.name, sheet.read_bytes())
        materials.add_file(db, host, circle_id, title=title, upload=upload)
    for key in given.get("ties", []):
        ties.tie(db, host, circle_id, f"/circles/{started[key]}")

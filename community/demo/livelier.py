"""What a room has besides lines: a picture, a question with its answers, a poll with its votes."""

from sqlalchemy.orm import Session

from community.demo.pictures import strip
from community.demo.stage import Content, People, acting
from community.rooms import actions as rooms
from community.rooms.actions import Saying, attaching, questions
from community.rooms.models import Room
from community.rooms.polls.opening import open_poll
from community.rooms.polls.rules import NewPoll
from community.rooms.polls.voting import vote
from community.rooms.shown_polls import polls_of


def liven(db: Session, room: Room, given: Content, people: People) -> int:
    """After all that was said, at this moment; how many messages it made."""
    if "picture" in given:
        _show(db, room, given["picture"], people)
    if "question" in given:
        _ask(db, room, given["question"], people)
    if "poll" in given:
        _vote(db, room, given["poll"], people)
    return ("picture" in given) + len(given.get("question", {}).get("answers", ()))


def _show(db: Session, room: Room, given: Content, people: People) -> None:
    actor = acting(db, people[given["from"]])
    upload = attaching.fit_to_send("an-hour.png", strip(given["minutes"]))
    file = attaching.attach(db, actor, room.id, upload, given["shows"])
    rooms.say(
        db,
        Saying(actor, room.id, "demo-picture", given["text"], files=(file.attachment.id,)),
    )


def _ask(db: Session, room: Room, given: Content, people: People) -> None:
    host = acting(db, people[given["from"]])
    questions.ask_question(db, host, room.id, "demo-question", given["text"])
    for number, line in enumerate(given["answers"]):
        actor = acting(db, people[line["from"]])
        rooms.say(db, Saying(actor, room.id, f"demo-answer-{number}", line["text"]))


def _vote(db: Session, room: Room, given: Content, people: People) -> None:
    votes = given["votes"]
    new = NewPoll(given["text"], tuple(votes), named=True, live=True)
    item = open_poll(db, acting(db, people[given["from"]]), room.id, "demo-poll", new)
    options = {one["text"]: one["id"] for one in polls_of(db, [item])[item.id]["options"]}
    for text, handles in votes.items():
        for handle in handles:
            vote(db, acting(db, people[handle]), item.id, [options[text]])

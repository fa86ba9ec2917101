"""The words of the demo community hold together before anything is loaded."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

CONTENT = Path(__file__).parents[2] / "community" / "demo" / "content"
REACTIONS = {"👍", "❤️", "💡", "😄", "🎉", "🤔"}
MENTION = re.compile(r"(?<![\w@.])@([a-z]+)")
LINK = re.compile(r"https?://([^/\s)]+)")

Table = dict[str, Any]


def read(name: str) -> Table:
    return tomllib.loads((CONTENT / name).read_text(encoding="utf-8"))


MEMBERS: dict[str, Table] = {one["handle"]: one for one in read("members.toml")["members"]}
CIRCLES: dict[str, Table] = {one["key"]: one for one in read("circles.toml")["circles"]}
PROFILES: dict[str, Table] = read("profiles.toml")
SAID: list[Table] = read("skills.toml")["said"]
CONVERSATIONS = {key: read(f"conversations/{key}.toml") for key in CIRCLES}


def people_of(circle: str) -> list[str]:
    return [*CIRCLES[circle]["hosts"], *CIRCLES[circle]["members"]]


def lines_of(circle: str) -> list[Table]:
    lines: list[Table] = CONVERSATIONS[circle]["lines"]
    return lines


def reactions_of(circle: str) -> Iterator[tuple[Table, str, list[str]]]:
    for line in lines_of(circle):
        for emoji, handles in line.get("reactions", {}).items():
            yield line, emoji, handles


in_every_circle = pytest.mark.parametrize("circle", CIRCLES)


def test_forty_members_each_have_a_handle_of_their_own() -> None:
    assert len(read("members.toml")["members"]) == len(MEMBERS) == 40
    assert all(re.fullmatch(r"[a-z]{3,20}", handle) for handle in MEMBERS)


def test_no_two_members_share_a_name() -> None:
    assert len({member["name"] for member in MEMBERS.values()}) == 40


@pytest.mark.parametrize("handle", MEMBERS)
def test_a_member_says_who_they_are_what_they_teach_and_what_they_want_to_learn(
    handle: str,
) -> None:
    member = MEMBERS[handle]
    assert 1 <= len(member["name"]) <= 60
    assert 1 <= len(member["role_line"]) <= 120
    assert 1 <= len(member["about"]) <= 600
    assert member["teaches"]
    assert member["learns"]
    assert not set(member["teaches"]) & set(member["learns"])


def test_the_circles_show_every_kind_of_visibility() -> None:
    kinds = Counter(circle["visibility"] for circle in CIRCLES.values())
    assert kinds == {"open": 5, "ask": 2, "invited": 1, "hidden": 1}


def test_the_circles_show_every_state_one_can_be_in() -> None:
    shapes: set[str] = set().union(*CIRCLES.values())
    assert shapes >= {
        "skills", "rhythm", "reach", "agreement", "join_questions", "least", "most",
        "ends_in_days", "archived", "waiting", "asked", "invited", "links", "file", "ties",
    }  # fmt: skip
    for circle in CIRCLES.values():
        people = set(circle["hosts"]) | set(circle["members"])
        coming = {*circle.get("waiting", []), *circle.get("asked", {}), *circle.get("invited", [])}
        assert coming <= set(MEMBERS) - people
        assert not circle.get("waiting") or circle["most"] == len(people)
        assert set(circle.get("ties", [])) <= set(CIRCLES)
        assert not circle.get("file") or (CONTENT / "files" / circle["file"]).is_file()


def test_sixty_skills_are_taught_by_some_and_wished_for_by_others() -> None:
    taught = {skill for member in MEMBERS.values() for skill in member["teaches"]}
    wished = {skill for member in MEMBERS.values() for skill in member["learns"]}
    assert len(taught & wished) >= 60
    assert wished - taught, "somebody looks for what nobody teaches yet"


def test_what_is_said_of_a_skill_is_said_by_somebody_who_named_it() -> None:
    for said in SAID:
        way = "teaches" if "teaches" in said else "learns"
        assert said[way] in MEMBERS[said["from"]][way]
        assert said["level"] in ("beginning", "practising", "seasoned")


def test_everybody_has_a_profile_and_some_are_seen_by_fewer() -> None:
    assert set(PROFILES) == set(MEMBERS)
    sights = {sight for one in PROFILES.values() for sight in one.get("sights", {}).values()}
    assert sights == {"public", "circles", "nobody"}
    assert sum("away_days" in one for one in PROFILES.values()) >= 3
    assert 10 <= sum("photo" in one for one in PROFILES.values()) <= 30


def test_every_circle_has_a_conversation_and_every_conversation_a_circle() -> None:
    files = {path.stem for path in (CONTENT / "conversations").glob("*.toml")}
    assert files == set(CIRCLES)


@in_every_circle
def test_a_circle_says_what_it_is_for_and_who_belongs_to_it(circle: str) -> None:
    assert 1 <= len(CIRCLES[circle]["name"]) <= 60
    assert 1 <= len(CIRCLES[circle]["purpose"]) <= 600
    assert CIRCLES[circle]["hosts"]
    people = people_of(circle)
    assert 5 <= len(people) <= 20
    assert len(set(people)) == len(people)
    assert set(people) <= set(MEMBERS)


def test_hana_hosts_a_circle_that_milo_belongs_to() -> None:
    assert any("hana" in c["hosts"] and "milo" in c["members"] for c in CIRCLES.values())


def test_everybody_but_otto_belongs_to_a_circle() -> None:
    assert set(MEMBERS) - {one for circle in CIRCLES for one in people_of(circle)} == {"otto"}


@in_every_circle
def test_only_people_of_the_circle_speak_react_and_are_mentioned(circle: str) -> None:
    heard = {line["from"] for line in lines_of(circle)}
    heard |= {one for line in lines_of(circle) for one in MENTION.findall(line["text"])}
    heard |= {one for _, _, handles in reactions_of(circle) for one in handles}
    assert heard <= set(people_of(circle))


@in_every_circle
def test_only_people_of_the_circle_ask_answer_vote_and_show(circle: str) -> None:
    given = CONVERSATIONS[circle]
    asked, polled = given.get("question", {}), given.get("poll", {})
    votes = [one for handles in polled.get("votes", {}).values() for one in handles]
    heard = {part["from"] for part in (asked, polled, given.get("picture", {})) if part}
    heard |= {*votes, *(line["from"] for line in asked.get("answers", []))}
    assert heard <= set(people_of(circle))
    assert len(set(votes)) == len(votes)
    assert not asked or asked["from"] in CIRCLES[circle]["hosts"]


@in_every_circle
def test_a_conversation_is_as_long_as_a_few_evenings(circle: str) -> None:
    least = 10 if CIRCLES[circle].get("archived") else 25
    assert least <= len(lines_of(circle)) <= 60


@in_every_circle
def test_every_line_fits_a_message(circle: str) -> None:
    assert all(1 <= len(line["text"].strip()) <= 4000 for line in lines_of(circle))


@in_every_circle
def test_lines_come_in_the_order_they_were_said(circle: str) -> None:
    minutes = [line["at"] for line in lines_of(circle)]
    assert minutes[0] == 0
    assert all(earlier <= later for earlier, later in pairwise(minutes))
    assert 0 < CONVERSATIONS[circle]["newest_minutes_ago"] < 60


@in_every_circle
def test_an_answer_follows_what_it_answers(circle: str) -> None:
    said: set[str] = set()
    for line in lines_of(circle):
        assert line.get("reply_to") is None or line["reply_to"] in said
        assert line.get("key") not in said
        said |= {line["key"]} if "key" in line else set()


@in_every_circle
def test_nobody_reacts_twice_alike_or_to_their_own_line(circle: str) -> None:
    for line, emoji, handles in reactions_of(circle):
        assert emoji in REACTIONS
        assert handles
        assert len(set(handles)) == len(handles)
        assert line["from"] not in handles


@in_every_circle
def test_links_lead_nowhere_but_to_the_example_address(circle: str) -> None:
    hosts = {host for line in lines_of(circle) for host in LINK.findall(line["text"])}
    assert hosts <= {"example.org"}


def test_people_write_three_words_and_a_hundred() -> None:
    words = [len(line["text"].split()) for circle in CIRCLES for line in lines_of(circle)]
    assert len(words) >= 300
    assert min(words) <= 3
    assert max(words) >= 100


def test_every_kind_of_reaction_is_given_somewhere() -> None:
    given = {emoji for circle in CIRCLES for _, emoji, _ in reactions_of(circle)}
    assert given == REACTIONS

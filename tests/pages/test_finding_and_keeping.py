"""Ways to a message, quotes, signs, and what one keeps: as pages without scripts."""

import re
from datetime import timedelta

import pytest

from community.access.memberships import Bar
from community.access.policy import Audience
from community.core import clock
from community.core.transaction import transaction
from community.members.actions import change_profile
from community.rooms.actions import withdraw
from community.rooms.emoji import all_signs
from tests.browsing import Browsing, Visitor
from tests.doing import do
from tests.town import Town


def numbers(page: str) -> list[int]:
    return [int(number) for number in re.findall(r"Message number (\d+)\.", page)]


def followed(visitor: Visitor, address: str) -> str:
    answer = visitor.get(address)
    assert answer.status_code == 302, answer.status_code
    return visitor.get(answer.location.partition("#")[0]).text


def link(page: str, text: str) -> str:
    found = re.search(rf'href="([^"]+)"[^>]*>(?:<svg.*?</svg>)?{text}<', page)
    assert found, f"No way to {text!r}."
    return found[1]


def test_a_link_leads_to_the_message_in_the_midst_of_what_was_said_around_it(
    browsing: Browsing, town: Town
) -> None:
    where = town.circle(town.hana, town.milo)
    said = [town.say(town.hana, where, f"Message number {n}.") for n in range(1, 121)]
    milo = browsing.by(town.milo)
    answer = milo.get(f"/items/{said[39].id}")
    assert answer.location.endswith(f"#item-{said[39].id}")
    page = followed(milo, f"/items/{said[39].id}")
    assert numbers(page) == list(range(15, 65))
    assert 'data-past="true"' in page
    later = milo.get(link(page, "Later messages").replace("&amp;", "&")).text
    assert numbers(later) == list(range(64, 115))
    assert 'data-past="true"' in later
    last = milo.get(link(later, "Later messages").replace("&amp;", "&")).text
    assert numbers(last) == list(range(114, 121))
    assert 'data-past="false"' in last
    now = milo.get(link(later, "Back to now")).text
    assert numbers(now) == list(range(71, 121))


def test_near_the_end_the_page_it_leads_to_is_the_live_one(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana)
    said = [town.say(town.hana, where, f"Message number {n}.") for n in range(1, 41)]
    page = followed(browsing.by(town.hana), f"/items/{said[29].id}")
    assert numbers(page) == list(range(5, 41))
    assert 'data-past="false"' in page


def test_a_link_to_what_one_may_not_read_is_one_to_nothing(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo, town.otto)
    said = town.say(town.milo, where, "Only for you", audience=Audience.HOSTS)
    for visitor in (browsing.by(town.otto), browsing.by(town.ada)):
        for way in ("", "/star", "/reactions"):
            there, nowhere = (visitor.get(f"/items/{i}{way}") for i in (said.id, "a" * 16))
            assert there.status_code == nowhere.status_code == 404
            assert there.text.replace(said.id, "a" * 16) == nowhere.text


def test_a_date_leads_to_its_first_message(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana)
    said = [town.say(town.hana, where, f"Message number {n}.") for n in range(1, 4)]
    hana, address = browsing.by(town.hana), f"/rooms/{where.room_id}/on"
    assert f"item-{said[0].id}" in hana.get(address, date="2000-01-01").location
    future = hana.get(address, date="2999-01-01", zone="Europe/Berlin")
    assert future.location.endswith(f"/rooms/{where.room_id}")
    assert hana.get(address, date="yesterday").status_code == 422


def test_a_quote_stands_in_the_box_as_an_answer_and_calls_nobody_again(
    browsing: Browsing, town: Town
) -> None:
    where = town.circle(town.hana, town.milo)
    do(town.hana, change_profile, name="Hana_*", handle="hana", role_line="", about="")
    said = town.say(town.hana, where, "Warm **it**, @milo.\n\nThen wait.")
    milo = browsing.by(town.milo)
    page = milo.get(f"/rooms/{where.room_id}", reply_to=said.id, quote="1").text
    box = re.search(r"<textarea[^>]*composer[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert box
    quoted = box[1].replace("&gt;", ">")
    assert quoted == "> **Hana\\_\\*:**\n> Warm **it**, milo.\n>\n> Then wait.\n\n"
    town.say(town.milo, where, quoted + "Yes", reply_to=said.id)
    answer = town.items(town.hana, where)[-1]
    assert answer["html"].startswith("<blockquote>")
    assert answer["mentions"] == []
    do(town.hana, withdraw, said.id)
    page = milo.get(f"/rooms/{where.room_id}", reply_to=said.id, quote="1").text
    assert "Warm" not in re.sub(r"<blockquote>.*?</blockquote>", "", page, flags=re.DOTALL)


def test_signs_are_looked_up_by_their_words_and_given_without_a_script(
    browsing: Browsing, town: Town
) -> None:
    where = town.circle(town.hana, town.milo)
    said = town.say(town.hana, where)
    milo, address = browsing.by(town.milo), f"/items/{said.id}/reactions"
    page = milo.get(address, q="coff").text
    assert re.findall(r'name="emoji" value="([^"]+)"', page) == ["☕"]
    assert "No sign for that" in milo.get(address, q="xyzzy").text
    assert milo.post(address, emoji="☕", on="1").status_code == 302
    assert town.items(town.hana, where)[0]["reactions"][0]["emoji"] == "☕"
    listed = milo.get("/api/v1/emoji").get_json()["signs"]
    assert listed == [list(pair) for pair in all_signs().items()]
    for other in ("🏴‍☠️", "x", "☕☕", "<b>"):
        answer = milo.send("PUT", f"/api/v1/items/{said.id}/reactions/{other}")
        assert answer.status_code == 422


def test_what_one_keeps_has_a_page_of_its_own(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    said = town.say(town.hana, where, "Warm it.")
    milo, address = browsing.by(town.milo), f"/items/{said.id}/star"
    assert "Nothing kept yet" in milo.get("/me/notes").text
    assert "Keep it" in milo.get(address).text
    assert milo.post(address, note="<b>Friday</b>").location == f"/items/{said.id}"
    page = milo.get("/me/notes").text
    assert "&lt;b&gt;Friday&lt;/b&gt;" in page
    assert f'data-starred="{said.id}"' in milo.get(f"/rooms/{where.room_id}").text
    assert "data-starred" in browsing.by(town.hana).get(f"/rooms/{where.room_id}").text
    assert said.id not in browsing.by(town.hana).get("/me/notes").text
    refused = milo.post(address, note="x" * 501)
    assert (refused.status_code, "x" * 501 in refused.text) == (422, True)
    text = milo.get("/me/notes.md")
    assert text.mimetype == "text/markdown"
    assert f"http://localhost/items/{said.id}\n\n> Warm it." in text.text
    milo.post(address, on="0")
    assert milo.send("PUT", f"/api/v1{address}", {"note": "Again"}).json == {"ok": True}
    assert "Again" in milo.get("/me/notes").text
    assert milo.send("DELETE", f"/api/v1{address}").json == {"ok": True}
    assert "Nothing kept yet" in milo.get("/me/notes").text


def test_a_search_shows_who_and_when_and_leads_there(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    said = town.say(town.hana, where, "Warm the <thumb>.")
    milo = browsing.by(town.milo)
    page = milo.get(f"/rooms/{where.room_id}/search", q="THUMB").text
    assert "Warm the &lt;<mark>thumb</mark>&gt;." in page
    assert f'href="/items/{said.id}"' in page
    assert "Nothing found" in milo.get(f"/rooms/{where.room_id}/search", q="elbow").text
    assert milo.get(f"/rooms/{where.room_id}/search").status_code == 200
    assert milo.get(f"/rooms/{where.room_id}/search", q="a", before="x").status_code == 422
    found = milo.get(f"/api/v1/rooms/{where.room_id}/search", q="thumb").get_json()
    assert ([item["id"] for item in found["items"]], found["before"]) == ([said.id], 0)


def test_people_called_alike_are_told_apart_by_their_handles(
    browsing: Browsing, town: Town
) -> None:
    first, second = town.person("Nora Lind"), town.person("Other")
    do(second, change_profile, name="N0ra Lind", handle="other", role_line="", about="")
    where = town.circle(town.hana, first, second)
    town.say(second, where, "It is me.")
    town.say(town.hana, where, "Is it?")
    page = browsing.by(town.hana).get(f"/rooms/{where.room_id}").text
    shown = re.findall(r'data-slot="author-handle"( hidden)?>@([\w-]+)<', page)
    assert shown[:2] == [("", "other"), (" hidden", "hana")]
    alike = re.search(r'data-alike="([^"]*)"', page)
    assert alike
    assert set(alike[1].split()) == {first.id, second.id}


@pytest.mark.parametrize("out", [False, True])
def test_whoever_is_put_out_hears_nothing_of_being_mentioned(
    browsing: Browsing, town: Town, out: bool
) -> None:
    where = town.circle(town.hana, town.milo)
    if out:
        with transaction() as db:
            until = clock.now() + timedelta(hours=1)
            db.add(Bar(circle_id=where.id, member_id=town.milo.id, out_until=until))
    town.say(town.hana, where, "CANARY for @milo")
    milo = browsing.by(town.milo)
    heard = [path for path in ("/", "/inbox") if "CANARY" in milo.get(path).text]
    assert heard == ([] if out else ["/"])
    counted = milo.get(f"/rooms/{where.room_id}").status_code
    assert counted == (403 if out else 200)

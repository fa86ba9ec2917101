"""Skills as they are read and said: one's own, the index, one skill's page."""

import re

import pytest

from community.access.policy import Visibility
from community.core.transaction import transaction
from community.discovery.skills.queries import WHOLE_MOST
from community.skills import actions
from community.skills.models import Level, Offer, Skill, Wish
from community.skills.naming import skill_named
from tests.architecture.walk import masked
from tests.browsing import Browsing
from tests.doing import do
from tests.pages.test_query_counts import asked
from tests.skilled import about, block, section, see
from tests.town import Town


def test_several_skills_are_added_said_more_of_and_removed(browsing: Browsing, town: Town) -> None:
    milo = browsing.by(town.milo)
    assert "Nothing here yet" in milo.get("/me/skills").text
    assert milo.post("/me/skills", teach="C#, ARCP, c♯").location.startswith("/me/skills")
    page = milo.get("/me/skills").text
    assert "2 of at most 40" in section(page, "teach-title")
    assert "C#" not in section(page, "learn-title")
    with transaction() as db:
        skill_id = skill_named(db, "ARCP").id
    own = f"/me/skills/teach/{skill_id}"
    assert milo.get(own).status_code == 200
    assert milo.get(own.replace("teach", "learn")).status_code == 404
    said = {"level": "seasoned", "words": "Portfolios, <b>calmly</b>", "evidence": "Nine of mine."}
    assert milo.post(own, **said).status_code == 302
    seen = browsing.by(town.hana).get(f"/skills/{skill_id}").text
    for words in ("Knows it well", "Portfolios, &lt;b&gt;calmly&lt;/b&gt;", "Nine of mine."):
        assert words in seen
    assert milo.post(f"{own}/remove").status_code == 302
    assert "Portfolios" not in browsing.by(town.hana).get("/skills").text
    assert milo.get(own).status_code == 404


def test_ones_own_page_says_who_sees_it(browsing: Browsing, town: Town) -> None:
    milo = browsing.by(town.milo)
    assert "Every member sees it." in section(milo.get("/me/skills").text, "teach-title")
    see(town.milo, teaches="nobody", learns="circles")
    page = milo.get("/me/skills").text
    assert "Only you see it." in section(page, "teach-title")
    assert "Only people in your circles see it." in section(page, "learn-title")


@pytest.mark.parametrize(
    ("way", "typed", "said"),
    [("teach", "x" * 61, "at most 60"), ("learn", "...", "needs a name"),
     ("learn", ",".join(f"s{n}" for n in range(41)), "at most 40")],
)  # fmt: skip
def test_names_that_cannot_be_kept_say_why_at_their_field(
    browsing: Browsing, town: Town, way: str, typed: str, said: str
) -> None:
    for address in ("/me/skills", "/welcome/skills"):
        answer = browsing.by(town.milo).post(address, **{way: typed})
        assert answer.status_code == 422
        assert said in answer.text.partition(f'id="{way}-error"')[2][:300]
        assert f'value="{typed}"' in answer.text
    assert not browsing.by(town.milo).get("/skills").text.count('class="skill-lines__one"')


@pytest.mark.parametrize("field", ["words", "evidence", "level"])
def test_what_is_said_too_long_or_made_up_is_kept_in_the_form(
    browsing: Browsing, town: Town, field: str
) -> None:
    skill_id = do(town.milo, actions.wish, "R").skill_id
    typed = {"level": "wizard" if field == "level" else "", "words": "", "evidence": ""}
    if field != "level":
        typed[field] = "x" * 501
    answer = browsing.by(town.milo).post(f"/me/skills/learn/{skill_id}", **typed)
    assert answer.status_code == 422
    assert field == "level" or ("At most 500" in answer.text and "x" * 501 in answer.text)


def test_the_index_goes_from_a_to_z_with_counts_and_signs_last(
    browsing: Browsing, town: Town
) -> None:
    do(town.hana, actions.add, Offer, "3D printing, .NET, Écoute, ARCP")
    do(town.milo, actions.add, Offer, "ARCP, Zen")
    do(town.otto, actions.add, Wish, "arcp, Needlework")
    page = browsing.by(town.otto).get("/skills").text
    signs = re.findall(r'class="letters__one"[^>]*>(.)<', page)
    assert signs == ["A", "E", "N", "Z", "#"]
    letters = page.partition('<section class="section skill-letter"')[2]
    order = [letters.index(name) for name in ("ARCP", "Écoute", "Needlework", "Zen", ".NET", "3D")]
    assert order == sorted(order)
    assert "2 teach · 1 learns" in page
    wanted = section(page, "wanted")
    assert "Needlework" in wanted
    assert "ARCP" not in wanted


def test_the_index_is_narrowed_by_any_name_and_spelling(browsing: Browsing, town: Town) -> None:
    do(town.hana, actions.add, Offer, "Time management, C#, C++, 100% cotton")
    milo = browsing.by(town.milo)
    for typed, found in (
        ("TIME-man", ["Time management"]), ("c#", ["C#"]), ("%", ["100% cotton"]),
        ("zeppelin", []), ("_", []), ("\0", []),
    ):  # fmt: skip
        page = milo.get("/skills", q=typed).text
        lines = re.findall(r'class="skill-lines__one"><a [^>]*>([^<]+)', page)
        assert lines == found or (typed in "_\0" and len(lines) == 4), typed
    assert "No skill goes by that name" in milo.get("/skills", q="zeppelin").text


def test_where_there_are_very_many_each_letter_has_its_page(browsing: Browsing, town: Town) -> None:
    with transaction() as db:
        for number in range(WHOLE_MOST + 10):
            name = f"{'AB'[number % 2]} skill {number:03d}"
            skill_named(db, name).curated = True
    page = browsing.by(town.milo).get("/skills").text
    assert "A skill 000" in page
    assert "B skill 001" not in page
    page = browsing.by(town.milo).get("/skills", letter="B").text
    assert "B skill 001" in page
    assert "A skill 000" not in page
    for odd in ("", "Z", "AB", "\0", "%"):
        assert browsing.by(town.milo).get("/skills", letter=odd).status_code == 200


def test_a_skill_says_who_teaches_who_learns_and_which_circles_are_about_it(
    browsing: Browsing, town: Town
) -> None:
    skill_id = do(town.hana, actions.offer, "R", level=Level.PRACTISING).skill_id
    do(town.otto, actions.wish, "R", words="Charts for an audit.")
    about(town.circle(town.hana, name="Evenings with data").id, "R")
    page = browsing.by(town.milo).get(f"/skills/{skill_id}").text
    teachers, learners = section(page, "teach"), section(page, "learn")
    assert "Hana" in teachers
    assert "Hana" not in learners
    assert "Otto" in learners
    assert "Otto" not in teachers
    assert "Charts for an audit." in learners
    assert "Does it regularly" in teachers
    assert "Evenings with data" in page
    assert "Nobody yet" not in page


def test_a_skill_is_taken_up_from_its_page(browsing: Browsing, town: Town) -> None:
    skill_id = do(town.hana, actions.wish, "R").skill_id
    milo, page = browsing.by(town.milo), f"/skills/{skill_id}"
    assert "Nobody yet" in milo.get(page).text
    assert milo.post(f"{page}/teach").location == page
    seen = milo.get(page).text
    assert "You can teach it" in seen
    assert "I can teach this" not in seen
    assert milo.post(f"{page}/learn").location == page
    assert "You want to learn it" in milo.get(page).text
    do(town.otto, actions.add, Wish, ", ".join(f"S {n}" for n in range(40)))
    otto = browsing.by(town.otto)
    assert otto.post(f"{page}/learn").location == page
    assert "up to 40 skills to learn" in otto.get(page).text
    for nothing in ("aaaaaaaaaaaaaaaa", "x", "%00"):
        assert milo.post(f"/skills/{nothing}/teach").status_code == 404
        assert milo.get(f"/skills/{nothing}").status_code == 404


def test_a_skill_that_only_hidden_things_speak_of_does_not_exist(
    browsing: Browsing, town: Town
) -> None:
    """Four ways to be hidden; with each, what Otto is given is what he had before."""
    otto = browsing.by(town.otto)
    otto.get("/skills")
    before = masked(otto.get("/skills"))
    hidden = town.circle(town.hana, visibility=Visibility.HIDDEN)
    of_hidden = about(hidden.id, "CANARY of a circle")
    see(town.hana, teaches="nobody", learns="circles")
    kept = do(town.hana, actions.offer, "CANARY kept").skill_id
    near = do(town.hana, actions.wish, "CANARY for circles").skill_id
    block(town.milo, town.otto)
    blocked = do(town.milo, actions.offer, "CANARY of the blocked").skill_id
    with transaction() as db:
        unused = skill_named(db, "CANARY of nobody").id
    unread = otto.get("/skills")
    assert "CANARY" not in unread.text
    assert masked(unread) == before
    assert otto.get("/skills", q="canary").text.count("CANARY") == 0
    for skill_id in (of_hidden, kept, near, blocked, unused):
        assert otto.get(f"/skills/{skill_id}").status_code == 404
        assert otto.post(f"/skills/{skill_id}/learn").status_code == 404
    hana = browsing.by(town.hana)
    for skill_id in (of_hidden, kept, near, blocked):
        assert hana.get(f"/skills/{skill_id}").status_code == 200


def test_counts_and_lists_hold_only_whom_the_reader_may_see(browsing: Browsing, town: Town) -> None:
    skill_id = do(town.hana, actions.offer, "R").skill_id
    do(town.milo, actions.offer, "R")
    do(town.ada, actions.offer, "R")
    see(town.ada, teaches="circles")
    block(town.otto, town.milo)
    page = browsing.by(town.otto).get(f"/skills/{skill_id}").text
    assert "1 person" in section(page, "teach")
    assert "Milo" not in page
    assert "Ada" not in page
    assert "1 teaches" in browsing.by(town.otto).get("/skills").text
    town.circle(town.ada, town.hana)
    assert "3 teach" in browsing.by(town.hana).get("/skills").text


def test_a_curated_skill_is_known_before_anybody_speaks_of_it(
    browsing: Browsing, town: Town
) -> None:
    with transaction() as db:
        skill = skill_named(db, "ARCP")
        db.get_one(Skill, skill.id).curated = True
    assert "ARCP" in browsing.by(town.otto).get("/skills").text
    assert "Nobody yet" in browsing.by(town.otto).get(f"/skills/{skill.id}").text
    assert browsing.by().get("/skills").status_code == 302


@pytest.mark.slow
def test_more_skills_and_people_are_no_more_questions(browsing: Browsing, town: Town) -> None:
    milo = browsing.by(town.milo)
    skill_id = do(town.milo, actions.offer, "R").skill_id
    do(town.milo, actions.wish, "R")
    addresses = (
        "/skills", "/skills?q=r", f"/skills/{skill_id}", "/me/skills", "/welcome/skills",
        f"/me/skills/teach/{skill_id}",
    )  # fmt: skip
    about(town.circle(town.hana, name="About R").id, "R")
    before = {address: asked(milo, address) for address in addresses}
    for number in range(8):
        person = town.person(f"Person {number}")
        do(person, actions.add, Offer, f"R, Skill {number}, Letter {number}")
        do(person, actions.add, Wish, f"R, Wanted {number}")
        about(town.circle(person, town.milo, name=f"Circle {number}").id, "R")
        do(town.milo, actions.add, Wish, f"Skill {number}")
    after = {address: asked(milo, address) for address in addresses}
    assert after == before
    assert max(after.values()) <= 13, after

"""What moderators do about skills, page by page."""

from community.access.actor import CommunityRole
from community.skills import actions
from tests.browsing import Browsing
from tests.doing import do
from tests.skilled import section
from tests.town import Town


def test_a_moderator_changes_a_skill_and_is_told_when_a_name_is_taken(
    browsing: Browsing, town: Town
) -> None:
    mona = browsing.by(town.person("Mona", CommunityRole.MODERATOR))
    skill_id = do(town.hana, actions.offer, "annual review").skill_id
    do(town.hana, actions.offer, "R")
    page = f"/skills/{skill_id}/edit"
    assert 'value="annual review"' in mona.get(page).text
    answer = mona.post(page, name="ARCP", aliases="R, panel", about="Yearly.", curated="y")
    assert answer.status_code == 422
    assert "“R” is a name of the skill “R” already" in answer.text
    assert 'value="R, panel"' in answer.text
    assert mona.post(page, name="ARCP", aliases="panel", about="Yearly.").status_code == 302
    seen = browsing.by(town.otto).get(f"/skills/{skill_id}").text
    for words in ("<h1>ARCP</h1>", "Also called annual review, panel", "Yearly."):
        assert words in seen
    assert "/edit" not in seen
    assert browsing.by(town.otto).get(page).status_code == 403
    assert mona.get("/skills/aaaaaaaaaaaaaaaa/edit").status_code == 404


def test_a_moderator_sees_what_a_merge_would_do_and_then_does_it(
    browsing: Browsing, town: Town
) -> None:
    mona = browsing.by(town.person("Mona", CommunityRole.MODERATOR))
    gone = do(town.hana, actions.offer, "annual review", words="Calmly.").skill_id
    kept = do(town.milo, actions.offer, "ARCP").skill_id
    page = f"/skills/{gone}/merge"
    assert "Merge them" not in mona.get(page).text
    assert "No skill goes by" in mona.get(page, into="zeppelin").text
    told = mona.get(page, into="arcp").text
    for words in ("is then also called annual review", "taught by 1 person", "Merge them"):
        assert words in told
    assert mona.post(page, into="zeppelin").status_code == 422
    assert mona.post(page, into="ARCP").location == f"/skills/{kept}"
    seen = mona.get(f"/skills/{kept}").text
    assert "Calmly." in seen
    assert mona.get(f"/skills/{gone}").status_code == 404
    assert browsing.by(town.otto).get(f"/skills/{kept}/merge").status_code == 403


def test_a_moderator_takes_a_topic_list(browsing: Browsing, town: Town) -> None:
    mona = browsing.by(town.person("Mona", CommunityRole.MODERATOR))
    surgical = "surgical-training-title"
    assert "11 of 11 are new" in section(mona.get("/skills/lists").text, surgical)
    answer = mona.post("/skills/lists/surgical-training")
    assert answer.location == "/skills/lists#surgical-training"
    taken = section(mona.get("/skills/lists").text, surgical)
    assert "are new" not in taken
    assert "All its topics are known to everybody" in taken
    assert "ISCP" in browsing.by(town.otto).get("/skills").text
    for address in ("/skills/lists/nothing", "/skills/lists/..%2f", "/skills/lists/%00"):
        assert mona.post(address).status_code == 404
    assert browsing.by(town.otto).get("/skills/lists").status_code == 403
    assert browsing.by(town.otto).post("/skills/lists/peer-mentoring").status_code == 403

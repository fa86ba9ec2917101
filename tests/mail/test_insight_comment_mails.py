"""Letters about comments on an insight: one for what came in a while, to who still waits for it."""

from datetime import timedelta

import pytest

from community.access.blocks import BlockKind
from community.core import clock
from community.core.transaction import reading
from community.insights.actions import commenting, publishing
from community.insights.comment_wishes import who_wants
from community.insights.models import Insight
from community.members.blocking import keep_apart
from community.members.profiles import choose_mails
from community.notifications.comment_telling import A_WHILE
from community.notifications.insight_comment_mails import path_for
from tests.browsing import Browsing
from tests.doing import do
from tests.insights.test_writing import published
from tests.mail.conftest import SITE, deliver
from tests.outside.post_office import PostOffice, plain
from tests.town import Town


def commented(town: Town, count: int) -> tuple[Insight, list[str]]:
    insight = published(town.hana)
    keys = [f"a-key-of-milo-{number}" for number in range(count)]
    said = [do(town.milo, commenting.comment, insight.id, key, "SECRET-WORDS") for key in keys]
    deliver()
    return insight, said


def letters(post_office: PostOffice) -> list[str]:
    """Those to Hana that tell of comments."""
    with clock.fixed(clock.now() + A_WHILE + timedelta(seconds=1)):
        deliver()
    found = post_office.letters("hana@example.org")
    return [plain(one) for one in found if "comment" in str(one["Subject"])]


def test_what_came_in_a_while_is_one_letter_without_its_words(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    insight, _said = commented(town, 3)
    assert not [one for one in post_office.letters("hana@example.org") if "comment" in one]
    [letter] = letters(post_office)
    assert "3 new comments stand on the page of “Ten minutes are enough”." in letter
    assert f"{SITE}/insights/{insight.id}#comments" in letter
    assert "SECRET-WORDS" not in letter
    assert "Milo" not in letter
    ends = letter.partition("No more mails of this kind: ")[2].split()[0].removeprefix(SITE)
    assert browsing.by().client.post(ends).status_code == 200
    do(town.milo, commenting.comment, insight.id, "a-key-of-later", "One more.")
    deliver()
    assert len(letters(post_office)) == 1


@pytest.mark.parametrize("why", ["read", "taken back", "withdrawn", "blocked", "no mails"])
def test_nobody_is_written_to_for_nothing(
    browsing: Browsing, town: Town, post_office: PostOffice, why: str
) -> None:
    insight, said = commented(town, 1)
    if why == "read":
        browsing.by(town.hana).get(f"/insights/{insight.id}")
    elif why == "taken back":
        do(town.milo, commenting.take_comment_back, insight.id, said[0])
    elif why == "withdrawn":
        do(town.hana, publishing.withdraw, insight.id)
    elif why == "blocked":
        do(town.milo, keep_apart, town.hana.id, BlockKind.BLOCK)
    else:
        do(town.hana, choose_mails, mail_notices=False)
    assert letters(post_office) == []


def test_its_address_ends_it_without_signing_in_and_nothing_else(
    browsing: Browsing, town: Town
) -> None:
    insight = published(town.hana)
    anybody, address = browsing.by(), path_for(town.hana.id, insight.id)
    assert "No more news of these comments?" in anybody.get(address).text
    with reading() as db:
        assert who_wants(db, insight) == {town.hana.id}, "looking at it changes nothing"
    assert "this insight" in anybody.client.post(address).text  # as mail programs do
    with reading() as db:
        assert who_wants(db, insight) == set()
    for wrong in ("x", address.rpartition("/")[2][:-1]):
        assert anybody.get(f"/unsubscribe/insight-comments/{wrong}").status_code == 404

"""Letters about comments: one for what came in a while, to who still waits for it."""

from datetime import datetime, timedelta

import pytest

from community.access.blocks import BlockKind
from community.core import clock
from community.members.blocking import keep_apart
from community.members.profiles import choose_mails
from community.notifications.actions import mark_read
from community.notifications.comment_telling import A_WHILE
from community.sessions.actions import discussion, hosting
from tests.browsing import Browsing
from tests.doing import do
from tests.evenings import live
from tests.mail.conftest import SITE, deliver
from tests.outside.post_office import PostOffice, plain
from tests.town import Evening, Town


def commented(town: Town, count: int) -> tuple[Evening, list[str]]:
    """Milo wrote so many comments under a session of Hana's, and nobody was written to yet."""
    evening = live(town, town.milo, title="Warm hands")
    do(town.hana, hosting.end, evening.id)
    keys = [f"a-key-of-milo-{number}" for number in range(count)]
    said = [do(town.milo, discussion.comment, evening.id, key, "SECRET-WORDS") for key in keys]
    deliver()
    return evening, said


def later() -> datetime:
    return clock.now() + A_WHILE + timedelta(seconds=1)


def letters(post_office: PostOffice) -> list[str]:
    """Those to Hana that tell of comments."""
    with clock.fixed(later()):
        deliver()
    found = post_office.letters("hana@example.org")
    return [plain(one) for one in found if "comment" in str(one["Subject"])]


def test_what_came_in_a_while_is_one_letter_without_its_words(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    evening, _said = commented(town, 3)
    assert not [one for one in post_office.letters("hana@example.org") if "comment" in one]
    [letter] = letters(post_office)
    assert "3 new comments stand on the page of “Warm hands”." in letter
    assert f"{SITE}/sessions/{evening.id}#discussion" in letter
    assert "SECRET-WORDS" not in letter
    assert "Milo" not in letter
    ends = letter.partition("No more mails of this kind: ")[2].split()[0].removeprefix(SITE)
    browsing.by().client.post(ends)
    do(town.hana, mark_read)
    do(town.milo, discussion.comment, evening.id, "a-key-of-later", "One more.")
    deliver()
    assert len(letters(post_office)) == 1


@pytest.mark.parametrize("why", ["read", "taken back", "blocked", "no mails", "told no more"])
def test_nobody_is_written_to_for_nothing(
    browsing: Browsing, town: Town, post_office: PostOffice, why: str
) -> None:
    evening, said = commented(town, 1)
    if why == "read":
        browsing.by(town.hana).get(f"/sessions/{evening.id}")
    elif why == "taken back":
        do(town.milo, discussion.take_comment_back, evening.id, said[0])
    elif why == "blocked":
        do(town.milo, keep_apart, town.hana.id, BlockKind.BLOCK)
    elif why == "no mails":
        do(town.hana, choose_mails, mail_notices=False)
    else:
        browsing.by(town.hana).post(f"/sessions/{evening.id}/comments/news", told="no")
    assert letters(post_office) == []

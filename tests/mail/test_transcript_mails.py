"""The letter to those who were there: the transcript can be read."""

import pytest

from community.access.session_rules import Confidentiality
from community.members.profiles import choose_mails
from tests.browsing import Browsing
from tests.doing import do
from tests.mail.conftest import SITE, deliver
from tests.outside.post_office import PostOffice, plain
from tests.town import Town
from tests.transcripts.evenings import end, held, make

READY = "The transcript: Splints that children keep on"


@pytest.mark.parametrize("wants", [True, False])
def test_it_comes_by_mail_to_who_wants_mails(
    town: Town,
    browsing: Browsing,
    post_office: PostOffice,
    wants: bool,
) -> None:
    evening = held(town, town.milo, confidentiality=Confidentiality.CIRCLE)
    town.say(town.milo, evening, "Warm it.")
    do(town.milo, choose_mails, mail_notices=wants)
    end(evening)
    make()
    deliver()
    deliver()
    letters = post_office.letters("milo@example.org")
    assert [one["Subject"] for one in letters] == [READY] * wants
    for one in letters:
        assert f"{SITE}/sessions/{evening.id}/transcript" in plain(one)

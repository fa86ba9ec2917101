"""Nobody takes a name by which they would be thought to speak for the community."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.core.errors import Invalid
from community.members import rules
from community.members.lookalikes import poses_as_staff, skeleton

POSING = [
    "Admin", "ADMIN", "admin", "Admins", "Administrator", "Moderator", "Mod", "Staff", "Support",
    "Host", "Coordinator", "Comentor", "System", "Everyone", "Webmaster",
    # letters of other scripts
    "\u0410dmin", "\u0391dmin", "Adm\u0131n", "Adm\u0456n", "\u041coderator", "M\u043ederator",
    "M\u03bfderator", "\u041dost", "H\u043est", "St\u0430ff", "Supp\u043ert", "S\u0443stem",
    "\u0421omentor", "C\u043ementor", "Ad\u043cin",
    # signs drawn like letters, and letters that stand for another
    "Adm1n", "4dmin", "M0derator", "Mod3rator", "$taff", "H0st", "Adrnin", "Cornentor", "Adm!n",
    "\U0001d400\U0001d41d\U0001d426\U0001d422\U0001d427", "\uff21\uff44\uff4d\uff49\uff4e",
    "\u24b6dmin", "\u00c1dmin", "A\u0308dmin",
    # dressed up
    "A d m i n", "A.d.m.i.n", "[Admin]", "*Admin*", "Admin!", "Admin 1", "The Admin",
    "Support Team", "Help Desk", "Official Support", "Comentor Team", "Your Moderator",
    "Ad\u200bmin", "Ad\u00admin", "Admin\u202e",
]  # fmt: skip
OWN = [
    "Anna Host", "Hosta", "Adam Min", "Root", "Mo Derat", "Mod Siddiqui", "Modesta", "Ana Silva",
    "\u041b\u0438 \u041b\u0435\u0439", "\u0394\u03b7\u03bc\u03ae\u03c4\u03c1\u03b7\u03c2",
    "\u674e\u96f7", "Staffan", "Jo", "The", "Team", "Help", "1", "!", "\U0001f989",
]  # fmt: skip


@pytest.mark.parametrize("name", POSING)
def test_a_name_of_the_communitys_own_is_refused_however_it_is_drawn(name: str) -> None:
    with pytest.raises(Invalid, match="community's own") as refusal:
        rules.tidy_name(name)
    assert "name" in refusal.value.fields


@pytest.mark.parametrize("name", OWN)
def test_peoples_own_names_are_taken(name: str) -> None:
    assert rules.tidy_name(name) == name


@pytest.mark.parametrize("handle", ["adm1n", "m0derator", "admins", "c0mentor", "host-1", "sta-ff"])
def test_nor_a_handle(handle: str) -> None:
    with pytest.raises(Invalid):
        rules.tidy_handle(handle)


@pytest.mark.parametrize("handle", ["anna-host", "hana", "modesta", "support-er"])
def test_a_handle_of_ones_own_is_taken(handle: str) -> None:
    assert rules.tidy_handle(handle) == handle


def test_an_imported_conversation_may_have_a_moderator_in_it() -> None:
    assert rules.tidy_given_name("Moderator") == "Moderator"


@given(st.text(max_size=60))
def test_comparing_never_fails_and_is_settled_at_once(name: str) -> None:
    assert poses_as_staff(name) in (True, False)
    assert isinstance(skeleton(name), str)

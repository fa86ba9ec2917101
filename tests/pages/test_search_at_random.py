"""Over profiles made at random, as anybody sees it on the page: direction is exact, and whoever
narrows a search down finds exactly as many as was said."""

import re
from html import unescape

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.core.transaction import transaction
from community.discovery.views import index as search_index
from community.members.profiles import Details, change_details
from community.skills.actions import add
from community.skills.models import Offer, Wish
from tests.browsing import Browsing, Visitor
from tests.doing import do
from tests.town import Person, Town

SKILLS = ["C#", "C", "time-management", "Time", "A/B testing"]
SITES = ["Leeds", "leeds", "Leeds General", "St James's", "LEEDS GENERAL!", ""]
STAGES = ["ST3", "ST3 (part time)", "st3", ""]
SAID = st.lists(st.sampled_from(SKILLS), unique=True, max_size=3)
PROFILE = st.tuples(SAID, SAID, st.sampled_from(SITES), st.sampled_from(STAGES), st.booleans())
Profile = tuple[list[str], list[str], str, str, bool]


def introduce(person: Person, profile: Profile) -> None:
    teaches, learns, site, stage, free = profile
    with transaction() as db:
        for kind in (Offer, Wish):
            db.query(kind).filter_by(member_id=person.id).delete()
    do(person, add, Offer, ", ".join(teaches))
    do(person, add, Wish, ", ".join(learns))
    forms = ["video", "phone"] if free else ["face"]
    details = Details(site=site, stage=stage, forms=forms, capacity="2" if free else "")
    do(person, change_details, details)


def people(page: str) -> set[str]:
    return set(re.findall(r'hit__title"><a href="/people/([^"]+)"', page))


def total(page: str) -> int:
    found = re.search(r">(\d+) match", page)
    return int(found[1]) if found else 0


def choices(page: str) -> list[tuple[str, int, bool]]:
    """Where each leads, how many it says, and whether it was chosen already."""
    links = re.findall(r'<a class="chip" href="([^"]*)"([^>]*)>.*?tabs__count">(\d+)<', page, re.S)
    return [(unescape(to), int(count), "aria-current" in how) for to, how, count in links]


@settings(
    deadline=None, max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(profiles=st.lists(PROFILE, min_size=3, max_size=3))
def test_direction_and_counts_are_exact(
    browsing: Browsing, town: Town, profiles: list[Profile]
) -> None:
    cast = [town.hana, town.milo, town.ada]
    for person, profile in zip(cast, profiles, strict=True):
        introduce(person, profile)
    otto = browsing.by(town.otto)
    with browsing.app.app_context():
        search_index().rebuild()

    for name in SKILLS:
        for way, said in (
            ("teach", [one[0] for one in profiles]),
            ("learn", [one[1] for one in profiles]),
        ):
            wanted = {p.handle for p, names in zip(cast, said, strict=True) if name in names}
            assert people(otto.get("/search", q=f'{way}:"{name}"').text) == wanted, (way, name)
    narrowed_down(otto, "kind:person", len([*cast, town.otto]))


def narrowed_down(otto: Visitor, typed: str, every: int) -> None:
    page = otto.get("/search", q=typed).text
    assert total(page) == every
    for to, count, chosen in choices(page):
        assert not chosen
        narrower = otto.get(to).text
        assert total(narrower) == count, to
        back = [one for one, _, chosen in choices(narrower) if chosen]
        assert len(back) == 1, to
        assert total(otto.get(back[0]).text) == every

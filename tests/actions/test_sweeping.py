"""What is over is kept nowhere: addresses that were only typed, links, tries, sign-ins."""

from datetime import UTC, datetime, timedelta

import pytest

from community.core import clock
from community.core.transaction import transaction
from community.members import links, sign_ups, tries
from community.members.actions import NewMember
from community.members.models import LinkPurpose
from community.members.sweeping import sweep
from tests.architecture.walk import contents
from tests.town import Town

TABLES = ("sign_ups", "one_time_links", "sign_ins", "sign_in_tries")
START = datetime(2026, 11, 22, 8, tzinfo=UTC)


def held(town: Town) -> str:
    from sqlalchemy import text

    from community.core.transaction import reading

    with reading() as db:
        counts = {table: db.scalar(text(f"SELECT count(*) FROM {table}")) for table in TABLES}  # noqa: S608
    return " ".join(table for table, count in counts.items() if count)


@pytest.mark.parametrize(
    ("after", "left"),
    [
        (timedelta(minutes=1), "sign_ups one_time_links sign_ins sign_in_tries"),
        (timedelta(minutes=31), "sign_ups sign_ins sign_in_tries"),
        (timedelta(hours=25), "sign_ins"),
        (timedelta(days=31), ""),
    ],
)
def test_each_goes_when_its_time_is_over(town: Town, after: timedelta, left: str) -> None:
    with clock.fixed(START) as set_clock:
        town.milo.sign_in()
        new = NewMember(name="Nora", email="nora@example.org", password_hash="a hash")
        milo = town.milo.id
        with transaction() as db:
            sign_ups.begin(db, new)
            links.make(db, milo, LinkPurpose.SIGN_IN, "milo@example.org")
            tries.note_failure(db, "192.0.2.1", "milo")
        set_clock(START + after)
        sweep()
        assert held(town) == left
    assert ("nora@example.org" in str(contents()["sign_ups"])) == ("sign_ups" in left)

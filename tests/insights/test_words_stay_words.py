"""Whatever is written in an insight, called of its files or said below it stays words."""

import pytest
from sqlalchemy import update

from community.circles.actions.materials import Upload
from community.core.transaction import transaction
from community.files.models import File
from community.insights.actions import commenting, filing
from community.insights.models import Insight
from tests.browsing import Browsing
from tests.doing import do
from tests.files.pictures import packed
from tests.insights.test_writing import published
from tests.pages.xss.payloads import portions
from tests.pages.xss.reading import read
from tests.town import Town

CAT = Upload("cat.webp", "image/webp", packed("WEBP", (60, 40)))


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, database_url: str) -> str:
    """Where names may be longer than anybody can make them."""
    return database_url


def test_on_its_page_and_where_it_is_written(browsing: Browsing, town: Town) -> None:
    insight = published(town.hana)
    one = do(town.hana, filing.add_file, insight.id, CAT)
    readers, faults, pages = [browsing.by(town.hana), browsing.by(town.milo)], [], []
    for number, portion in enumerate(portions(34)):
        words = "\n\n".join(portion)
        do(town.milo, commenting.comment, insight.id, f"a-key-of-{number}", words[:4_000])
        named = f"{one.named()}\n\n{one.named(words)}"
        with transaction() as db:
            db.execute(update(File).where(File.id == one.file.id).values(name=words))
            row = db.get_one(Insight, insight.id)
            row.title, row.body = words, f"{words}\n\n{named}\n\n{words}"
        for reader in readers:
            pages.append(reader.get(f"/insights/{insight.id}"))
        pages.append(readers[0].get(f"/insights/{insight.id}/edit"))
    for page in pages:
        assert page.status_code == 200
        faults += read(page.text).faults
    assert not faults, "\n".join(faults[:40])
    assert any(f'src="/insight-files/{one.row.id}"' in page.text for page in pages)

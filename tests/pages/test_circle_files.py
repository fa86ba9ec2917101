"""Files and links on the page of a circle."""

import io
import re

import pytest

from tests.browsing import Browsing
from tests.town import Town


def test_files_and_links_are_given_back_to_the_people_of_the_circle(
    browsing: Browsing, town: Town
) -> None:
    circle = town.circle(town.hana, town.milo)
    milo, address = browsing.by(town.milo), f"/circles/{circle.id}"
    milo.post(f"{address}/links", link="example.org/a", title="An <i>example</i>")
    file = (io.BytesIO(b"Warm it."), "notes.txt")
    milo.post(f"{address}/files", file=file, **{"file-title": "Notes"})
    page = milo.get(address).text
    assert 'href="https://example.org/a"' in page
    assert "An &lt;i&gt;example" in page
    found = re.search(r'href="(/materials/\w+)"[^>]*>Notes<', page)
    assert found
    answer = browsing.by(town.hana).get(found[1])
    assert (answer.data, answer.mimetype) == (b"Warm it.", "text/plain")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert browsing.by(town.otto).get(found[1]).status_code == 403
    assert "Notes" not in browsing.by(town.otto).get(address).text
    milo.post(f"{found[1]}/remove")
    assert milo.get(found[1]).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("a.exe", b"MZ", "We keep pictures"), ("a.png", b"no picture", "could not be read"),
     ("", b"", "choose a file")],
)  # fmt: skip
def test_why_a_file_is_not_kept_is_said_on_the_page(
    browsing: Browsing, town: Town, name: str, content: bytes, said: str
) -> None:
    circle = town.circle(town.hana)
    hana = browsing.by(town.hana)
    hana.post(f"/circles/{circle.id}/files", file=(io.BytesIO(content), name))
    assert said in hana.get(f"/circles/{circle.id}").text

"""Pictures and files of insights: who may have them, where they stand, and when they go."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from community.access.insight_rules import Sight
from community.choices.actions import choose
from community.circles.actions.materials import Upload
from community.core import clock, relay
from community.core.errors import NotFound, Refused
from community.core.ids import new_id
from community.core.transaction import reading
from community.files.models import FileContent
from community.insights.actions import drafting, filing, publishing
from community.insights.files import KeptFile, files_of, without_names
from community.insights.texts import Shown, Text
from tests.browsing import Browsing, Visitor
from tests.doing import do
from tests.files.pictures import packed
from tests.insights.test_writing import begun, draft_of
from tests.pages.test_files_in_rooms import File, send
from tests.town import Person, Town

NOTES = Upload("notes.txt", "text/plain", b"Ten minutes are enough.")
CAT: File = ("cat.jpg", packed("JPEG", (60, 40)))


def keep(who: Person, insight_id: str, upload: Upload = NOTES) -> KeptFile:
    return do(who, filing.add_file, insight_id, upload)


def publish(who: Person, insight_id: str, body: str, shown: Shown | None = None) -> None:
    do(who, publishing.publish, insight_id, Text("Ten minutes", body), shown or Shown())


def files(insight_id: str) -> list[KeptFile]:
    with reading() as db:
        return files_of(db, insight_id)


def contents() -> int:
    with reading() as db:
        return db.scalar(select(func.count()).select_from(FileContent)) or 0


def later() -> None:
    with clock.fixed(clock.now() + filing.UNUSED_LASTS + timedelta(minutes=1)):
        relay.run_once()


def status(visitor: Visitor, one: KeptFile) -> int:
    return visitor.get(f"/insight-files/{one.row.id}").status_code


def test_a_picture_is_drawn_anew_and_put_into_the_text(browsing: Browsing, town: Town) -> None:
    hana, insight_id = browsing.by(town.hana), begun(town.hana)
    address = f"/insights/{insight_id}/edit"
    typed = {"title": "Ten", "body": "Look:", "skills": "Casting", "version": "1"}
    page = send(hana, address, [CAT], {**typed, "do": "add", "words": "A [small] cat"})
    assert page.status_code == 200
    assert 'value="Casting"' in page.text, "what is not saved yet stays in the form"
    draft, [one] = draft_of(insight_id), files(insight_id)
    assert draft is not None
    assert draft.body == f"Look:\n\n![A \\[small\\] cat](file:{one.row.id})"
    assert f'name="version" type="hidden" value="{draft.version}"' in page.text
    assert (one.file.name, one.row.width, one.row.height) == ("cat.webp", 60, 40)
    typed |= {"version": str(draft.version), "body": draft.body}
    look = hana.post(address, do="look", **typed).text
    assert f'<img src="/insight-files/{one.row.id}" alt="A [small] cat" width="60"' in look
    answer = hana.get(f"/insight-files/{one.row.id}")
    assert answer.content_type == "image/webp"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_what_a_picture_shows_is_asked_for(browsing: Browsing, town: Town) -> None:
    hana, insight_id = browsing.by(town.hana), begun(town.hana)
    address, asked = f"/insights/{insight_id}/edit", "Please say between its brackets"
    page = send(hana, address, [CAT], {"title": "Ten", "body": "", "version": "1", "do": "add"})
    assert asked in page.text
    [one] = files(insight_id)
    typed = {"title": "Ten", "version": "2", "body": f"![A cat](file:{one.row.id})"}
    assert asked not in hana.post(address, do="look", **typed).text


def test_the_script_is_given_a_line_for_the_list(browsing: Browsing, town: Town) -> None:
    hana, insight_id = browsing.by(town.hana), begun(town.hana)
    address = f"/api/insights/{insight_id}/files"
    told = send(hana, address, [CAT], {}).json
    assert told is not None
    [one] = files(insight_id)
    assert f'data-named="![](file:{one.row.id})"' in told["line"]
    assert send(hana, address, [("page.html", b"<p>hello")], {}).status_code == 422
    assert send(hana, address, [("cat.png", b"no picture")], {}).status_code == 422
    assert send(hana, address, [], {}).status_code == 422
    assert send(browsing.by(town.milo), address, [CAT], {}).status_code == 404
    assert send(browsing.by(), address, [CAT], {}).status_code in (302, 401)
    assert len(files(insight_id)) == 1


def test_a_refused_file_loses_nothing_typed(browsing: Browsing, town: Town) -> None:
    hana, insight_id = browsing.by(town.hana), begun(town.hana)
    typed = {"title": "Ten", "body": "Words that stay", "version": "1", "do": "add"}
    page = send(hana, f"/insights/{insight_id}/edit", [("a.exe", b"MZ")], typed)
    assert page.status_code == 422
    assert "We keep pictures" in page.text
    assert "Words that stay" in page.text


def test_two_windows_lose_no_text_for_a_file(browsing: Browsing, town: Town) -> None:
    hana, insight_id = browsing.by(town.hana), begun(town.hana)
    do(town.hana, drafting.save_draft, insight_id, Text("Elsewhere", "Other words"), 1)
    typed = {"title": "Ten", "body": "Mine", "version": "1", "do": "add"}
    page = send(hana, f"/insights/{insight_id}/edit", [CAT], typed)
    assert page.status_code == 422
    assert "Other words" in page.text
    assert "Mine</textarea>" in page.text
    assert files(insight_id) == []


def test_while_no_text_that_others_read_shows_it_a_file_is_its_authors(
    browsing: Browsing, town: Town
) -> None:
    insight_id, visitors = begun(town.hana), [town.milo, town.ada, None]
    one, other = keep(town.hana, insight_id), keep(town.hana, insight_id)
    hidden = [404, 404, 302]
    assert [status(browsing.by(who), one) for who in visitors] == hidden
    publish(town.hana, insight_id, f"Read [it](file:{one.row.id}).")
    assert [status(browsing.by(who), one) for who in visitors] == [200, 200, 302]
    assert [status(browsing.by(who), other) for who in visitors] == hidden
    assert status(browsing.by(town.hana), other) == 200
    page = browsing.by(town.milo).get(f"/insights/{insight_id}").text
    assert f'<a href="/insight-files/{one.row.id}"' in page
    publish(town.hana, insight_id, "Not any more.", Shown(Sight.PUBLIC))
    assert [status(browsing.by(who), one) for who in visitors] == hidden
    publish(town.hana, insight_id, f"[It](file:{one.row.id}).", Shown(Sight.PUBLIC))
    assert [status(browsing.by(who), one) for who in visitors] == [200, 200, 200]


def test_it_is_as_narrow_as_its_insight(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    insight_id = begun(town.hana, circle_id=where.id)
    one = keep(town.hana, insight_id)
    publish(town.hana, insight_id, f"[It](file:{one.row.id})", Shown(Sight.HOSTS, where.id))
    for who, expected in ((town.milo, 404), (town.otto, 404), (town.hana, 200), (None, 302)):
        assert status(browsing.by(who), one) == expected
    assert browsing.by(town.hana).get(f"/insight-files/{new_id()}").status_code == 404
    assert browsing.by().get(f"/insight-files/{new_id()}").status_code == 302


def test_who_checks_it_has_what_it_shows(browsing: Browsing, town: Town) -> None:
    do(town.ada, choose, checked="first")
    insight_id = begun(town.milo)
    one, other = keep(town.milo, insight_id), keep(town.milo, insight_id)
    publish(town.milo, insight_id, f"[It](file:{one.row.id})")
    assert [status(browsing.by(town.ada), file) for file in (one, other)] == [200, 404]
    assert status(browsing.by(town.otto), one) == 404


def test_only_its_own_files_stand_in_a_text(browsing: Browsing, town: Town) -> None:
    foreign = keep(town.milo, begun(town.milo))
    insight_id = begun(town.hana)
    body = f"![Theirs](file:{foreign.row.id}) ![x](https://example.org/x.png)"
    publish(town.hana, insight_id, body)
    for who in (town.hana, town.milo):
        page = browsing.by(who).get(f"/insights/{insight_id}").text
        article = page[page.index("article__body") : page.index("</article>")]
        assert "<img" not in article
        assert foreign.row.id not in article
        assert "Theirs" in article
    assert status(browsing.by(town.hana), foreign) == 404
    hana = browsing.by(town.hana)
    for act in ("put", "remove"):
        typed = {"title": "Ten", "body": "Mine", "version": "0"}
        answer = hana.post(f"/insights/{insight_id}/edit", do=f"{act}:{foreign.row.id}", **typed)
        assert answer.status_code == 422
    assert len(files(foreign.row.insight_id)) == 1


def test_a_file_is_put_in_again_and_removed_for_good(browsing: Browsing, town: Town) -> None:
    hana, insight_id = browsing.by(town.hana), begun(town.hana)
    address, one = f"/insights/{insight_id}/edit", keep(town.hana, insight_id)
    hana.post(address, do=f"put:{one.row.id}", title="Ten", body="See:", version="1")
    draft = draft_of(insight_id)
    assert draft is not None
    assert draft.body == f"See:\n\n[notes.txt](file:{one.row.id})"
    before = contents()
    page = hana.post(address, do=f"remove:{one.row.id}", title="Ten", body="See.", version="2")
    assert "The file is gone." in page.text
    assert (files(insight_id), contents()) == ([], before - 1)


def test_what_others_read_is_not_taken_out_under_their_eyes(town: Town) -> None:
    insight_id = begun(town.hana)
    one = keep(town.hana, insight_id)
    publish(town.hana, insight_id, f"[It](file:{one.row.id})")
    with pytest.raises(Refused):
        do(town.hana, filing.remove_file, insight_id, one.row.id)
    with pytest.raises(NotFound):
        do(town.hana, filing.remove_file, insight_id, "nothing")
    publish(town.hana, insight_id, "Without.")
    do(town.hana, filing.remove_file, insight_id, one.row.id)
    assert files(insight_id) == []


def test_there_are_so_many_and_no_more(town: Town) -> None:
    insight_id = begun(town.hana)
    for day in (0, 1):
        with clock.fixed(clock.now() + timedelta(days=day, hours=day)):
            for _ in range(filing.FILES_MOST // 2):
                keep(town.hana, insight_id)
    with clock.fixed(clock.now() + timedelta(days=3)), pytest.raises(Refused, match="at most 20"):
        keep(town.hana, insight_id)


def test_some_time_after_publishing_what_nothing_shows_is_swept(town: Town) -> None:
    insight_id = begun(town.hana)
    shown, early, drafted, unused = (keep(town.hana, insight_id) for _ in range(4))
    publish(town.hana, insight_id, f"[It](file:{shown.row.id}) [early](file:{early.row.id})")
    publish(town.hana, insight_id, f"[It](file:{shown.row.id})")
    relay.run_once()
    assert len(files(insight_id)) == 4, "not at once"
    draft = Text("Ten", f"[Next](file:{drafted.row.id})")
    do(town.hana, drafting.save_draft, insight_id, draft, 0)
    new = keep(town.hana, insight_id)
    before = contents()
    later()
    kept = {one.row.id for one in files(insight_id)}
    assert kept == {one.row.id for one in (shown, early, drafted, new)}
    assert contents() == before - 1, unused.file.name


def test_an_earlier_text_comes_back_with_its_files(browsing: Browsing, town: Town) -> None:
    insight_id = begun(town.hana)
    one = keep(town.hana, insight_id)
    publish(town.hana, insight_id, f"[It](file:{one.row.id})")
    publish(town.hana, insight_id, "Without.")
    later()
    do(town.hana, drafting.restore, insight_id, 1)
    draft = draft_of(insight_id)
    assert draft is not None
    publish(town.hana, insight_id, draft.body)
    assert status(browsing.by(town.milo), one) == 200


@pytest.mark.parametrize("way", ["withdrawn", "thrown away"])
def test_taken_back_its_files_are_gone_with_their_bytes(
    browsing: Browsing, town: Town, way: str
) -> None:
    insight_id = begun(town.hana)
    one = keep(town.hana, insight_id)
    before = contents()
    if way == "withdrawn":
        publish(town.hana, insight_id, f"[It](file:{one.row.id})")
        do(town.hana, publishing.withdraw, insight_id)
    else:
        do(town.hana, drafting.throw_draft_away, insight_id)
    assert contents() == before - 1
    assert status(browsing.by(town.hana), one) == 404


def test_what_a_picture_shows_is_found_and_its_name_is_not() -> None:
    body = f"Before ![A \\[small\\] cat](file:{'a' * 16}) [plan.pdf](file:{'b' * 16}) after"
    assert without_names(body) == "Before A \\[small\\] cat plan.pdf after"
    assert without_names("[x](file:y) " + "![" * 20_000).startswith("[x](file:y)")

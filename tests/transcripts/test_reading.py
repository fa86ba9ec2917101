"""A transcript: what was said to everybody, under what it answers."""

from community.access.policy import Audience
from community.rooms.actions.asking_hosts import share
from community.rooms.actions.change import edit, react, withdraw
from community.rooms.actions.hiding import hide, show_again
from community.rooms.actions.questions import reveal
from community.sessions.actions.discussion import summarise
from community.transcripts.models import FileKind
from tests.asked import answer, ask
from tests.doing import do
from tests.polling import choose, opened
from tests.town import Town
from tests.transcripts.evenings import (
    close,
    end,
    files,
    held,
    make,
    rows,
    transcript_of,
    unpacked,
)


def test_answers_stand_under_their_question_and_replies_under_what_they_answer(town: Town) -> None:
    evening = held(town, town.milo, town.otto)
    town.say(town.milo, evening, "Good evening.")
    ask(evening, "What works?")
    first = town.say(town.milo, evening, "Warmth.")
    town.say(town.otto, evening, "Patience.")
    reply = town.say(town.otto, evening, "How warm?", reply_to=first.id)
    ask(evening, "What does not?")
    town.say(town.milo, evening, "Sixty degrees.", reply_to=reply.id)
    town.say(town.milo, evening, "Haste.")
    end(evening)
    found = transcript_of(evening)
    assert [said.words for said in found.opening] == ["Good evening."]
    assert [one.said.words for one in found.questions] == ["What works?", "What does not?"]
    warmth, patience = found.questions[0].answers
    assert (warmth.words, patience.words) == ("Warmth.", "Patience.")
    assert [one.words for one in warmth.replies] == ["How warm?", "Sixty degrees."]
    assert warmth.replies[1].reply_to == f"m{reply.position}"
    assert [one.words for one in found.questions[1].answers] == ["Haste."]
    assert len(found.entries()) == 8


def test_people_are_named_and_hosts_come_first(town: Town) -> None:
    evening = held(town, town.milo, town.otto)
    town.say(town.milo, evening)
    town.say(town.hana, evening)
    end(evening)
    found = transcript_of(evening)
    assert [(voice.name, voice.host) for voice in found.voices] == [("Hana", True), ("Milo", False)]
    assert [host.voice.name for host in found.hosts] == ["Hana"]


def test_who_only_read_is_in_no_list(town: Town) -> None:
    evening = held(town, town.otto)
    town.say(town.hana, evening)
    end(evening)
    assert "Otto" not in str(transcript_of(evening))


def test_what_was_not_for_everybody_is_not_in_it(town: Town) -> None:
    evening = held(town, town.milo)
    town.say(town.milo, evening, "CANARY for hosts", audience=Audience.HOSTS)
    hidden = town.say(town.milo, evening, "CANARY hidden")
    ask(evening, "Write first.", unseen=True)
    answer(town.milo, evening, "CANARY unseen")
    end(evening)
    do(town.hana, hide, hidden.id)
    found = transcript_of(evening)
    assert "CANARY" not in str(found)
    assert found.questions[0].unseen


def test_answers_that_are_revealed_are_in_it(town: Town) -> None:
    evening = held(town, town.milo)
    question = ask(evening, "Write first.", unseen=True)
    answer(town.milo, evening, "Now everybody reads it.")
    do(town.hana, reveal, question.id)
    end(evening)
    (question_found,) = transcript_of(evening).questions
    assert question_found.answers[0].words == "Now everybody reads it."
    assert not question_found.unseen


def test_a_question_without_a_name_has_none(town: Town) -> None:
    evening = held(town, town.milo)
    nameless = answer(town.milo, evening, "May one ask?", nameless=True, audience=Audience.HOSTS)
    do(town.hana, share, nameless.id)
    end(evening)
    (said,) = [one for one in transcript_of(evening).entries() if one.words == "May one ask?"]
    assert (said.voice.name, said.voice.key) == ("Without a name", "")


def test_withdrawn_words_leave_a_mark_and_nobodys_name(town: Town) -> None:
    evening = held(town, town.milo)
    said = town.say(town.milo, evening, "CANARY")
    town.say(town.hana, evening, "A reply.", reply_to=said.id)
    end(evening)
    do(town.milo, withdraw, said.id)
    (gone,) = transcript_of(evening).beside
    assert (gone.withdrawn, gone.words, gone.voice.name) == (True, "", "")
    assert [one.words for one in gone.replies] == ["A reply."]
    assert "Milo" not in str(transcript_of(evening))
    assert "CANARY" not in str(transcript_of(evening))


def test_hidden_words_come_back_when_they_are_shown_again(town: Town) -> None:
    evening = held(town, town.milo)
    said = town.say(town.milo, evening, "Was it that bad?")
    do(town.hana, hide, said.id)
    end(evening)
    assert transcript_of(evening).beside[0].hidden
    do(town.hana, show_again, said.id)
    assert transcript_of(evening).beside[0].words == "Was it that bad?"


def test_only_what_was_changed_after_the_end_is_marked_as_corrected(town: Town) -> None:
    evening = held(town, town.milo)
    early, later = town.say(town.milo, evening, "Wam."), town.say(town.milo, evening, "Wram.")
    do(town.milo, edit, early.id, "Warm.")
    end(evening)
    do(town.milo, edit, later.id, "Warmer.")
    marks = [(one.words, one.corrected) for one in transcript_of(evening).beside]
    assert marks == [("Warm.", False), ("Warmer.", True)]


def test_the_first_version_ends_with_the_session_and_the_second_has_what_came_late(
    town: Town,
) -> None:
    evening = held(town, town.milo)
    said = town.say(town.milo, evening, "In time.")
    do(town.hana, react, said.id, "👍", on=True)
    end(evening)
    town.say(town.milo, evening, "Late.")
    do(town.milo, react, said.id, "🎉", on=True)
    close(evening)
    (in_time,) = transcript_of(evening, 1).entries()
    assert (in_time.late, in_time.reactions) == (False, (("👍", 1),))
    both = transcript_of(evening)
    assert [(one.words, one.late) for one in both.entries()] == [
        ("In time.", False),
        ("Late.", True),
    ]
    assert dict(both.entries()[0].reactions) == {"👍": 1, "🎉": 1}
    assert both.number == 2


def test_a_poll_has_its_sums_and_a_picture_its_words(town: Town) -> None:
    evening = held(town, town.milo)
    poll = opened(town.hana, evening, "Which?", "Thumb", "Wrist", named=True, live=True)
    choose(town.milo, poll, "Thumb")
    town.say(town.milo, evening, "See.", files=(town.send(town.milo, evening, "splint.txt"),))
    end(evening)
    asked, seen = transcript_of(evening).beside
    assert asked.poll is not None
    assert [(line.text, line.votes) for line in asked.poll.lines] == [("Thumb", 1), ("Wrist", 0)]
    assert "Milo" not in str(asked.poll)
    assert seen.files[0].words == "splint.txt"


def test_the_summary_of_the_hosts_leads_to_what_was_said(town: Town) -> None:
    evening = held(town, town.milo)
    said = town.say(town.milo, evening, "Warmth.")
    end(evening)
    do(town.hana, summarise, evening.id, f"Milo said [it](#m{said.position}).")
    found = transcript_of(evening)
    assert f'href="#{found.beside[0].key}"' in found.summary_html
    make()
    pages = [files(evening)[FileKind.PAGE], unpacked(files(evening)[FileKind.ZIP])["index.html"]]
    for page in pages:
        assert f'href="#m{said.position}"'.encode() in page.partition(b"In short")[2]


def test_a_summary_makes_a_new_revision(town: Town) -> None:
    evening = held(town, town.milo)
    end(evening)
    make()
    do(town.hana, summarise, evening.id, "Warmth.")
    make()
    assert rows(evening)[0].revision == 1

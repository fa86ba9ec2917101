"""The signs to react with: each once, short enough to keep, and found by its words."""

from sqlalchemy import String

from community.rooms.emoji import all_signs, signs_called
from community.rooms.models import Reaction
from community.rooms.rules import EMOJI


def test_every_sign_fits_the_database_and_has_words_to_find_it() -> None:
    kind = Reaction.__table__.c.emoji.type
    assert isinstance(kind, String)
    signs = all_signs()
    assert len(signs) > 200
    assert not [
        sign for sign in signs if not sign or len(sign) > (kind.length or 0) or sign.isascii()
    ]
    assert not [words for words in signs.values() if not words or words != words.lower()]


def test_those_at_hand_are_the_first_of_their_kind() -> None:
    assert set(EMOJI) <= set(all_signs())


def test_each_word_begins_one_of_a_signs_words() -> None:
    assert [sign for sign, _ in signs_called("Coff")] == ["☕"]
    assert [sign for sign, _ in signs_called("heart hand")] == ["🫶"]
    assert signs_called("zeppelin") == []
    assert len(signs_called("  ")) == len(all_signs())

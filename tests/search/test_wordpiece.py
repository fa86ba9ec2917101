"""Text is cut as the model was taught to read it."""

import pytest

from search.wordpiece import WordPiece

VOCABULARY = [
    *("[PAD]", "[UNK]", "[CLS]", "[SEP]", "story", "##book", "read", "##ing"),
    *("a", "!", "cafe", "日", "本", "#", "c", "##r"),
]


@pytest.fixture
def pieces() -> WordPiece:
    return WordPiece(VOCABULARY)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("reading a storybook!", "read ##ing a story ##book !"),
        ("READING\tA\nSTORY", "read ##ing a story"),
        ("Café", "cafe"),
        ("日本", "日 本"),
        ("c#", "c #"),
        ("rea\u0000d", "read"),
        ("storyx", "[UNK]"),
        ("a" * 101, "[UNK]"),
        ("", ""),
    ],
)
def test_words_are_cut_into_the_longest_pieces_that_are_known(
    pieces: WordPiece, text: str, cut: str
) -> None:
    numbers = [VOCABULARY.index(piece) for piece in f"[CLS] {cut} [SEP]".split()]

    assert pieces.numbers(text, 256) == numbers


def test_of_a_long_text_the_beginning_is_read(pieces: WordPiece) -> None:
    numbers = pieces.numbers("a " * 1_000, 20)

    assert numbers == [2, *[8] * 18, 3]

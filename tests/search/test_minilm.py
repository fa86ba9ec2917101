"""The real model, as it is installed, and what happens without it."""

import sys
from importlib.util import find_spec
from pathlib import Path

import numpy
import pytest

from search import encoding
from search.api import NoMeaning, open_engine, with_meaning
from search.encoding import MODEL, VOCABULARY, MiniLM, Part
from search.wordpiece import WordPiece

ASKED = "How do I sleep after a night shift?"
CLOSE = "Getting some rest when you come home from work in the morning."
FAR = "Our circle meets on Tuesdays to write tests in Python."


@pytest.fixture(scope="module")
def model() -> MiniLM:
    return MiniLM()


def test_texts_that_mean_the_same_lie_close(model: MiniLM) -> None:
    asked, close, far = map(model.encode, (ASKED, CLOSE, FAR))

    assert asked @ close > 0.5 > 0.2 > asked @ far
    for vector in (asked, close, far, model.encode(""), model.encode("日本 🦉 " * 500)):
        assert vector.shape == (model.length,)
        assert abs(float(numpy.linalg.norm(vector)) - 1) < 1e-5


def test_the_same_text_is_always_the_same_vector(model: MiniLM) -> None:
    assert (model.encode(ASKED) == MiniLM().encode(ASKED)).all()


def test_the_vocabulary_is_the_one_the_model_was_taught_with() -> None:
    pieces = WordPiece(VOCABULARY.checked().read_text("utf-8").split("\n"))

    assert pieces.numbers("reading a storybook!", 9) == [101, 3752, 1037, 2466, 8654, 999, 102]


@pytest.mark.parametrize("part", [MODEL, VOCABULARY])
def test_a_file_of_other_bytes_is_not_used(part: Part) -> None:
    other = part._replace(digest=VOCABULARY.digest if part == MODEL else MODEL.digest)

    with pytest.raises(NoMeaning, match=f"{part.file} is not the one that Comentor knows"):
        other.checked()


def test_what_is_not_installed_is_said(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoMeaning, match=r'pip install "comentor\[semantic\]"'):
        Part("no_such_package", "model.onnx", "").checked()
    engine = open_engine("whoosh", place)
    assert find_spec("onnxruntime")
    for name in ("onnxruntime", "search.encoding", "search.meaning"):
        monkeypatch.setitem(sys.modules, name, None)

    with pytest.raises(NoMeaning, match=r'pip install "comentor\[semantic\]"'):
        with_meaning(engine, place)
    assert encoding.MODEL == MODEL

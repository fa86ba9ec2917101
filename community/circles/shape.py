"""What a circle may say of itself beyond name, purpose and way in; none of it is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from community.access.things import History
from community.core import clock
from community.core.errors import Invalid
from community.core.text import plural, tidy_line, tidy_text

LINE_MOST = 120
AGREEMENT_MOST = 3_000
QUESTIONS_MOST, QUESTION_MOST, ANSWER_MOST = 5, 200, 1_000
SKILLS_MOST = 12
SIZE_LEAST, SIZE_MOST = 2, 1_000
TERM_MOST = timedelta(days=3 * 366)


@dataclass(frozen=True, kw_only=True)
class CircleShape:
    """`skills` as somebody types them, with commas between; the rest as in `models.Circle`."""

    skills: str = ""
    rhythm: str = ""
    reach: str = ""
    agreement: str = ""
    join_questions: Sequence[str] = ()
    least: int | None = None
    most: int | None = None
    ends_on: date | None = None
    history: History = History.EVERYTHING


def as_history(text: str) -> History:
    try:
        return History(text)
    except ValueError as error:
        sentence = "Please choose what newcomers read of the room."
        raise Invalid(sentence, history=sentence) from error


def as_size(typed: str, field: str) -> int | None:
    """A size as somebody types it; nothing typed is no bound."""
    digits = tidy_line(typed)
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) < 6):
        sentence = f"A size is a number from {SIZE_LEAST} to {SIZE_MOST:,}."
        raise Invalid(sentence, **{field: sentence})
    return int(digits)


def as_day(typed: str) -> date | None:
    """A day as browsers send it, `2026-12-04`; nothing typed is no end."""
    try:
        return date.fromisoformat(tidy_line(typed)) if typed.strip() else None
    except ValueError as error:
        sentence = "Please write the day as 2026-12-04."
        raise Invalid(sentence, ends_on=sentence) from error


def tidied(shape: CircleShape) -> CircleShape:
    """The same, fit to be kept; raises `Invalid` for what cannot be."""
    check_sizes(shape.least, shape.most)
    return CircleShape(
        skills=shape.skills,
        rhythm=_line(shape.rhythm, "rhythm"),
        reach=_line(shape.reach, "reach"),
        agreement=_agreement(shape.agreement),
        join_questions=_questions(shape.join_questions),
        least=shape.least,
        most=shape.most,
        ends_on=check_end(shape.ends_on),
        history=shape.history,
    )


def _line(text: str, field: str) -> str:
    line = tidy_line(text)
    if len(line) > LINE_MOST:
        sentence = f"At most {LINE_MOST} characters, please; this has {len(line)}."
        raise Invalid(sentence, **{field: sentence})
    return line


def _agreement(text: str) -> str:
    agreement = tidy_text(text).strip()
    if len(agreement) > AGREEMENT_MOST:
        sentence = f"At most {AGREEMENT_MOST:,} characters, please; this has {len(agreement):,}."
        raise Invalid(sentence, agreement=sentence)
    return agreement


def _questions(typed: Sequence[str]) -> list[str]:
    questions = [line for line in map(tidy_line, typed) if line]
    if len(questions) > QUESTIONS_MOST:
        sentence = f"At most {QUESTIONS_MOST} questions, please; these are {len(questions)}."
    elif any(len(question) > QUESTION_MOST for question in questions):
        sentence = f"A question has at most {QUESTION_MOST} characters."
    else:
        return questions
    raise Invalid(sentence, join_questions=sentence)


def check_sizes(least: int | None, most: int | None) -> None:
    for field, size in (("least", least), ("most", most)):
        if size is not None and not SIZE_LEAST <= size <= SIZE_MOST:
            sentence = f"A size is a number from {SIZE_LEAST} to {SIZE_MOST:,}."
            raise Invalid(sentence, **{field: sentence})
    if least is not None and most is not None and least > most:
        sentence = "The largest size cannot be below the smallest."
        raise Invalid(sentence, most=sentence)


def check_end(ends_on: date | None) -> date | None:
    """A term ends today at the earliest, and in three years at the latest."""
    if ends_on is None:
        return None
    today = clock.now().date()
    if ends_on < today:
        sentence = "This day has passed. Please choose one that is to come."
    elif ends_on - today > TERM_MOST:
        sentence = "A term has at most three years. It can always be extended."
    else:
        return ends_on
    raise Invalid(sentence, ends_on=sentence)


def tidy_answers(questions: Sequence[str], typed: Sequence[str]) -> list[str]:
    """One answer to each question, in their order."""
    answers = [tidy_text(text).strip() for text in typed]
    answers += [""] * (len(questions) - len(answers))
    wrong = {}
    for number, answer in enumerate(answers[: len(questions)], 1):
        if not answer:
            wrong[f"answer_{number}"] = "Please answer in a few words."
        elif len(answer) > ANSWER_MOST:
            wrong[f"answer_{number}"] = f"At most {ANSWER_MOST:,} characters, please."
    if wrong:
        raise Invalid(f"{plural(len(wrong), 'answer')} not usable yet.", **wrong)
    return answers[: len(questions)]

"""Putting what was said under what it answers: questions, answers, replies."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from community.rooms.models import ItemKind
from community.transcripts.shape import Question, Said

Groups = tuple[tuple[Said, ...], tuple[Question, ...], tuple[Said, ...]]


def grouped(said: Sequence[Said], unseen: frozenset[int] = frozenset()) -> Groups:
    """What came before the first question, the questions with their answers, and the rest.

    A reply stands under what it answers, and a reply to a reply beside it: never deeper, so that
    a long to and fro stays readable on a phone. Whatever it is under decides its question.
    """
    roots = _roots(said)
    under: dict[str, list[Said]] = defaultdict(list)
    for one in said:
        if roots[one.key] != one.key:
            under[roots[one.key]].append(one)
    whole = [
        replace(one, replies=tuple(under[one.key])) if one.key in under else one
        for one in said
        if roots[one.key] == one.key
    ]
    asked = [one for one in whole if one.kind is ItemKind.QUESTION]
    first = asked[0].place if asked else 0
    answers: dict[int | None, list[Said]] = defaultdict(list)
    for one in whole:
        if one.kind is not ItemKind.QUESTION:
            answers[one.question].append(one)
    questions = tuple(
        Question(one.number or 0, one, tuple(answers.pop(one.number, ())), one.number in unseen)
        for one in asked
    )
    rest = sorted((one for group in answers.values() for one in group), key=lambda one: one.place)
    opening = tuple(one for one in rest if one.place < first)
    return opening, questions, tuple(rest[len(opening) :])


def _roots(said: Sequence[Said]) -> dict[str, str]:
    """By key, the key of what it stands under; its own, if under nothing but a question."""
    kinds = {one.key: one.kind for one in said}
    roots: dict[str, str] = {}
    for one in said:
        above = one.reply_to
        stands = above not in roots or kinds[above] is ItemKind.QUESTION
        stands = stands or one.kind is ItemKind.QUESTION
        roots[one.key] = one.key if stands else roots[above]
    return roots

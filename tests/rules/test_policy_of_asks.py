"""What the policy says of asks: those who were asked by name, those who can teach it, everybody."""

from dataclasses import replace

import pytest

from community.access.ask_rules import AskState, AskTo
from community.access.policy import Permission, can
from tests.rules.test_policy import HIDE, ROLES, Ask, answer


@pytest.mark.parametrize(
    ("ask", "read"),
    [
        (Ask(put_to=AskTo.MEMBER), ["member"]),
        (Ask(put_to=AskTo.MEMBER, asked=("host",)), ["member", "host"]),
        (Ask(put_to=AskTo.MEMBER, asked=("host",), taught=True), ["member", "host"]),
        (Ask(put_to=AskTo.SKILL, asked=("host",)), ["member", "host"]),
        (Ask(put_to=AskTo.SKILL, taught=True), [role for role in ROLES if role != "signed out"]),
        (Ask(asker_id=None), []),
    ],
)
def test_what_is_asked_of_some_is_read_by_them(ask: Ask, read: list[str]) -> None:
    """`taught`: whoever looks can teach it."""
    may = [role for role, actor in ROLES.items() if can(actor, Permission.ASK_READ, ask)]
    assert may == read


def test_what_is_closed_is_answered_by_nobody_and_a_block_hides_it() -> None:
    for role, actor in ROLES.items():
        assert not can(actor, Permission.ASK_ANSWER, Ask(state=AskState.CLOSED))
        assert can(actor, Permission.ASK_ANSWER, Ask(state=AskState.ANSWERED)) is (
            role not in ("signed out", "member")
        )
    apart = replace(ROLES["host"], apart=frozenset({"member"}))
    assert answer(apart, Permission.ASK_ANSWER, Ask(asked=("host",))) == HIDE

"""What becomes of asks, once more and as simply as can be said: no database, no clock, no rows."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

REMINDED, OVER, BOARD = timedelta(hours=48), timedelta(days=5), timedelta(days=5)
GOING = ("waiting", "back", "open")


@dataclass
class Turn:
    since: datetime
    state: str = "waiting"
    reminded: bool = False

    @property
    def next_at(self) -> datetime:
        return self.since + (OVER if self.reminded else REMINDED)


@dataclass
class One:
    """An ask."""

    asker: str
    to: str
    state: str = ""
    turns: dict[str, Turn] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)  # whose, by id
    board_at: datetime | None = None
    back: int = 0

    @property
    def waiting(self) -> list[str]:
        return [who for who, turn in self.turns.items() if turn.state == "waiting"]

    @property
    def next_at(self) -> datetime | None:
        moments = [self.turns[who].next_at for who in self.waiting]
        return min(moments) if moments else self.board_at

    def put_to(self, whom: list[str], now: datetime) -> None:
        self.state = "open" if self.to == "everybody" else "waiting"
        self.turns |= {who: Turn(now) for who in whom}
        self.board_at = None if self.waiting else now + BOARD

    def ended(self, who: str, state: str) -> None:
        self.turns[who].state = state
        if not self.waiting:
            self.comes_back()

    def comes_back(self) -> None:
        self.state = "open" if self.state == "open" else "back"
        self.back, self.board_at = self.back + 1, None

    def let_go(self, state: str) -> None:
        for who in self.waiting:
            self.turns[who].state = "let_go"
        self.state, self.board_at = state, None


@dataclass
class Model:
    asks: dict[str, One] = field(default_factory=dict)
    silences: dict[str, int] = field(default_factory=dict)  # one after the other
    resting: set[str] = field(default_factory=set)
    away: set[str] = field(default_factory=set)

    def may_be_asked(self, who: str) -> bool:
        return who not in self.resting | self.away

    def going_on(self, who: str) -> int:
        return sum(one.asker == who and one.state in GOING for one in self.asks.values())

    def is_here(self, who: str) -> None:
        """Their silence is forgotten wherever it stands."""
        self.resting.discard(who)
        self.silences[who] = 0
        for one in self.asks.values():
            if who in one.turns and one.turns[who].state == "silent":
                one.turns[who].state = "let_go"

    def answered(self, one: One, who: str, answer_id: str) -> None:
        one.answers[answer_id] = who
        self.is_here(who)
        if who in one.turns:
            one.turns[who].state = "answered"
        if one.state in GOING:
            one.let_go("answered")

    def not_now(self, one: One, who: str) -> None:
        if one.turns[who].state == "waiting":
            self.silences[who] = 0
            one.ended(who, "not_now")

    def withdrawn(self, one: One, answer_id: str, now: datetime) -> None:
        del one.answers[answer_id]
        if one.state == "answered" and not one.answers:
            if one.to == "everybody":
                one.state, one.board_at = "open", now + BOARD
            else:
                one.comes_back()

    def time_is(self, now: datetime) -> None:
        due = [one for one in self.asks.values() if one.next_at and one.next_at <= now]
        for one in sorted(due, key=lambda it: str(it.next_at)):
            if not one.waiting:
                one.comes_back()
            for who in one.waiting:
                self.turn_is_over(one, who, now)

    def turn_is_over(self, one: One, who: str, now: datetime) -> None:
        turn = one.turns[who]
        if turn.next_at > now:
            return
        unreminded = turn.since + OVER <= now and not turn.reminded
        if unreminded or not self.may_be_asked(who):
            one.ended(who, "let_go")
        elif turn.since + OVER <= now:
            self.silences[who] = self.silences.get(who, 0) + 1
            if self.silences[who] >= 3:
                self.resting.add(who)
            one.ended(who, "silent")
        else:
            turn.reminded = True

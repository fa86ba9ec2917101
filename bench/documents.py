"""Documents to search in, and what is asked of them: generated, the same every time.

Words are drawn by Zipf's law from a made-up vocabulary; documents belong to 5,000 circles, a third
of them public, and carry two of 2,000 skills and the marks of sites and grades.
"""

import random
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from search.api import Document

SEED = 7
CIRCLES = 5_000
KINDS = ("message", "message", "message", "insight", "session", "circle")
SITES = tuple(f"Site {number}" for number in range(40))
GRADES = tuple(f"ST{number}" for number in range(1, 9))


class World:
    """Seeded documents and queries."""

    def __init__(self, size: int) -> None:
        self._dice = random.Random(SEED)  # noqa: S311 (no secret, only the same every time)
        self._words = [self._word() for _ in range(20_000)]
        self._zipf = list(accumulate(1 / (rank + 10) for rank in range(len(self._words))))
        self._circles = list(accumulate(1 / (rank + 10) ** 0.7 for rank in range(CIRCLES)))
        self.documents = [self._document(number) for number in range(size)]

    def members(self, count: int) -> list[Document]:
        """People whom every member may find, each with three skills."""
        return [self._member(number) for number in range(count)]

    def audiences(self, circles: int) -> frozenset[str]:
        """Those of a reader in so many circles, the large ones more often."""
        mine = self._dice.choices(range(CIRCLES), cum_weights=self._circles, k=circles)
        return frozenset({"public", *(f"c{circle}" for circle in mine)})

    def words(self, count: int) -> list[str]:
        return self._dice.choices(self._words, cum_weights=self._zipf, k=count)

    def asked(self, kind: str) -> str:
        """A question of this class, in words people would ask for: not the most common hundred."""
        document = self._dice.choice(self.documents)
        if kind == "phrase":
            body = document.body.split()
            start = self._dice.randrange(len(body) - 1)
            return f'"{body[start]} {body[start + 1]}"'
        word = self._askable(1)[0]
        if kind == "prefix":
            return f"{word[:4]}*"
        if kind == "typing error":
            place = self._dice.randrange(1, len(word) - 1)
            return f"{word[:place]}{word[place + 1]}{word[place]}{word[place + 2 :]}"
        if kind == "who can teach it":
            return f'teach:"{self._dice.choice(self._words[:2_000])}"'
        if kind == "skill and mark":
            return f'{word} skill:"{document.skills[0]}" grade:{self._dice.choice(GRADES)}'
        return " ".join(self._askable(1 if kind == "one word" else 3))

    def _member(self, number: int) -> Document:
        first, second, third = self._dice.sample(self._words[:2_000], 3)
        return Document(
            key=f"person:{number}",
            kind="person",
            title=" ".join(self.words(2)),
            body=" ".join(self.words(self._dice.randint(5, 40))),
            audience="public",
            teaches=(first, second),
            learns=(third,),
            updated_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
            marks={"site": (self._dice.choice(SITES),)},
        )

    def _askable(self, count: int) -> list[str]:
        found: list[str] = []
        while len(found) < count:
            found += [word for word in self.words(20) if word not in self._words[:100]]
        return found[:count]

    def _word(self) -> str:
        syllables = [
            self._dice.choice("bcdfgklmnrstvz") + self._dice.choice("aeiou") for _ in "abc"
        ]
        return "".join(syllables[: self._dice.randint(2, 3)]) + self._dice.choice("snrtl")

    def _document(self, number: int) -> Document:
        circle = self._dice.choices(range(CIRCLES), cum_weights=self._circles)[0]
        return Document(
            key=f"item:{number}",
            kind=self._dice.choice(KINDS),
            title=" ".join(self.words(5)),
            body=" ".join(self.words(self._dice.randint(20, 200))),
            audience="public" if self._dice.random() < 0.3 else f"c{circle}",
            skills=tuple(self._dice.sample(self._words[:2_000], 2)),
            circle=f"circle {circle}",
            updated_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
            marks={
                "site": (self._dice.choice(SITES),),
                "grade": tuple(self._dice.sample(GRADES, self._dice.randint(1, 3))),
            },
        )

"""A running server with the cast beside it: the tests write into the same database."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Self

from sqlalchemy import select

from community.core import transaction
from community.core.transaction import reading
from community.rooms.models import Item
from community.settings import Settings
from community.web.identity import cookie_for
from tests.live.raw_client import RawClient
from tests.live.seat import Seat
from tests.live.without_rounds import NO_ROUNDS
from tests.outside.live_server import LiveServer
from tests.town import Evening, Meeting, Person, Town

# Patience with a busy machine, not a promise: without rounds nothing comes later than at once.
AT_ONCE = 30.0
FAST = {"COMENTOR_POSTS_PER_SECOND": "1000", "COMENTOR_POSTS_BURST": "1000"}


class Stage:
    """`stage.seat(stage.town.milo)` is a signed-in socket; all are closed when the test ends."""

    def __init__(self, server: LiveServer, database_url: str | None = None) -> None:
        self.server = server
        self.settings = Settings(data=server.data_dir, database_url=database_url or "")
        self.town = Town()
        self._open = ExitStack()

    def awake(self) -> Self:
        """With its server, which may have rested."""
        self.server.wake()
        return self

    def __enter__(self) -> Self:
        self._database = transaction.connect(self.settings.database_address)
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()
        self._database.close()

    @contextmanager
    def no_rounds(self) -> Iterator[None]:
        """What the server does by the clock every five seconds, it does not do meanwhile."""
        told = self.server.data_dir / NO_ROUNDS
        told.touch()
        try:
            yield
        finally:
            told.unlink()

    def cookie(self, person: Person) -> str:
        return cookie_for(self.settings, person.sign_in())

    def seat(self, person: Person, *transports: str, server: LiveServer | None = None) -> Seat:
        url = (server or self.server).url
        return self._open.enter_context(Seat(url, self.cookie(person), *transports))

    def seat_with(self, cookie: str) -> Seat:
        """Of a browser that has this cookie."""
        return self._open.enter_context(Seat(self.server.url, cookie))

    def seated(self, person: Person, where: Meeting | Evening, *transports: str) -> Seat:
        """Somebody who is in the room already."""
        seat = self.seat(person, *transports)
        answer = seat.enter(where.room_id)
        assert answer["ok"], answer
        return seat

    def raw(self, person: Person, **options: object) -> RawClient:
        client = RawClient(self.server.port, cookie=self.cookie(person), **options)
        return self._open.enter_context(client)


StartStage = Callable[..., Stage]


def stored(room_id: str) -> list[str]:
    """The ids of a room's items in the order of the database."""
    with reading() as db:
        return list(
            db.scalars(select(Item.id).where(Item.room_id == room_id).order_by(Item.position))
        )

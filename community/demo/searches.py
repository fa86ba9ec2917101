"""What people of the demonstration keep looking for."""

from sqlalchemy.orm import Session

from community.demo.stage import People, acting
from community.discovery.saved.keeping import Wanted, save

MILO = Wanted("teach:facilitation", "person", "Who could help me to facilitate", tell=True)


def keep_searches(db: Session, people: People) -> None:
    """What they find at first is asked by the clock, once there is an index."""
    save(db, acting(db, people["milo"]), MILO, None)

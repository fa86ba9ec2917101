"""Follows the database into an index until somebody kills it:
`python -m tests.discovery.following DATABASE DATA ENGINE`."""

import sys
from pathlib import Path

import community.app  # noqa: F401 - so that every feature listens
from community.core import transaction
from community.discovery.indexing import Index
from community.settings import Settings


def main() -> None:
    address, data, engine = sys.argv[1:]
    settings = Settings(data=Path(data), database_url=address, search=engine)
    transaction.connect(address)
    index = Index(settings)
    index.prepare()
    print("following", flush=True)
    while True:
        index.follow()


if __name__ == "__main__":
    main()

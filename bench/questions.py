"""What each page asks the database, and what processor time it takes, however busy the machine is.

COMENTOR_DATA=… python -m bench.questions COOKIE PATH…
"""

import json
import statistics
import sys
import time

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from community.app import create_app
from community.core.transaction import database
from community.settings import Settings

TIMES = 7


def questions(app: Flask, cookie: str, paths: list[str]) -> dict[str, dict[str, float]]:
    """By path: statements sent, templates and tables being warm, and milliseconds of processor."""
    name, _, value = cookie.partition("=")
    browser = app.test_client()
    browser.set_cookie(name, value)
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    event.listen(database().engine, "before_cursor_execute", note)
    return {path: _ask(browser, path, sent) for path in paths}


def _ask(browser: FlaskClient, path: str, sent: list[str]) -> dict[str, float]:
    took = []
    for _ in range(TIMES):
        sent.clear()
        began = time.process_time()
        answer = browser.get(path)
        took.append((time.process_time() - began) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
    return {"queries": len(sent), "cpu": statistics.median(took)}


def main() -> None:
    app = create_app(Settings())
    index = app.extensions["search_index"]
    index.prepare()
    print(json.dumps(questions(app, sys.argv[1], sys.argv[2:])))
    index.close()


if __name__ == "__main__":
    main()

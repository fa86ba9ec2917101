"""The edge opens a transaction and one place ends it; an action that commits is half an action."""

import ast
from pathlib import Path

from tests.architecture.tree import modules, parse, place

ENDS = {"commit", "rollback"}
ONLY_PLACE = "community/core/transaction.py"


def test_only_the_transaction_module_commits_or_rolls_back() -> None:
    # The search engine commits its own index, which is not the database.
    ended = {place(path) for path in modules("wsgi.py", "realtime", "community") if ends(path)}
    assert ended <= {ONLY_PLACE}


def test_the_transaction_module_is_where_this_rule_says() -> None:
    assert ONLY_PLACE in {place(path) for path in modules("community") if ends(path)}


def ends(path: Path) -> bool:
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ENDS
        for node in ast.walk(parse(path))
    )

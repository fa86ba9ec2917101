"""The words of the house: a person with an account is a member; no machine of ours is named."""

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import kept_files, modules, place

# Names that libraries chose.
THEIRS = {
    "current_user", "login_user", "logout_user", "user_loader", "_login_user", "UserMixin",
    "AnonymousUserMixin", "user_agent", "user_id", "HTTP_USER_AGENT",
}  # fmt: skip
USER = re.compile(r"(?:^|_)users?(?:_|$)|(?:^|[a-z])Users?(?:[A-Z_]|$)")
SOMEBODYS_FOLDER = re.compile(r"(?<![\w./-])/(?:work|root|home|Users)/\w")
PROSE = {".py", ".md", ".toml", ".txt", ".html", ".js", ".mjs", ".css", ".json", ".cfg", ""}


def test_a_person_with_an_account_is_called_a_member() -> None:
    assert not [f"{place(path)}: {name}" for path in modules() for name in borrowed(path)]


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    assert not [
        f"{place(path)}: {found.group()}"
        for path in kept_files()
        if path.suffix in PROSE
        for found in SOMEBODYS_FOLDER.finditer(path.read_text())
    ]


def borrowed(path: Path) -> Iterator[str]:
    tokens = tokenize.generate_tokens(io.StringIO(path.read_text()).readline)
    for token in tokens:
        if token.type == tokenize.NAME and token.string not in THEIRS and USER.search(token.string):
            yield token.string

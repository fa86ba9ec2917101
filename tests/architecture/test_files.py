"""A file fits one sitting."""

from tests.architecture.tree import kept_files, place

LONGEST = 300
KINDS = {".py", ".js", ".mjs", ".css", ".html"}
LONGER_FOR_A_REASON = {
    "migrations/versions/0001_first_tables.py": 450,  # every table at once; never changed again
    "migrations/versions/0002_profiles_skills_invitations.py": 560,  # one step of one shape
    "migrations/versions/0003_rooms_at_full_depth.py": 450,  # one step of one shape
    "migrations/versions/0004_hosted_sessions.py": 860,  # one step of one shape
    "migrations/versions/0007_insights_at_full_depth.py": 480,  # one step of one shape
    "tests/architecture/test_policy_walk.py": 370,  # every answer that depends on more
    "tests/architecture/walk.py": 760,  # every route beside what it is sent
    "tests/rules/test_policy.py": 510,  # the whole table
    "tests/live/test_protocol.py": 400,  # every event and every mistake, side by side
    "tests/journeys/test_pages_in_a_browser.py": 470,  # every page there is, in one list
    "tests/commands/test_backups.py": 350,  # every way an archive can be wrong
}


def test_no_file_is_longer_than_one_sitting() -> None:
    lengths = {
        place(path): len(path.read_text().splitlines())
        for path in kept_files()
        if path.suffix in KINDS
    }
    assert len(lengths) > 100
    long = {name: n for name, n in lengths.items() if n > LONGER_FOR_A_REASON.get(name, LONGEST)}
    assert not long


def test_an_exception_that_is_no_longer_needed_goes() -> None:
    names = {place(path) for path in kept_files()}
    assert set(LONGER_FOR_A_REASON) <= names

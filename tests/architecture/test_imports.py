"""Imports run one way, so that each part can be read without those built on it."""

from pathlib import Path

from tests.architecture.tree import ROOT, imports, modules, parse, place

LAYERS = ["search", "community", "realtime", "wsgi"]
BEFORE = ["choices", "mail", "files"]  # what features use and members could know nothing of
FEATURES = ["members", "skills", "circles", "thanks", "invitations", "rooms"]
FEATURES += ["sessions", "transcripts", "evidence", "insights", "follows", "asks"]
FEATURES += ["feeds", "discovery"]
LISTENING = ["notifications", "administration"]
TOGETHER = ["today", "health", "letterbox", "styleguide", "background", "app"]
TOOLS = ["importing", "migrating", "backups", "demo", "cli"]
SHARED = ["core", "paths", "settings", "access", *BEFORE, "web"]
INSIDE = [*SHARED, *FEATURES, *LISTENING, *TOGETHER, *TOOLS]
# Who is signed in is what all pages share, and who that is, members knows.
ALLOWED = {("community/web/identity.py", "members")}
FLASK_ROOMS = ("community/web/", "community/cli/", "community/importing/replay.py")  # a client
FLASK_ROLES = {"views", "forms", "api", "app", "today", "health", "letterbox", "styleguide"}
PAGES = ("flask", "werkzeug", "community.web")
GREEN = {
    "community/core/threads.py",
    "realtime/engine/threads.py",
    "realtime/engine/on_eventlet.py",
    "realtime/fanout/direct.py",
    "realtime/fanout/driver.py",
    "realtime/fanout/writing.py",
}


def test_each_layer_imports_only_the_layers_below_it() -> None:
    assert not [
        f"{place(path)} imports {name}"
        for path in modules()
        for name in imports(path)
        if name.split(".")[0] in LAYERS and layer(name) > layer(place(path))
    ]


def test_each_part_of_community_has_its_place_and_imports_only_earlier_ones() -> None:
    unknown = {part(place(path)) for path in modules("community")} - {"", *INSIDE}
    assert not unknown, f"Give these a place in INSIDE: {unknown}"
    assert not [
        f"{place(path)} imports {name}"
        for path in modules("community")
        for name in imports(path)
        if part(name) in INSIDE[INSIDE.index(part(place(path)) or "core") + 1 :]
        and (place(path), part(name)) not in ALLOWED
    ]


def test_the_packages_that_start_first_import_nothing() -> None:
    for package in ("community", "realtime", "search"):
        path = ROOT / package / "__init__.py"
        assert not path.exists() or not list(imports(path)), f"{place(path)} imports something"


def test_flask_is_known_only_where_pages_and_commands_are_made() -> None:
    assert not [
        place(path)
        for path in modules("community", "search")
        if not makes_pages(path) and any(name.startswith(PAGES) for name in imports(path))
    ]


def test_eventlet_is_named_by_its_engine_and_the_fast_ways_that_rest_on_it() -> None:
    named = {place(path) for path in modules() if any("eventlet" in n for n in imports(path))}
    assert named <= GREEN


def test_every_module_parses_and_is_counted() -> None:
    assert all(parse(path) for path in modules()), "there is something to look at"
    assert len(modules()) > 50


def layer(name: str) -> int:
    return LAYERS.index(name.replace("/", ".").split(".")[0])


def part(name: str) -> str:
    """`rooms` for `community.rooms.actions` and for `community/rooms/actions.py`."""
    words = name.removesuffix(".py").removesuffix("/__init__").replace("/", ".").split(".")
    return words[1] if words[0] == "community" and len(words) > 1 else ""


def makes_pages(path: Path) -> bool:
    """`views`, or what has it as its last word: `desk_views`."""
    where = place(path)
    roles = {piece.removesuffix(".py").rpartition("_")[2] for piece in where.split("/")}
    return where.startswith(FLASK_ROOMS) or bool(roles & FLASK_ROLES)

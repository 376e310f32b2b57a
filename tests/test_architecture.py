"""The shape of the house: imports only go down, islands stand alone, nothing comes from outside."""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "microweb"

# Bottom to top. A room imports from the layers below its own, and within its own wing.
LAYERS: list[set[str]] = [
    {"late_names"},
    {"commands", "http", "server", "templating"},
    {"config", "logs", "media_types", "paths", "proxies"},
    {"responses"},
    {"event_stream", "exceptions", "json"},
    {"files", "routing", "stores"},
    {"requests", "security"},
    {"middleware", "sessions"},
    {"context"},
    {"testing", "views"},
    {"app"},
    {"audit", "explain", "globals", "helpers", "openapi", "rate_limits"},
    {"auth", "cli", "redirects"},
    {"__main__"},
]
RANK = {room: rank for rank, layer in enumerate(LAYERS) for room in layer}
ISLANDS = {"commands", "templating", "server"}
MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    """Give the dotted name of a module's file."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {name_of(module) for module in MODULES}


def room_of(name: str) -> str:
    """Give the file or folder of the package that a module belongs to."""
    return name.split(".")[1] if "." in name else ""


@cache
def imports_of(path: Path) -> list[tuple[str, int]]:
    """Give every imported module with its line, those in functions included."""
    return list(find_imports(ast.parse(path.read_text())))


def find_imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Give what a module imports: a module of the package where there is one of that name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            for alias in node.names:
                full = f"{base}.{alias.name}"
                yield (full if full in NAMES else base), node.lineno


def ids(path: Path) -> str:
    return name_of(path)


def test_every_room_has_its_layer():
    rooms = {room_of(name_of(path)) for path in MODULES} - {""}
    assert rooms == set(RANK)


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_imports_only_go_down(path):
    room = room_of(name_of(path))
    if not room:
        return
    upward = [
        f"line {line}: {name}"
        for name, line in imports_of(path)
        if name.startswith("microweb")
        and room_of(name) != room
        and not (room_of(name) and RANK[room_of(name)] < RANK[room])
    ]
    assert not upward


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_islands_import_nothing_of_the_rest(path):
    room = room_of(name_of(path))
    if room in ISLANDS:
        outside = [
            name
            for name, _ in imports_of(path)
            if name.split(".")[0] == "microweb" and room_of(name) != room
        ]
        assert not outside


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_only_the_standard_library_is_imported(path):
    outside = {
        name
        for name, _ in imports_of(path)
        if name.split(".")[0] not in {*sys.stdlib_module_names, "microweb"}
    }
    assert not outside


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_no_type_checking_blocks_and_no_relative_imports(path):
    tree = ast.parse(path.read_text())
    relative = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level]
    assert not relative
    assert "TYPE_CHECKING" not in {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_asserts_never_check_input(path):
    tree = ast.parse(path.read_text())
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Assert)]


def test_no_module_imports_itself_in_a_circle():
    graph = {
        name_of(path): {name for name, _ in imports_of(path) if name.startswith("microweb")}
        for path in MODULES
    }
    done: set[str] = set()

    def walk(name: str, trail: list[str]) -> None:
        assert name not in trail, " -> ".join([*trail, name])
        if name not in done:
            for target in graph.get(name, ()):
                walk(target, [*trail, name])
            done.add(name)

    for name in graph:
        walk(name, [])


def test_the_proxies_are_read_by_the_facade_alone():
    readers = {
        name_of(path)
        for path in MODULES
        if any(name == "microweb.globals" for name, _ in imports_of(path))
        or '"microweb.globals"' in path.read_text()  # as a home of late names
    }
    assert readers == {"microweb"}


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_public_modules_say_what_is_public(path):
    if path.name == "__main__.py":
        return
    tree = ast.parse(path.read_text())
    names = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert "__all__" in names


def test_start_up_leaves_rare_modules_alone():
    import subprocess

    late = """
        argparse dataclasses decimal difflib email hashlib hmac html http.server inspect logging
        microweb.templating.environment microweb.testing.client mimetypes socketserver sqlite3
        tempfile urllib.parse uuid wsgiref.validate
    """
    code = (
        "import sys, microweb\n"
        "app = microweb.App('demo')\n"
        "app.add_url_rule('/', 'index', lambda: 'Hello!')\n"
        "environ = {'REQUEST_METHOD': 'GET', 'PATH_INFO': '/', 'SERVER_NAME': 'localhost',\n"
        "           'SERVER_PORT': '80', 'wsgi.url_scheme': 'http'}\n"
        "print(b''.join(app(environ, lambda *_: None)))\n"
        f"print([name for name in {late!r}.split() if name in sys.modules])\n"
    )
    run = subprocess.run(
        [sys.executable, "-S", "-c", code],
        capture_output=True,
        text=True,
        cwd=PACKAGE.parent,
        check=True,
    )
    assert run.stdout.splitlines() == ["b'Hello!'", "[]"]


def test_the_page_about_the_design_draws_these_layers():
    page = (PACKAGE.parent / "docs" / "design.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.*?) \|", page, re.MULTILINE)
    assert [set(re.findall(r"`(\w+)`", row)) for row in rows] == LAYERS[::-1]


def test_the_page_about_the_design_has_a_line_for_each_wing():
    page = (PACKAGE.parent / "docs" / "design.md").read_text(encoding="utf-8")
    wings = [path.parent.name for path in MODULES if path.name == "__init__.py"]
    wings.remove(PACKAGE.name)
    assert re.findall(r"^- `(\w+)`: ", page, re.MULTILINE) == sorted(wings)
    islands = re.findall(r"^- `(\w+)`: .*an island\.$", page, re.MULTILINE)
    assert set(islands) == ISLANDS


def test_the_page_about_the_design_names_files_that_exist():
    page = (PACKAGE.parent / "docs" / "design.md").read_text(encoding="utf-8")
    named = re.findall(r"\b(?:microweb|tests)/[\w/]+\.py\b", page)
    assert len(named) > 8
    assert [name for name in named if not (PACKAGE.parent / name).is_file()] == []

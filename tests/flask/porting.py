"""Move a program for Flask over to microweb by changing its import statements, and nothing else."""

import ast
from pathlib import Path

MODULES = {
    "click": "microweb.cli",
    "flask": "microweb",
    "werkzeug.exceptions": "microweb.exceptions",
    "werkzeug.security": "microweb.security",
}
"""Modules whose names are the same with us."""

NAMES = {
    "flask.Flask": "microweb.App",
    "flask.json.provider.DefaultJSONProvider": "microweb.json.JSONProvider",
    "werkzeug.datastructures.Authorization": "microweb.http.authorization.Authorization",
    "werkzeug.datastructures.MultiDict": "microweb.http.MultiDict",
    "werkzeug.datastructures.WWWAuthenticate": "microweb.http.www_authenticate.WWWAuthenticate",
    "werkzeug.http.dump_header": "microweb.http.lists.format_list",
    "werkzeug.http.http_date": "microweb.http.format_http_date",
    "werkzeug.http.parse_dict_header": "microweb.http.lists.parse_directives",
    "werkzeug.test.create_environ": "microweb.testing.make_environ",
    "werkzeug.wrappers.Response": "microweb.Response",
}
"""Names that have another home or another name with us."""


def port_folder(folder: Path) -> list[str]:
    """Port every module below a folder; give each statement that changed, before and after."""
    changes = []
    for path in sorted(folder.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        ported, changed = port_source(source)
        if changed:
            path.write_text(ported, encoding="utf-8")
            changes += [f"{path.relative_to(folder)}: {change}" for change in changed]
    return changes


def port_source(source: str) -> tuple[str, list[str]]:
    """Port one module; its line numbers stay."""
    lines = source.splitlines(keepends=True)
    changes = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            new = _port_statement(node)
            if new is not None:
                changes.append(f"{ast.unparse(node)} -> {new}")
                _replace(lines, node, new)
    return "".join(lines), changes


def _replace(lines: list[str], node: ast.Import | ast.ImportFrom, new: str) -> None:
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    rest = lines[last].encode()[node.end_col_offset or 0 :].decode()
    lines[first] = f"{lines[first][: node.col_offset]}{new}{rest}"
    for number in range(first + 1, last + 1):
        lines[number] = "\n"


def _port_statement(node: ast.Import | ast.ImportFrom) -> str | None:
    """Give the statements that take the place of one, or None where it stays as it is."""
    if isinstance(node, ast.Import):
        names = [(alias, MODULES.get(alias.name)) for alias in node.names]
        if not any(home for _, home in names):
            return None
        return "; ".join(_import_module(alias, home or alias.name) for alias, home in names)
    module = node.module or ""
    homes = [(alias, _find_home(module, alias.name)) for alias in node.names]
    if node.level or not any(home for _, home in homes):
        return None
    return "; ".join(_import_name(alias, home or (module, alias.name)) for alias, home in homes)


def _find_home(module: str, name: str) -> tuple[str, str] | None:
    full = NAMES.get(f"{module}.{name}")
    if full is not None:
        home, _, own = full.rpartition(".")
        return home, own
    return (MODULES[module], name) if module in MODULES else None


def _import_module(alias: ast.alias, home: str) -> str:
    package, _, module = home.rpartition(".")
    name = alias.asname or alias.name
    if home == name:
        return f"import {home}"
    return f"from {package} import {module} as {name}" if package else f"import {home} as {name}"


def _import_name(alias: ast.alias, home: tuple[str, str]) -> str:
    name = alias.asname or alias.name
    renamed = "" if name == home[1] else f" as {name}"
    return f"from {home[0]} import {home[1]}{renamed}"

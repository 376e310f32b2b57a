"""What the source must not have in it, whatever it is for: read as syntax trees."""

import ast
import json
import re
import subprocess
import sys
from importlib import util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted([*(ROOT / "microweb").rglob("*.py"), *(ROOT / "examples").rglob("*.py")])

# Where a program of the user's own is run, or one that the template compiler made.
EXEC_ALLOWED = {
    "microweb/cli/shell.py",
    "microweb/config.py",
    "microweb/templating/template.py",
}
UNSAFE_MODULES = {"dill", "marshal", "pickle", "shelve", "telnetlib"}
UNSAFE_CALLS = {"__import__", "compile", "eval", "exec"}
# A dotted name that the program itself gives.
IMPORT_ALLOWED = {
    "microweb/config.py",
    "microweb/late_names.py",
    "microweb/templating/loaders.py",
}
COMPILE_ALLOWED = {*EXEC_ALLOWED, "microweb/templating/compiler.py"}

# Names of what a stranger must not be able to find out byte by byte.
SECRET_RE = re.compile(
    "(^|_)(secret|signature|seal|digest|hmac|mac|password|passwd|token|nonce|pwhash|sid)s?$"
)
# Comparisons of such names with what is no secret, each with its reason.
SECRETS_COMPARED = {
    "microweb/http/authorization.py": "a value object equals another; the server asks neither",
    "microweb/files/kept.py": "the signature is a file's time and size",
    "microweb/security/passwords.py": "the digest is the name of a hash function",
    "microweb/sessions/stored.py": "a session's id before and after it was saved",
    "microweb/files/static.py": "the signature is a file's time and size",
}
PUBLIC_RE = re.compile("^(None|True|False|''|0|1)$")

EXECUTORS = {"execute", "executemany", "executescript", "_run", "_change"}


def name_of(path):
    return str(path.relative_to(ROOT))


def parse(path):
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_default_16_t34_nothing_runs_what_it_was_sent(path):
    found = []
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Import):
            names = {alias.name.partition(".")[0] for alias in node.names}
            found += [f"line {node.lineno}: import {name}" for name in names & UNSAFE_MODULES]
        elif isinstance(node, ast.ImportFrom):
            if (node.module or "").partition(".")[0] in UNSAFE_MODULES:
                found.append(f"line {node.lineno}: from {node.module}")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name = node.func.id
            allowed = {"exec": EXEC_ALLOWED, "compile": COMPILE_ALLOWED}.get(name, set())
            if name == "__import__":
                allowed = IMPORT_ALLOWED
            if name in UNSAFE_CALLS and name_of(path) not in allowed:
                found.append(f"line {node.lineno}: {name}()")
    assert not found


def secret_operands(node):
    """Give the operands of a comparison with == or != whose names say that they are secret."""
    if not any(isinstance(operator, ast.Eq | ast.NotEq) for operator in node.ops):
        return []
    operands = [node.left, *node.comparators]
    if any(PUBLIC_RE.match(ast.unparse(operand)) for operand in operands):
        return []
    names = [
        operand.attr if isinstance(operand, ast.Attribute) else getattr(operand, "id", "")
        for operand in operands
    ]
    return [name for name in names if SECRET_RE.search(name)]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_t96_secrets_are_compared_in_constant_time(path):
    if name_of(path) in SECRETS_COMPARED:
        return
    found = [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Compare) and secret_operands(node)
    ]
    assert not found, "compare with hmac.compare_digest"


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ("signature == given", True),
        ("self.token != other", True),
        ("known == row.password_hash", False),
        ("csrf_token == form", True),
        ("token == ''", False),
        ("tokenizer == 1", False),
        ("token is None", False),
    ],
)
def test_t96_the_check_itself_sees_what_it_should(source, is_found):
    node = ast.parse(source, mode="eval").body
    assert bool(secret_operands(node)) is is_found


def constants_of(tree):
    """Give the names of the module's texts that nothing is put into."""
    return {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def statements_of(tree):
    """Give the statement of each call that runs SQL."""
    return [
        (node.lineno, node.args[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in EXECUTORS
        and node.args
    ]


def uses_sql(path):
    return "sqlite3" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [path for path in MODULES if uses_sql(path)], ids=name_of)
def test_t99_default_50_every_statement_is_a_constant(path):
    tree = parse(path)
    constants = constants_of(tree)
    varying = [
        f"line {line}: {ast.unparse(statement)}"
        for line, statement in statements_of(tree)
        if not (
            (isinstance(statement, ast.Constant) and isinstance(statement.value, str))
            or (isinstance(statement, ast.Name) and statement.id in {*constants, "statement"})
        )
    ]
    assert not varying


def test_t99_there_are_statements_to_look_at():
    found = {name_of(path): len(statements_of(parse(path))) for path in MODULES if uses_sql(path)}
    assert found["microweb/stores/sqlite.py"] > 10


def test_default_25_the_package_has_no_account():
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "microweb").rglob("*.py")]
    assert not [text for text in texts if re.search(r"password\s*=\s*[\"'](?!<)[^\"']{4,}", text)]


def test_bandit_finds_nothing_medium_or_high_without_a_reason():
    if util.find_spec("bandit") is None:
        pytest.skip("bandit is in the extra `dev`")
    folders = ["microweb", "examples", "serve.py"]
    run = subprocess.run(
        [sys.executable, "-m", "bandit", "-q", "-ll", "-f", "json", "-r", *folders],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    report = json.loads(run.stdout)
    assert not report["errors"]
    assert len(report["metrics"]) > 100
    assert not report["results"]


def test_what_bandit_is_told_to_pass_over_has_its_reason():
    lines = [line for path in MODULES for line in path.read_text(encoding="utf-8").splitlines()]
    passed = [line for line in lines if re.search(r"#\s*nosec\b", line)]
    assert passed
    assert [
        line for line in passed if not re.search(r"# nosec B\d+  # noqa: S\d+  # \w", line)
    ] == []

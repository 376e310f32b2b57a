"""The names of the kit, and where they are found."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import microweb.commands as kit

PACKAGE = Path(kit.__file__).parent


def test_the_stub_lists_every_name():
    tree = ast.parse((PACKAGE / "__init__.pyi").read_text(encoding="utf-8"))
    listed = [
        (node.module, alias.name)
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    assert sorted(name for _, name in listed) == sorted(kit.__all__)
    for module, name in listed:
        assert getattr(import_module(module), name) is getattr(kit, name)


def test_names_are_found_when_they_are_asked_for():
    code = (
        "import sys, microweb.commands as kit\n"
        "before = len([name for name in sys.modules if name.startswith('microweb.commands.')])\n"
        "kit.echo(before)\n"
        "print('microweb.commands.program' in sys.modules, hasattr(kit, 'nothing'))\n"
        "print('command' in dir(kit))\n"
    )
    run = subprocess.run(
        [sys.executable, "-S", "-c", code],
        capture_output=True,
        text=True,
        cwd=PACKAGE.parents[1],
        check=True,
    )
    assert run.stdout.splitlines() == ["0", "False False", "True"]

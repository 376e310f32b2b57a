"""Porting changes import statements alone."""

import pytest

from tests.flask.porting import port_source


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import os", "import os"),
        ("import click", "from microweb import cli as click"),
        ("import flask", "import microweb as flask"),
        ("from flask import g", "from microweb import g"),
        ("from flask import Flask", "from microweb import App as Flask"),
        ("from flask import Flask as F", "from microweb import App as F"),
        ("from flask import g as x", "from microweb import g as x"),
        ("from .flask import g", "from .flask import g"),
        ("from werkzeug.http import none", "from werkzeug.http import none"),
        ("x = 1  # import click", "x = 1  # import click"),
        (
            "from flask import (\n    Flask,\n    g,  # x\n)\nx = 1\n",
            "from microweb import App as Flask; from microweb import g\n\n\n\nx = 1\n",
        ),
        (
            "def f():\n    import os, click  # é\n    return click\n",
            "def f():\n    import os; from microweb import cli as click  # é\n    return click\n",
        ),
    ],
)
def test_a_module_is_ported(before, after):
    assert port_source(before)[0] == after
    if before != after:
        assert port_source(before)[1]

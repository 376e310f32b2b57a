"""The typed values come from their modules when they are first asked for."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from microweb.http import values


def test_every_name_is_there_and_documented():
    for name in values.__all__:
        assert getattr(values, name).__doc__, name
    assert set(values.__all__) <= set(dir(values))


def test_the_stub_lists_the_same_names():
    stub = Path(values.__file__).with_suffix(".pyi").read_text()
    assert re.findall(r'^    "(\w+)",$', stub, re.MULTILINE) == values.__all__


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nonsense"):
        values.nonsense  # noqa: B018


def test_the_framework_starts_without_them():
    code = (
        "import sys, microweb\n"
        "names = 'authorization byteranges cache_control conditions content_disposition '\n"
        "names += 'content_range forwarded header_set if_range lists negotiation ranges '\n"
        "names += 'user_agent www_authenticate'\n"
        "print([name for name in names.split() if f'microweb.http.{name}' in sys.modules])\n"
    )
    root = Path(values.__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True
    )
    assert run.stdout.strip() == "[]"

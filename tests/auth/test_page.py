"""The page of the documentation knows the wing."""

import re
from pathlib import Path

from microweb import auth

PAGE = Path(__file__).parents[2] / "docs" / "auth.md"


def test_every_public_name_is_on_the_page():
    words = set(re.findall(r"\w+", PAGE.read_text(encoding="utf-8")))
    assert sorted(set(auth.__all__) - words) == []

"""The wrapper wraps as `textwrap` does, and endless words in linear time."""

import itertools
import textwrap
import time

import pytest

from microweb.templating.wrapping import LinearWrapper

WORDS = ["a " * 10, "a" * 9000, " " * 9000, "b c", "\t" * 9000, "ab-cd " * 3]


def texts(count: int) -> list[str]:
    """Return every row of so many words; narrow lines take `textwrap` long."""
    return ["".join(words) for words in itertools.product(WORDS, repeat=count)]


@pytest.mark.parametrize("width", [7, 79, 5000])
@pytest.mark.parametrize("break_long_words", [True, False])
def test_it_wraps_as_textwrap_does(width: int, break_long_words: bool) -> None:
    for text in texts(3 if width == 5000 else 2):
        expected = textwrap.wrap(
            text,
            width,
            expand_tabs=False,
            replace_whitespace=False,
            break_long_words=break_long_words,
        )
        wrapper = LinearWrapper(
            width,
            expand_tabs=False,
            replace_whitespace=False,
            break_long_words=break_long_words,
        )
        assert wrapper.wrap(text) == expected


@pytest.mark.parametrize("word", ["\t", " ", "a"])
def test_an_endless_word_takes_linear_time(word: str) -> None:
    wrapper = LinearWrapper(5, expand_tabs=False, replace_whitespace=False)
    start = time.process_time()
    wrapper.wrap(word * 1_000_000)
    assert time.process_time() - start < 4

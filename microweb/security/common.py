"""Tell the passwords that anybody would try first, by how they are made.

A list of the most used passwords is long, and most of it is made in a few ways: a word from a
short list with digits at an end or in place of letters, a walk over the keyboard, a count, one
piece again and again, a date. These ways are tried here, so that the list can be short.
"""

from functools import cache
from itertools import pairwise
from unicodedata import normalize

from microweb.security.wordlist import WORDS

__all__ = ["is_common"]

_MAX_LENGTH = 64  # characters; what is longer is not looked at, and not common
_MAX_AFFIX = 4  # characters beside a word, such as a year
_MIN_RUN = 3
_MAX_RUNS = 4
_MAX_NUMBER = 10  # digits: of a date or of a telephone

# Keys that lie side by side, in the order in which fingers walk over them.
_TRACKS = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "yxcvbnm",
    "azertyuiop",
    "qwaszx12",
    "qweasdzxc",
    "123qweasdzxc",
    "147258369",
    "741852963",
    "789456123",
    "qsdfghjklm",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "1a2s3d4f5g6h7j8k9l",
    "a1s2d3f4g5h6",
    "1a2b3c4d5e6f7g8h",
    "a1b2c3d4e5f6g7h8",
    "qawsedrftgyhujikolp",
    "1qazxsw23edcvfr45tgbnhy67ujm",
    "qazwsxedcrfvtgbyhnujm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "!@#$%^&*()",
)
# Digits and signs that stand for letters; "1" and "!" stand for two.
_LETTERS = str.maketrans("0345789@$+", "oeastbgast")
_AMBIGUOUS = (str.maketrans("1!|", "iii"), str.maketrans("1!|", "lll"))


def is_common(password: str) -> bool:
    """Tell whether a password is one of the first that anybody would try.

    OWASP ASVS 5.0 section 6.2.4.
    """
    text = normalize("NFKC", password[: _MAX_LENGTH + 1]).casefold()
    if len(text) > _MAX_LENGTH:
        return False
    return (
        (text.isdigit() and len(text) <= _MAX_NUMBER)
        or _is_walk(text)
        or _is_walk(_single(text))
        or _is_word(text)
        or _is_repeated(text)
    )


def _single(text: str) -> str:
    """Take `112233` as `123`."""
    return text[:1] + "".join(after for before, after in pairwise(text) if after != before)


def _is_repeated(text: str) -> bool:
    """Tell whether a text is one short or common piece again and again, such as `abcabcab`."""
    for size in range(1, len(text) // 2 + 1):
        piece = text[:size]
        if (piece * (len(text) // size + 1)).startswith(text):
            return size <= _MAX_AFFIX or _is_word(piece) or _is_walk(piece)
    return False


def _is_word(text: str) -> bool:
    """Tell whether a text is one word or two of the list, with little beside them."""
    plain = text.translate(_LETTERS)
    spellings = {text, plain, *(plain.translate(table) for table in _AMBIGUOUS)}
    return any(_is_word_as_spelt(text, spelling) for spelling in spellings)


def _is_word_as_spelt(text: str, spelling: str) -> bool:
    """Look for the words of a spelling between all ends that could be beside them."""
    for start in range(min(_MAX_AFFIX, len(text)) + 1):
        for end in range(len(text), start, -1):
            beside = text[:start], text[end:]
            if _is_affix(beside) and _is_phrase(spelling[start:end]):
                return True
    return False


def _is_affix(beside: tuple[str, str]) -> bool:
    before, after = beside
    if any(part.isalpha() and len(part) > 1 for part in beside):
        return _is_walk(after) and not before
    return len(before) + len(after) <= _MAX_AFFIX or (not before and _is_walk(after))


def _is_phrase(text: str) -> bool:
    return text in WORDS or any(
        text[:size] in WORDS and text[size:] in _SECONDS | {text[:size]}
        for size in range(3, len(text) - 1)
    )


# What people put behind a word to make it longer.
_SECONDS = {
    *("baby", "boy", "girl", "king", "love", "man", "me", "one"),
    *("pass", "password", "star", "test", "word", "world", "you"),
}


def _is_walk(text: str) -> bool:
    """Tell whether a text is a few runs of neighbours, such as `qwerty123`, and at most a sign."""
    return any(_count_runs(part) <= _MAX_RUNS for part in (text, text[1:], text[:-1]) if part)


def _count_runs(text: str) -> int:
    """Count the runs that a text is made of; one that is made of others has too many."""
    runs = start = 0
    while start < len(text):
        size = _run_length(text, start)
        if size < _MIN_RUN:
            return _MAX_RUNS + 1
        start += size
        runs += 1
    return runs


def _run_length(text: str, start: int) -> int:
    """Give the length of the longest run that begins at a place."""
    size = 1
    while start + size < len(text) and text[start : start + size + 1] in _runs():
        size += 1
    return size


@cache
def _runs() -> frozenset[str]:
    """Give every piece of every track, forwards and backwards, and of one character repeated."""
    tracks = [*_TRACKS, *(char * 16 for char in "abcdefghijklmnopqrstuvwxyz0123456789!.*")]
    return frozenset(
        track[start:end]
        for both in tracks
        for track in (both, both[::-1])
        for start in range(len(both))
        for end in range(start + 1, len(both) + 1)
    )

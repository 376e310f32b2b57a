"""Make links of the URLs and mail addresses in text.

Words are looked at one by one. A word is split at fixed characters and its parts are matched as
wholes, so no expression ever goes back over text: the time is linear.
"""

import re

from microweb.templating.markup import escape

__all__ = ["urlize"]

_SPACE_RE = re.compile(r"(\s+)")
_OPENING = ("(", "<", "&lt;")
_CLOSING = (")", ">", ".", ",", "&gt;")
_PAIRS = (("(", ")"), ("<", ">"), ("&lt;", "&gt;"))

_PATH_RE = re.compile(r"[/?#]")
_LABEL_RE = re.compile(r"[\w%-]+")
_TOP_LABEL_RE = re.compile(r"[a-z]{2,63}|xn--[\w%]{2,59}", re.IGNORECASE)
_KNOWN_TOP_LABELS = frozenset({"com", "edu", "gov", "info", "int", "mil", "net", "org"})
_PORT_RE = re.compile(r"[0-9]{1,5}")
_IPV4_RE = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_IPV6_RE = re.compile(r"\[(?:[\da-f]{0,4}:){2}(?:[\da-f]{0,4}:?){1,6}\]", re.IGNORECASE)
_MAX_IPV6 = 48
_DOMAIN_RE = re.compile(r"\w[\w.-]*")
_MAIL_TOP_LABEL_RE = re.compile(r"\w+")


def urlize(
    text: str,
    *,
    limit: int | None = None,
    rel: str = "",
    target: str | None = None,
    schemes: tuple[str, ...] = (),
) -> str:
    """Give escaped text with links.

    Args:
        text: The text, escaped.
        limit: The most characters of a URL that are shown.
        rel: The `rel` of the links.
        target: The `target` of the links.
        schemes: What a word may start with to become a link, beside http, https and mailto.
    """
    attributes = f' rel="{escape(rel)}"' if rel else ""
    if target:
        attributes += f' target="{escape(target)}"'
    words = _SPACE_RE.split(text)
    # Every second part is white space.
    for number in range(0, len(words), 2):
        head, word, tail = _trimmed(words[number])
        words[number] = head + _linked(word, limit, attributes, schemes) + tail
    return "".join(words)


def _trimmed(word: str) -> tuple[str, str, str]:
    """Split a word from the brackets before it and the brackets and punctuation after it."""
    start = 0
    while (mark := _mark_at_start(word, start)) is not None:
        start += len(mark)
    end = len(word)
    while end > start and (mark := _mark_at_end(word, end)) is not None:
        end -= len(mark)
    head, middle, tail = word[:start], word[start:end], word[end:]
    for opening, closing in _PAIRS:
        missing = middle.count(opening) - middle.count(closing)
        # A bracket that closes one within the word belongs to the word.
        parts = tail.split(closing, missing) if missing > 0 else [tail]
        if len(parts) > 1:
            tail = parts.pop()
            middle += closing.join(parts) + closing
    return head, middle, tail


def _mark_at_start(word: str, start: int) -> str | None:
    return next((mark for mark in _OPENING if word.startswith(mark, start)), None)


def _mark_at_end(word: str, end: int) -> str | None:
    return next((mark for mark in _CLOSING if word.endswith(mark, 0, end)), None)


def _linked(word: str, limit: int | None, attributes: str, schemes: tuple[str, ...]) -> str:
    """Give a word as a link, or as it is."""
    if _is_web_address(word):
        shown = f"{word[:limit]}..." if limit is not None and len(word) > limit else word
        address = word if word.startswith(("http://", "https://")) else f"https://{word}"
        return f'<a href="{address}"{attributes}>{shown}</a>'
    if word.startswith("mailto:") and _is_mail_address(word[7:]):
        return f'<a href="{word}">{word[7:]}</a>'
    if not word.startswith(("www.", "@")) and ":" not in word and _is_mail_address(word):
        return f'<a href="mailto:{word}">{word}</a>'
    if any(word != scheme and word.startswith(scheme) for scheme in schemes):
        return f'<a href="{word}"{attributes}>{word}</a>'
    return word


def _is_web_address(word: str) -> bool:
    lower = word[:8].lower()
    scheme = next((each for each in ("https://", "http://") if lower.startswith(each)), "")
    rest = word[len(scheme) :]
    path = _PATH_RE.search(rest)
    host = rest[: path.start()] if path is not None else rest
    if scheme and host.startswith("["):
        return _is_ipv6_host(host)
    host, colon, port = host.partition(":")
    if colon and _PORT_RE.fullmatch(port) is None:
        return False
    if scheme:
        return _is_host(host) or _IPV4_RE.fullmatch(host) is not None
    if lower.startswith("www."):
        return _is_host(host[4:])
    return _is_well_known(host)


def _is_ipv6_host(host: str) -> bool:
    address, bracket, port = host.partition("]")
    if len(address) > _MAX_IPV6 or _IPV6_RE.fullmatch(address + bracket) is None:
        return False
    return not port or (port[0] == ":" and _PORT_RE.fullmatch(port[1:]) is not None)


def _is_host(host: str) -> bool:
    labels = host.split(".")
    return _TOP_LABEL_RE.fullmatch(labels[-1]) is not None and all(
        _LABEL_RE.fullmatch(label) for label in labels[:-1]
    )


def _is_well_known(host: str) -> bool:
    """Whether a host without a scheme before it is one for certain."""
    labels = host.split(".")
    return (
        len(labels) > 1
        and labels[-1].lower() in _KNOWN_TOP_LABELS
        and all(2 <= len(label) <= 63 and _LABEL_RE.fullmatch(label) for label in labels[:-1])
    )


def _is_mail_address(word: str) -> bool:
    local, _, domain = word.rpartition("@")
    host, _, top = domain.rpartition(".")
    return bool(local and _DOMAIN_RE.fullmatch(host) and _MAIL_TOP_LABEL_RE.fullmatch(top))

"""KeptFiles: what is known of the files of a folder, the content of small ones included.

One `stat` tells whether what is known still holds. Whatever is kept was read through the same
checks as any other file, so a name that comes to lead elsewhere is found out by its `stat`.
"""

import os
import time
from typing import NamedTuple

from microweb.files.sending import format_file_tag
from microweb.http import format_http_date
from microweb.media_types import guess_media_type
from microweb.paths import open_below, safe_join
from microweb.responses.head import add_charset

__all__ = ["MAX_KEPT", "MAX_KEPT_FILE", "KeptFile", "KeptFiles", "Signature", "Variant", "sign"]

MAX_KEPT_FILE = 256 * 1024
"""Bytes of a file whose content is kept in memory."""

MAX_KEPT = 8 * 1024 * 1024
"""Bytes that are kept of a folder; what is known of a file counts as 1 KiB beside its content."""

_KEPT_SECONDS = 10  # until all is read anew: a new .br beside a file changes no stat of the file
_KNOWLEDGE = 1024  # bytes
_CODINGS = (("br", ".br"), ("gzip", ".gz"))

Signature = tuple[int, int, int, int, int]
"""What tells one state of a file from another."""


class Variant(NamedTuple):
    """One coding of a file."""

    suffix: str
    """What its name has in addition."""

    signature: Signature
    """Of the file with this coding."""

    body: bytes | None
    """The content; None if that is too large to be kept."""

    size: int
    """Of the content, in bytes."""

    tag: str
    """The opaque entity tag: each coding has one of its own (RFC 9110 section 8.8.3)."""

    fields: list[tuple[str, str]]
    """The header fields of a 304, all but Cache-Control."""


class KeptFile(NamedTuple):
    """What is known of a file."""

    location: str
    signature: Signature
    until: float
    content_type: str
    variants: dict[str, Variant]
    """By coding; `identity` is always there."""

    def measure(self) -> int:
        """Give what keeping it costs, in bytes."""
        return _KNOWLEDGE + sum(len(variant.body or b"") for variant in self.variants.values())


class KeptFiles:
    """The files of one folder, by their paths below it."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._kept: dict[str, KeptFile] = {}
        self._hashes: dict[str, tuple[Signature, str]] = {}
        self.size = 0

    def find(self, filename: str) -> KeptFile | None:
        """Give what is known of a file, read anew where it has changed; None if there is none."""
        kept = self._kept.get(filename)
        if kept is not None and time.monotonic() < kept.until:
            try:
                if sign(os.stat(kept.location)) == kept.signature:
                    return kept
            except OSError:
                pass
        return self._read(filename)

    def _read(self, filename: str) -> KeptFile | None:
        old = self._kept.pop(filename, None)
        if old is not None:
            self.size -= old.measure()
        number = open_below(self._folder, filename)
        if number is None:
            return None
        kept = self._describe(filename, number)
        if self.size + kept.measure() > MAX_KEPT:
            self._kept.clear()
            self.size = 0
        self._kept[filename] = kept
        self.size += kept.measure()
        return kept

    def _describe(self, filename: str, number: int) -> KeptFile:
        info = os.fstat(number)
        variants = {"identity": _read_variant(number, "", "identity", info)}
        for coding, suffix in _CODINGS:
            sibling = open_below(self._folder, filename + suffix)
            # Tools keep the time of what they compress, some of them in whole seconds.
            if sibling is None:
                continue
            if int(os.fstat(sibling).st_mtime) < int(info.st_mtime):
                os.close(sibling)
                continue
            variants[coding] = _read_variant(sibling, suffix, coding, info)
        if len(variants) > 1:
            for variant in variants.values():
                variant.fields.append(("Vary", "Accept-Encoding"))
        return KeptFile(
            location=os.path.join(self._folder, *filename.split("/")),
            signature=sign(info),
            until=time.monotonic() + _KEPT_SECONDS,
            content_type=add_charset(guess_media_type(filename)),
            variants=variants,
        )

    def hash_of(self, filename: str) -> tuple[Signature, str] | None:
        """Give the state of a file and the hash of its content; None if there is none.

        Returns:
            The hash is 16 hexadecimal digits of SHA-256.
        """
        location = safe_join(self._folder, filename)
        if location is None:
            return None
        try:
            signature = sign(os.stat(location))
        except OSError:
            return None
        found = self._hashes.get(filename)
        if found is not None and found[0] == signature:
            return found
        number = open_below(self._folder, filename)
        if number is None:
            return None
        if len(self._hashes) >= MAX_KEPT // _KNOWLEDGE:
            self._hashes.clear()
        found = self._hashes[filename] = (sign(os.fstat(number)), _hash_file(number))
        return found


def sign(info: os.stat_result) -> Signature:
    """Give the state of a file."""
    return info.st_mtime_ns, info.st_size, info.st_ino, info.st_dev, info.st_ctime_ns


def _read_variant(number: int, suffix: str, coding: str, original: os.stat_result) -> Variant:
    """Describe an open file, and close it.

    Args:
        number: Its descriptor.
        suffix: What its name has in addition to the original's.
        coding: Its coding.
        original: The stat of the file without a coding.
    """
    with os.fdopen(number, "rb") as file:
        info = os.fstat(number)
        data = file.read(MAX_KEPT_FILE + 1) if info.st_size <= MAX_KEPT_FILE else b""
    tag = format_file_tag(info) + ("" if coding == "identity" else f"-{coding}")
    fields = [
        ("ETag", f'"{tag}"'),
        ("Last-Modified", format_http_date(int(original.st_mtime))),
        ("Accept-Ranges", "bytes"),
    ]
    if coding != "identity":
        fields.append(("Content-Encoding", coding))
    is_whole = len(data) == info.st_size
    return Variant(suffix, sign(info), data if is_whole else None, info.st_size, tag, fields)


def _hash_file(number: int) -> str:
    from hashlib import sha256  # 3 ms, which a first request need not pay

    digest = sha256()
    with os.fdopen(number, "rb") as file:
        while piece := file.read(MAX_KEPT_FILE):
            digest.update(piece)
    return digest.hexdigest()[:16]

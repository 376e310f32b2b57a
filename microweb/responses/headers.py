"""The header fields of a response as typed values, which write their changes back.

The values' modules are imported when a property is first used.
"""

import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from microweb import http
from microweb.http import values
from microweb.responses.head import ResponseHead

__all__ = ["ResponseHeaders"]

_MAX_DIGITS = 10  # of a number of seconds: three centuries


class ResponseHeaders(ResponseHead):
    """Properties over the header fields. Setting one to None takes the field out."""

    def _put(self, name: str, value: str | None) -> None:
        """Set a field; nothing to say takes it out."""
        if value:
            self.headers.set(name, value)
        else:
            self.headers.remove(name)

    def _all(self, name: str) -> str:
        return ", ".join(self.headers.getlist(name))

    def _date(self, name: str) -> datetime | None:
        value = self.headers.get(name)
        return None if value is None else http.parse_http_date(value)

    def _put_date(self, name: str, value: datetime | float | str | None) -> None:
        if value is not None and not isinstance(value, str):
            value = http.format_http_date(value)
        self._put(name, value)

    def _names(self, name: str) -> "values.HeaderSet":
        return values.HeaderSet.from_header(
            self._all(name), lambda names: self._put(name, names.to_header())
        )

    def _put_names(self, name: str, value: str | Iterable[str] | None) -> None:
        if value is not None and not isinstance(value, str):
            value = values.HeaderSet(value).to_header()
        self._put(name, value)

    @property
    def vary(self) -> "values.HeaderSet":
        """The request headers on which the response depends."""
        return self._names("Vary")

    @vary.setter
    def vary(self, value: str | Iterable[str] | None) -> None:
        self._put_names("Vary", value)

    @property
    def allow(self) -> "values.HeaderSet":
        """The methods that the resource answers."""
        return self._names("Allow")

    @allow.setter
    def allow(self, value: str | Iterable[str] | None) -> None:
        self._put_names("Allow", value)

    @property
    def content_language(self) -> "values.HeaderSet":
        """The languages of those the content is for."""
        return self._names("Content-Language")

    @content_language.setter
    def content_language(self, value: str | Iterable[str] | None) -> None:
        self._put_names("Content-Language", value)

    @property
    def cache_control(self) -> "values.ResponseCacheControl":
        """What caches may do; it may be set to text, or its directives one by one."""
        return values.ResponseCacheControl.from_header(
            self._all("Cache-Control"), lambda cache: self._put("Cache-Control", cache.to_header())
        )

    @cache_control.setter
    def cache_control(self, value: "str | values.CacheControl | None") -> None:
        self._put("Cache-Control", None if value is None else str(value))

    @property
    def content_encoding(self) -> str | None:
        """The coding of the content, such as `gzip`."""
        return self.headers.get("Content-Encoding")

    @content_encoding.setter
    def content_encoding(self, value: str | None) -> None:
        self._put("Content-Encoding", value)

    @property
    def content_location(self) -> str | None:
        """The URL of what is sent, where it is not the one asked for."""
        return self.headers.get("Content-Location")

    @content_location.setter
    def content_location(self, value: str | None) -> None:
        self._put("Content-Location", value)

    @property
    def content_disposition(self) -> "values.ContentDisposition | None":
        """Whether to show or to save the content, and under which name."""
        return values.ContentDisposition.from_header(self.headers.get("Content-Disposition"))

    @content_disposition.setter
    def content_disposition(self, value: "str | values.ContentDisposition | None") -> None:
        # As a named tuple it is true whatever it holds.
        self._put("Content-Disposition", None if value is None else str(value))

    @property
    def content_range(self) -> "values.ContentRange":
        """Which bytes of the whole are sent."""
        return values.ContentRange.from_header(
            self.headers.get("Content-Range"),
            lambda part: self._put("Content-Range", part.to_header()),
        )

    @content_range.setter
    def content_range(self, value: "str | values.ContentRange | None") -> None:
        self._put("Content-Range", None if value is None else str(value))

    @property
    def accept_ranges(self) -> str | None:
        """The unit in which parts may be asked for, `bytes` or `none`."""
        return self.headers.get("Accept-Ranges")

    @accept_ranges.setter
    def accept_ranges(self, value: str | None) -> None:
        self._put("Accept-Ranges", value)

    @property
    def date(self) -> datetime | None:
        """When the response was made; servers add it."""
        return self._date("Date")

    @date.setter
    def date(self, value: datetime | float | str | None) -> None:
        self._put_date("Date", value)

    @property
    def expires(self) -> datetime | None:
        """From when on the response is stale."""
        return self._date("Expires")

    @expires.setter
    def expires(self, value: datetime | float | str | None) -> None:
        self._put_date("Expires", value)

    @property
    def last_modified(self) -> datetime | None:
        """When the content last changed."""
        return self._date("Last-Modified")

    @last_modified.setter
    def last_modified(self, value: datetime | float | str | None) -> None:
        self._put_date("Last-Modified", value)

    @property
    def age(self) -> timedelta | None:
        """How long a cache has had the response; it may be set to seconds."""
        seconds = _read_seconds(self.headers.get("Age"))
        return None if seconds is None else timedelta(seconds=seconds)

    @age.setter
    def age(self, value: timedelta | int | None) -> None:
        seconds = int(value.total_seconds()) if isinstance(value, timedelta) else value
        if seconds is not None and seconds < 0:
            raise ValueError(f"Age {seconds}: an age is never negative")
        self._put("Age", None if seconds is None else str(seconds))

    @property
    def retry_after(self) -> datetime | None:
        """When to come back; it may be set to a moment or to seconds from now."""
        value = self.headers.get("Retry-After")
        seconds = _read_seconds(value)
        if seconds is not None:
            return datetime.fromtimestamp(time.time() + seconds, UTC)
        return None if value is None else http.parse_http_date(value)

    @retry_after.setter
    def retry_after(self, value: datetime | int | str | None) -> None:
        if isinstance(value, datetime):
            value = http.format_http_date(value)
        self._put("Retry-After", None if value is None else str(value))

    @property
    def www_authenticate(self) -> "values.WWWAuthenticate | None":
        """How the client may say who it is: the first challenge; set it to one or to several."""
        challenges = values.WWWAuthenticate.list_from_header(self._all("WWW-Authenticate"))
        if not challenges:
            return None

        def write_back(_: object) -> None:
            self._put_challenges(challenges)

        challenges[0].on_change = write_back
        return challenges[0]

    @www_authenticate.setter
    def www_authenticate(
        self, value: "values.WWWAuthenticate | Iterable[values.WWWAuthenticate] | None"
    ) -> None:
        if isinstance(value, values.WWWAuthenticate):
            value = [value]
        self._put_challenges(value or ())

    def _put_challenges(self, challenges: "Iterable[values.WWWAuthenticate]") -> None:
        self.headers.setlist("WWW-Authenticate", [str(challenge) for challenge in challenges])

    @property
    def etag(self) -> str | None:
        """The entity tag without its quotes; setting it makes a strong one."""
        return self.get_etag()[0]

    @etag.setter
    def etag(self, value: str | None) -> None:
        self._put("ETag", None if value is None else values.quote_etag(value))

    def get_etag(self) -> tuple[str, bool] | tuple[None, None]:
        """Give the entity tag without its quotes, and whether it is weak; a pair of None for none.

        RFC 9110 section 8.8.3.
        """
        return values.unquote_etag(self.headers.get("ETag"))

    def set_etag(self, etag: str, *, weak: bool = False) -> None:
        """Set the entity tag.

        Raises:
            ValueError: It has a character that a tag cannot have.

        RFC 9110 section 8.8.3.
        """
        self.headers.set("ETag", values.quote_etag(etag, weak=weak))


def _read_seconds(value: str | None) -> int | None:
    """Read a number of seconds; None for anything else."""
    is_number = value is not None and value.isascii() and value.isdigit()
    return int(value) if value and is_number and len(value) <= _MAX_DIGITS else None

"""Streams of its own for a command in a test, while other threads keep theirs."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from io import BytesIO, TextIOWrapper
from threading import Lock
from typing import Any

__all__ = ["Streams"]


class _Recorder(BytesIO):
    """Keeps what is written, and notes it in the list that both streams share."""

    def __init__(self, written: list[bytes]) -> None:
        super().__init__()
        self._written = written

    def write(self, data: Any) -> int:
        self._written.append(bytes(data))
        return super().write(data)

    def text(self) -> str:
        return _decode(self.getvalue())


def _decode(data: bytes) -> str:
    return data.decode("utf-8", "replace").replace("\r\n", "\n")


class Streams:
    """The three streams of one command.

    Attributes:
        out: What was written to standard output.
        err: What was written to standard error.
        written: What was written to both, in order.
    """

    def __init__(self, data: bytes) -> None:
        self.written: list[bytes] = []
        self.out = _Recorder(self.written)
        self.err = _Recorder(self.written)
        self.stdin = TextIOWrapper(BytesIO(data), encoding="utf-8")
        self.stdout = TextIOWrapper(self.out, encoding="utf-8", newline="", write_through=True)
        self.stderr = TextIOWrapper(self.err, encoding="utf-8", newline="", write_through=True)

    def text(self) -> str:
        """Give what was written to both, in order."""
        return _decode(b"".join(self.written))

    @contextmanager
    def bound(self) -> Generator[None, None, None]:
        """Make these the streams of this thread, or task."""
        token = _bound.set(self)
        _switch.install()
        try:
            yield
        finally:
            _switch.remove()
            _bound.reset(token)


_bound: ContextVar[Streams | None] = ContextVar("microweb.testing.streams", default=None)


class _Routed:
    """Stands for one of `sys`'s streams: that of the command which runs here, or the real one."""

    def __init__(self, name: str, original: Any) -> None:
        self._name = name
        self.original = original

    def _stream(self) -> Any:
        streams = _bound.get()
        return self.original if streams is None else getattr(streams, self._name)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream(), name)

    def __iter__(self) -> Any:
        return iter(self._stream())


class _Switch:
    """Puts routed streams into `sys` while at least one command runs."""

    _names = ("stdin", "stdout", "stderr")

    def __init__(self) -> None:
        self._lock = Lock()
        self._users = 0
        self._routed: dict[str, _Routed] = {}

    def install(self) -> None:
        with self._lock:
            self._users += 1
            if self._users == 1:
                self._routed = {name: _Routed(name, getattr(sys, name)) for name in self._names}
                for name, routed in self._routed.items():
                    setattr(sys, name, routed)

    def remove(self) -> None:
        with self._lock:
            self._users -= 1
            if not self._users:
                for name, routed in self._routed.items():
                    setattr(sys, name, routed.original)


_switch = _Switch()

"""What the fuzz tests share: an app that reads everything, and a check of its answers."""

import logging
import time

import pytest

from tests.fuzz.target import ask, build_app, make_token


@pytest.fixture(scope="session")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    (folder / "page.txt").write_text("some text\n" * 100)
    return build_app(folder)


@pytest.fixture(scope="session")
def token(app):
    return make_token(app)


class Errors(logging.Handler):
    """Keeps what is logged as an error."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


def _time(app, case):
    started = time.perf_counter()
    answer = ask(app, case)
    return answer, time.perf_counter() - started


@pytest.fixture(scope="session")
def check(app):
    """Ask, and say that the answer is valid, came soon, and blames no one but the client."""
    errors = Errors()
    app.logger.addHandler(errors)
    app.logger.propagate = False

    def check_case(case):
        errors.lines.clear()
        answer, seconds = _time(app, case)
        if seconds >= 1:  # the machine may have been busy with something else
            answer, seconds = _time(app, case)
        assert 200 <= answer.status < 500, (case, errors.lines)
        assert not errors.lines, (case, errors.lines)
        assert seconds < 1, case
        for name, value in answer.headers:
            octets = (name + value).encode("latin-1")
            assert not octets.translate(None, bytes(range(0x20, 0x7F)) + bytes(range(0x80, 256)))
        return answer

    yield check_case
    app.logger.removeHandler(errors)

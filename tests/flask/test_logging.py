"""The logger of an app, as Flask has it."""

import io
import logging

import pytest

from microweb import App


@pytest.fixture
def app(request):
    """Give an app whose logger nobody has used."""
    app = App(f"logging_{request.node.name}".replace(".", "_"), static_folder=None)
    yield app
    logger = logging.getLogger(app.name)
    for handler in list(logger.handlers):
        logger.removeHandler(handler)


def own_logger(app):
    """Give the app's logger as it is in a process where no logging is set up."""
    logger = logging.getLogger(app.name)
    logger.propagate = False  # pytest listens further up
    return logger


def test_the_logger_has_the_name_of_the_app(app):
    assert app.logger is logging.getLogger(app.name)
    assert app.logger is app.logger


@pytest.mark.parametrize(("debug", "level"), [(True, logging.DEBUG), (False, logging.NOTSET)])
def test_in_debug_mode_its_level_is_debug(app, debug, level):
    app.debug = debug
    assert app.logger.level == level


def test_a_level_that_was_set_stays(app):
    logging.getLogger(app.name).setLevel(logging.ERROR)
    app.debug = True
    assert app.logger.level == logging.ERROR


def test_it_writes_to_standard_error_of_the_moment(app, monkeypatch):
    own_logger(app)
    app.logger.error("first")
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    app.logger.error("second")
    assert stream.getvalue().endswith("] ERROR in test_logging: second\n")
    assert "first" not in stream.getvalue()


def test_while_it_serves_it_writes_to_the_log_of_the_server(app):
    @app.get("/")
    def index():
        app.logger.warning("from a view")
        return ""

    own_logger(app)
    errors = io.StringIO()
    app.test_client().get("/", errors_stream=errors)
    assert "WARNING in test_logging: from a view" in errors.getvalue()


def test_where_logging_is_set_up_it_has_no_handler_of_its_own(app):
    logger = own_logger(app)
    handler = logging.NullHandler()
    logger.addHandler(handler)
    assert app.logger.handlers == [handler]


def test_a_handler_that_lets_nothing_pass_does_not_count(app):
    logger = own_logger(app)
    logger.setLevel(logging.INFO)
    handler = logging.NullHandler()
    handler.setLevel(logging.ERROR)
    logger.addHandler(handler)
    assert len(app.logger.handlers) == 2


def test_a_stream_that_fails_does_not_end_the_request(app, monkeypatch):
    monkeypatch.setattr("logging.raiseExceptions", False)
    own_logger(app)
    errors = io.StringIO()
    errors.close()
    app.add_url_rule("/", "index", lambda: app.logger.error("lost") or "answered")
    assert app.test_client().get("/", errors_stream=errors).text == "answered"

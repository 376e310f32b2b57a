"""The exception tree: a class for each error status, each an answer."""

import json
import pickle
from http import HTTPStatus

import pytest

from microweb import exceptions
from microweb.exceptions import (
    BadRequest,
    BadRequestKeyError,
    BuildError,
    Forbidden,
    HTTPException,
    InternalServerError,
    MethodNotAllowed,
    MicrowebError,
    NoSecretKeyError,
    NotFound,
    RegistrationError,
    RequestedRangeNotSatisfiable,
    ServiceUnavailable,
    TooManyRequests,
    Unauthorized,
    abort,
)
from microweb.exceptions.aborting import default_exceptions
from microweb.http.values import WWWAuthenticate
from microweb.responses import Response

CLASSES = [
    value
    for name in exceptions.__all__
    if isinstance(value := getattr(exceptions, name), type) and issubclass(value, HTTPException)
]


# The tree.


def test_each_status_has_one_class_and_one_name():
    assert sorted(default_exceptions) == sorted(
        {cls.code for cls in CLASSES if cls.code is not None}
    )
    for code, cls in default_exceptions.items():
        assert cls.code == code
        assert cls in CLASSES


@pytest.mark.parametrize("code", sorted(default_exceptions))
def test_the_name_is_the_reason_phrase(code):
    error = default_exceptions[code]()
    assert error.name in error.get_response().status
    assert error.get_response().status_code == code
    assert HTTPStatus(code)


@pytest.mark.parametrize("cls", CLASSES)
def test_every_class_says_what_is_wrong(cls):
    if cls is not HTTPException:
        assert cls().description.endswith(".")


def test_a_missing_key_is_a_bad_request_and_a_key_error():
    error = BadRequestKeyError("The form has no value for 'x'.", key="x")
    assert isinstance(error, BadRequest)
    assert isinstance(error, KeyError)
    assert error.key == "x"
    assert default_exceptions[400] is BadRequest
    assert str(error) == "400 Bad Request: The form has no value for 'x'."


@pytest.mark.parametrize("cls", [RegistrationError, BuildError, NoSecretKeyError])
def test_a_mistake_in_the_program_is_no_answer(cls):
    assert issubclass(cls, MicrowebError)
    assert not issubclass(cls, HTTPException)


def test_a_build_error_carries_what_was_asked_for():
    error = BuildError("no", endpoint="show", values={"id": 1}, method="POST")
    assert (error.endpoint, error.values, error.method) == ("show", {"id": 1}, "POST")
    assert isinstance(error, LookupError)


# An answer.


def test_the_default_answer_is_a_page():
    response = NotFound().get_response()
    assert response.status == "404 Not Found"
    assert response.content_type == "text/html; charset=utf-8"
    assert "There is nothing at this address." in response.text
    assert response.headers["Vary"] == "Accept"


def test_the_accept_header_chooses_the_form():
    response = NotFound("No such page.").get_response({"HTTP_ACCEPT": "application/json"})
    assert response.content_type == "application/problem+json"
    assert json.loads(response.data)["detail"] == "No such page."
    assert NotFound().get_response({"HTTP_ACCEPT": "text/plain"}).mimetype == "text/plain"


def test_t87_a_description_is_escaped_in_the_page():
    assert "<script>" not in BadRequest("<script>").get_response().text


@pytest.mark.parametrize("accept", ["text/html", "text/plain", "application/json"])
def test_a_description_that_is_no_unicode_text_is_still_answered(accept):
    error = BadRequest("the file \ud800 is missing")
    assert b"is missing" in error.get_response({"HTTP_ACCEPT": accept}).data


def test_an_error_is_a_wsgi_application():
    started = []
    environ = {"REQUEST_METHOD": "GET", "wsgi.url_scheme": "http", "HTTP_ACCEPT": "text/plain"}
    body = b"".join(Forbidden("No.")(environ, lambda *args: started.append(args)))
    assert started[0][0] == "403 Forbidden"
    assert body == b"403 Forbidden\n\nNo.\n"


def test_a_ready_response_is_sent_instead():
    ready = Response("own", 418)
    assert HTTPException(response=ready).get_response() is ready
    started = []
    environ = {"REQUEST_METHOD": "GET", "wsgi.url_scheme": "http"}
    assert HTTPException(response=ready)(environ, lambda *args: started.append(args)) == [b"own"]
    assert started[0][0] == "418 I'm a teapot"


def test_an_error_without_a_status_is_a_500():
    assert HTTPException("odd").get_response().status_code == 500


def test_text_and_repr_name_status_and_description():
    assert str(NotFound("gone")) == "404 Not Found: gone"
    assert repr(NotFound("gone")) == "<NotFound '404 Not Found: gone'>"


# Headers of a status.


def header(error, name):
    return error.get_response().headers.get(name)


def test_405_lists_the_allowed_methods_sorted():
    error = MethodNotAllowed({"POST", "GET"})
    assert error.valid_methods == ["GET", "POST"]
    assert header(error, "Allow") == "GET, POST"
    assert error.description == "This address answers GET, POST."


def test_405_has_allow_even_when_it_is_empty():
    assert header(MethodNotAllowed(), "Allow") == ""


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0"), (1, "1"), (0.1, "1"), (59.5, "60"), (-3.5, "0"), (None, None)]
)
@pytest.mark.parametrize("cls", [TooManyRequests, ServiceUnavailable])
def test_retry_after_is_in_whole_seconds_rounded_up(cls, seconds, text):
    assert header(cls(retry_after=seconds), "Retry-After") == text


def test_401_gives_its_challenge():
    basic = WWWAuthenticate("basic", {"realm": "x"})
    assert header(Unauthorized(www_authenticate=basic), "WWW-Authenticate") == 'Basic realm="x"'
    several = Unauthorized(www_authenticate=[basic, "Negotiate"]).get_response()
    assert several.headers.getlist("WWW-Authenticate") == ['Basic realm="x"', "Negotiate"]
    assert header(Unauthorized(www_authenticate='Basic realm="x"'), "WWW-Authenticate") == (
        'Basic realm="x"'
    )
    assert header(Unauthorized(), "WWW-Authenticate") is None


def test_416_names_the_length():
    assert header(RequestedRangeNotSatisfiable(100), "Content-Range") == "bytes */100"
    assert header(RequestedRangeNotSatisfiable(), "Content-Range") is None


def test_t43_a_challenge_cannot_inject_a_header():
    with pytest.raises(ValueError, match="WWW-Authenticate"):
        Unauthorized(www_authenticate="Basic\r\nX: y").get_response()


def test_500_keeps_what_went_wrong():
    cause = ZeroDivisionError()
    assert InternalServerError(original_exception=cause).original_exception is cause


# abort.


@pytest.mark.parametrize("code", sorted(default_exceptions))
def test_abort_raises_the_exception_of_the_code(code):
    with pytest.raises(default_exceptions[code]) as caught:
        abort(code, "Because.") if code != 416 else abort(code, None, "Because.")
    assert type(caught.value) is default_exceptions[code]
    assert caught.value.description == "Because."


def test_abort_takes_the_status_enumeration():
    with pytest.raises(NotFound):
        abort(HTTPStatus.NOT_FOUND)


def test_abort_hands_its_arguments_on():
    with pytest.raises(TooManyRequests) as caught:
        abort(429, "Slowly.", retry_after=9)
    assert caught.value.retry_after == 9
    with pytest.raises(MethodNotAllowed) as refused:
        abort(405, ["GET"])
    assert refused.value.valid_methods == ["GET"]


def test_abort_takes_a_ready_response():
    ready = Response("x", 302)
    with pytest.raises(HTTPException) as caught:
        abort(ready)
    assert caught.value.get_response() is ready


@pytest.mark.parametrize("code", [200, 302, 499, 600, 0])
def test_abort_refuses_a_code_without_an_exception(code):
    with pytest.raises(LookupError, match=rf"abort\({code}\): no exception"):
        abort(code)


@pytest.mark.parametrize("status", ["404", None, {"a": 1}])
def test_abort_refuses_what_is_neither_code_nor_response(status):
    with pytest.raises(TypeError, match="takes a status code"):
        abort(status)


def test_an_error_survives_pickling():
    again = pickle.loads(pickle.dumps(NotFound("gone")))
    assert isinstance(again, NotFound)
    assert again.description == "gone"

"""The environs that tests make, with every option of Werkzeug's builder."""

from io import BytesIO

import pytest

from microweb.testing import make_environ


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"mimetype": "text/x-a"}, {"CONTENT_TYPE": "text/x-a; charset=utf-8"}),
        ({"mimetype": "image/png"}, {"CONTENT_TYPE": "image/png"}),
        ({"content_type": "a/b", "mimetype": "c/d"}, {"CONTENT_TYPE": "a/b"}),
        ({"content_length": 7}, {"CONTENT_LENGTH": "7"}),
        ({"data": BytesIO(b"abc")}, {"CONTENT_LENGTH": "3"}),
        ({"data": bytearray(b"abc")}, {"CONTENT_LENGTH": "3"}),
        ({"input_stream": BytesIO(b"abc")}, {"CONTENT_LENGTH": ""}),
        ({"multithread": True}, {"wsgi.multithread": True}),
        ({"multiprocess": True}, {"wsgi.multiprocess": True}),
        ({"run_once": True}, {"wsgi.run_once": True}),
        ({"environ_base": {"X": 1, "REQUEST_METHOD": "PUT"}}, {"X": 1, "REQUEST_METHOD": "GET"}),
        ({"auth": ("a", "b")}, {"HTTP_AUTHORIZATION": "Basic YTpi"}),
    ],
)
def test_an_environ_has_what_is_given(options, expected):
    environ = make_environ(**options)
    assert {key: environ[key] for key in expected} == expected


def test_an_input_stream_is_handed_on():
    stream = BytesIO(b"abc")
    errors = object()
    environ = make_environ(input_stream=stream, errors_stream=errors)
    assert environ["wsgi.input"] is stream
    assert environ["wsgi.errors"] is errors


@pytest.mark.parametrize("options", [{"data": b"a"}, {"json": {}}])
def test_an_input_stream_and_a_body_are_a_mistake(options):
    with pytest.raises(TypeError, match="input_stream"):
        make_environ(input_stream=BytesIO(), **options)


@pytest.mark.parametrize("base_url", ["http://localhost/?a=1", "http://localhost/#a"])
def test_a_base_url_ends_with_its_path(base_url):
    with pytest.raises(ValueError, match="base_url"):
        make_environ(base_url=base_url)


def test_a_header_without_a_name_is_not_sent():
    environ = make_environ(headers={"": "", "X-A": ["1", "2"]})
    assert environ["HTTP_X_A"] == "1,2"
    assert "HTTP_" not in environ


def test_a_whole_url_says_where_the_app_is():
    environ = make_environ("https://example.com:44/a?b=c")
    assert (environ["HTTP_HOST"], environ["wsgi.url_scheme"]) == ("example.com:44", "https")
    assert (environ["PATH_INFO"], environ["QUERY_STRING"]) == ("/a", "b=c")


def test_a_url_in_a_path_stays_one():
    environ = make_environ("/go?to=https://example.com/")
    assert (environ["HTTP_HOST"], environ["PATH_INFO"]) == ("localhost", "/go")
    assert make_environ("x://y", "http://h/")["PATH_INFO"] == "/x://y"

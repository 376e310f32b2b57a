"""Credentials: what is malformed is nobody's, and nothing secret is shown."""

from base64 import b64encode

import pytest

from microweb.http.authorization import Authorization

DIGEST = (
    'Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", '
    'algorithm=SHA-256, nonce="7ypf/xlj9XX", nc=00000001, cnonce="f2/wE4q", qop=auth, '
    'response="753927fa", opaque="FQhe/qaU"'
)


def basic(text):
    return "Basic " + b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("text", "username", "password"),
    [
        ("Aladdin:open sesame", "Aladdin", "open sesame"),
        ("a:b:c", "a", "b:c"),
        (":", "", ""),
        ("Jürgen:pässwört ✓", "Jürgen", "pässwört ✓"),
    ],
)
def test_basic_gives_a_name_and_a_password(text, username, password):
    found = Authorization.from_header(basic(text))
    assert found is not None
    assert (found.type, found.username, found.password) == ("basic", username, password)
    assert found.to_header() == basic(text)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        " ",
        "Basic",
        "Basic ",
        "Basic !!!!",
        "Basic QQ",
        "Basic " + b64encode(b"no colon").decode(),
        "Basic " + b64encode(b"\xff:\xff").decode(),
        "Basic QTpC\nQTpC",
        "B@sic QTpC",
        "Digest @",
    ],
)
def test_malformed_credentials_are_none(value):
    assert Authorization.from_header(value) is None


def test_bearer_gives_its_token():
    found = Authorization.from_header("BEARER  mF_9.B5f-4.1JqM==")
    assert found is not None
    assert (found.type, found.token) == ("bearer", "mF_9.B5f-4.1JqM==")
    assert found.to_header() == "Bearer mF_9.B5f-4.1JqM=="


def test_digest_gives_its_fields():
    found = Authorization.from_header(DIGEST)
    assert found is not None
    assert found.type == "digest"
    assert (found.username, found.realm) == ("Mufasa", "http-auth@example.org")
    assert (found.nonce, found.uri, found.response) == (
        "7ypf/xlj9XX",
        "/dir/index.html",
        "753927fa",
    )
    assert (found.qop, found.nc, found.cnonce) == ("auth", "00000001", "f2/wE4q")
    assert (found.opaque, found.algorithm) == ("FQhe/qaU", "SHA-256")
    assert (found["realm"], found.get("x"), "nc" in found) == ("http-auth@example.org", None, True)
    assert found == Authorization.from_header(found.to_header())


def test_another_scheme_gives_its_parameters():
    found = Authorization.from_header('Hawk id="dh37", mac="6R4=", ext="a, b"')
    assert found is not None
    assert found.parameters == {"id": "dh37", "mac": "6R4=", "ext": "a, b"}


def test_a_password_or_token_is_never_shown():
    for value in (basic("ada:secret"), "Bearer secret", DIGEST):
        shown = repr(Authorization.from_header(value))
        assert "secret" not in shown
        assert "753927fa" not in shown


@pytest.mark.parametrize("start", ["Basic ", "Bearer ", "Digest ", ""])
@pytest.mark.parametrize("piece", ["=", "a=,", '"', " ", "A", ',a="\\'])
def test_long_credentials_cost_their_length(start, piece, is_linear):
    assert is_linear(Authorization.from_header, lambda size: start + piece * size, 30_000)


def test_it_is_made_by_the_names_of_its_parts():
    given = Authorization(auth_type="Basic", data={"username": "Ada", "password": "x"})
    assert given.to_header() == "Basic QWRhOng="
    assert Authorization("Bearer", token="abc").to_header() == "Bearer abc"

"""What a 401 tells a program."""

import pytest

from microweb import App
from microweb.auth import Auth, login_required, token_required
from microweb.http.www_authenticate import WWWAuthenticate
from microweb.stores import MemoryStore


@pytest.mark.parametrize("guard", [login_required, token_required("read")])
@pytest.mark.parametrize(
    ("name", "realm"),
    [
        ('a "b" \\c', 'a "b" \\c'),
        ("caf\N{LATIN SMALL LETTER E WITH ACUTE}", "caf"),
        ("a\r\nb", "ab"),
    ],
)
def test_any_name_of_an_app_makes_a_realm_that_can_be_sent(guard, name, realm):
    app = App(__name__, static_folder=None)
    app.name = name
    app.secret_key = "for this test"
    Auth(app, store=MemoryStore())

    @app.get("/")
    @guard
    def view():
        return "seen"

    response = app.test_client().get("/")
    challenge = WWWAuthenticate.from_header(response.headers["WWW-Authenticate"])
    assert (response.status_code, challenge.type, challenge.realm) == (401, "bearer", realm)

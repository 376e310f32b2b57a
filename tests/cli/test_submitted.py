import io

import pytest

from microweb import App, request
from microweb.explain import describe_submission
from microweb.testing import make_environ


def fail(app, **options):
    environ = make_environ(path="/", method="POST", **options)
    with pytest.raises(ZeroDivisionError) as caught:
        app(environ, lambda *arguments: None)
    return describe_submission(environ, caught.value)


@pytest.fixture
def app():
    app = App(__name__)
    app.config["DEBUG"] = True
    app.config["PROPAGATE_EXCEPTIONS"] = True

    @app.post("/")
    def view():
        return str(len(request.form) / 0)

    return app


def test_the_fields_are_listed_and_secrets_masked(app):
    assert fail(app, data={"name": ["ann", "bob"], "password": "hunter2"}) == [
        ("Form", "name = 'ann'\nname = 'bob'\npassword = ********")
    ]


def test_files_are_named(app):
    ((_, text),) = fail(app, data={"name": "x", "photo": (io.BytesIO(b"..."), "a.png")})
    assert text == "name = 'x'\nphoto = file 'a.png'"


def test_nothing_is_told_without_a_form_or_a_request(app):
    assert fail(app, json={"name": "x"}) == []
    assert describe_submission({}, ValueError("x")) == []


def test_of_many_fields_the_first_are_told(app):
    ((_, text),) = fail(app, data={f"name{number}": "x" for number in range(60)})
    assert text.endswith("name49 = 'x'\n... and 10 more")

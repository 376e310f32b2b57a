"""Mistakes that people make: what they are told says what it is and what to write instead."""

import importlib
import re
import sys

import pytest

HEAD = "from microweb import *\n\napp = App(__name__)\n"


def view(body, before=""):
    """Give the source of an app with one view, at `/`."""
    return f'{HEAD}{before}@app.route("/", methods=["GET", "POST"])\ndef index():\n    {body}\n'


AT_REGISTRATION = {
    "no slash": ('@app.get("hello")\ndef f(): ...', "write '/hello'"),
    "no parentheses": ("@app.get\ndef f(): ...", "@app.get('/path')"),
    "methods as text": ('@app.route("/", methods="POST")\ndef f(): ...', "methods is a list"),
    "method for methods": ('@app.route("/", method="POST")\ndef f(): ...', "'methods'?"),
    "another method": ('@app.get("/", methods=["PUT"])\ndef f(): ...', "use .route()"),
    "unknown converter": ('@app.get("/<integer:id>")\ndef f(id): ...', "did you mean 'int'?"),
    "converter behind": ('@app.get("/<id:int>")\ndef f(id): ...', "<int:id>"),
    "bracket missing": ('@app.get("/<int:id")\ndef f(id): ...', "<converter:name>"),
    "parameter missing": ('@app.get("/<int:id>")\ndef f(): ...', "gives id"),
    "endpoint twice": (
        '@app.get("/a")\ndef f(): ...\n@app.get("/b")\ndef f(): ...',
        "give one of them endpoint='...'",
    ),
    "rule twice": (
        '@app.get("/")\ndef f(): ...\n@app.get("/")\ndef g(): ...',
        "registered twice",
    ),
    "class as view": (
        'from microweb.views import View\nclass V(View): ...\napp.add_url_rule("/", view_func=V)',
        "V.as_view('v')",
    ),
    "hook without parameter": ("@app.after_request\ndef f(): ...", "def f(response)"),
    "handler without parameter": ("@app.errorhandler(404)\ndef f(): ...", "def f(error)"),
    "handler of a text": ('@app.errorhandler("404")\ndef f(error): ...', "such as 404"),
    "blueprint twice": (
        'b = Blueprint("b", __name__)\napp.register_blueprint(b)\napp.register_blueprint(b)',
        "name='...'",
    ),
    "route too late": (
        'b = Blueprint("b", __name__)\napp.register_blueprint(b)\n@b.get("/")\ndef f(): ...',
        "register the blueprint last",
    ),
    "request at import": ("request.path", "app.test_request_context('/')"),
}

IN_A_REQUEST = {
    "no return": ("pass", "", "may lack a return"),
    "number": ("return 42", "", "make it text with str()"),
    "set": ('return {"a"}', "", "make it a list"),
    "yields a number": ("yield 7", "", "yields text or bytes"),
    "no JSON": ('return {"a": {1}}', "", "make it a list"),
    "misspelt template": ('return render_template("indx.html")', "", "Did you mean 'index.html'?"),
    "misspelt filter": ("return render_template_string(\"{{ 'a'|uper }}\")", "", "'upper'?"),
    "unclosed print": ('return render_template_string("{{ a }")', "", "ends with '}}'"),
    "unclosed for": ('return render_template_string("{% for a in b %}")', "", "'endfor'"),
    "misspelt endpoint": ('return url_for("indx")', "", "did you mean 'index'?"),
    "view for an endpoint": ("return redirect(index)", "", "redirect(url_for('index'))"),
    "no secret key": ('session["a"] = 1; return ""', "", "secrets.token_hex(32)"),
    "misspelt setting": ('return app.config["SECRET_KEI"]', "", "did you mean 'SECRET_KEY'?"),
    "text for a list": (
        'return ""',
        'app.config["TRUSTED_HOSTS"] = "a.example"\n',
        "['a.example']",
    ),
    "text for a number": (
        'return request.form["a"]',
        'app.config["MAX_CONTENT_LENGTH"] = "16MB"\n',
        "16 * 1024 * 1024",
    ),
    "write to args": ('request.args["a"] = "b"; return ""', "", "use .copy()"),
    "code as text": ('abort("404")', "", "such as 404"),
    "nothing in g": ("return g.user", "", "nothing set it in this request"),
    "hook without return": (
        'return ""',
        "@app.after_request\ndef f(response): ...\n",
        "`return response`",
    ),
    "hook that says True": (
        'return ""',
        "@app.before_request\ndef f():\n    return True\n",
        "returns None to go on",
    ),
    "guard on top": (
        'return ""',
        "from microweb.auth import login_required\n\n\n@login_required\n",
        "below the route",
    ),
}

BY_THE_CLIENT = {
    "misspelt field": ('return request.form["titel"]', {"data": {"title": "x"}}, "It has 'title'"),
    "no enctype": ('return request.files["photo"]', {"data": {"a": "x"}}, "multipart/form-data"),
    "no type": ("return request.json", {"data": "{}"}, "application/json"),
    "another site": ('return ""', {"headers": {"Origin": "http://evil.example"}}, "another site"),
}


@pytest.fixture
def load(tmp_path, monkeypatch):
    """Give a function that imports a file of somebody's."""

    def load(source):
        (tmp_path / "templates").mkdir()
        (tmp_path / "templates" / "index.html").write_text("")
        (tmp_path / "mistaken.py").write_text(source)
        monkeypatch.syspath_prepend(tmp_path)
        module = importlib.import_module("mistaken")
        module.app.testing = True
        return module.app

    yield load
    sys.modules.pop("mistaken", None)


@pytest.mark.parametrize(("source", "text"), AT_REGISTRATION.values(), ids=AT_REGISTRATION)
def test_a_mistake_is_named_where_it_is_registered(load, source, text):
    with pytest.raises(Exception, match=re.escape(text)) as caught:
        load(f"{HEAD}{source}\n")
    assert any(str(entry.path).endswith("mistaken.py") for entry in caught.traceback)


@pytest.mark.parametrize(("body", "before", "text"), IN_A_REQUEST.values(), ids=IN_A_REQUEST)
def test_a_mistake_is_named_in_the_request(load, body, before, text):
    client = load(view(body, before)).test_client()
    with pytest.raises(Exception, match=re.escape(text)):
        client.post("/", data={"a": "b"})


@pytest.mark.parametrize(("body", "options", "text"), BY_THE_CLIENT.values(), ids=BY_THE_CLIENT)
def test_a_mistake_of_the_page_is_named_in_the_answer(load, body, options, text):
    response = load(view(body)).test_client().post("/", **options)
    assert 400 <= response.status_code < 500
    assert text in response.text.replace("&#39;", "'").replace("&quot;", '"')

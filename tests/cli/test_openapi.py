"""The OpenAPI document of an app."""

import json

import pytest

from microweb import App
from microweb.openapi import openapi_document
from microweb.routing import BaseConverter
from microweb.views import MethodView


class Hex(BaseConverter):
    regex = "[0-9a-f]+"


RULES = [
    "/s/<name>",
    "/l/<string(minlength=2, maxlength=5):name>",
    "/i/<int(min=1, max=9):n>",
    "/n/<int(signed=True):n>",
    "/d/<int(fixed_digits=4):n>",
    "/f/<float:x>",
    "/u/<uuid:id>",
    "/a/<any(big,small):size>",
    "/p/<path:rest>",
    "/h/<hex:code>",
    "/m/<name>.<kind>",
]


@pytest.fixture
def many():
    """An app with every kind of rule."""
    app = App("many")
    app.url_map.converters["hex"] = Hex
    for rule in RULES:
        app.add_url_rule(rule, rule[1], lambda **given: "")
    return app


def schema(app, path):
    (parameter,) = openapi_document(app)["paths"][path]["get"]["parameters"]
    return parameter["schema"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/s/{name}", {"type": "string", "minLength": 1}),
        ("/l/{name}", {"type": "string", "minLength": 2, "maxLength": 5}),
        ("/i/{n}", {"type": "integer", "minimum": 1, "maximum": 9}),
        ("/n/{n}", {"type": "integer", "maximum": 2**63 - 1}),
        ("/d/{n}", {"type": "string", "pattern": "^(?:[0-9]{4})$"}),
        ("/f/{x}", {"type": "number", "minimum": 0}),
        ("/u/{id}", {"type": "string", "format": "uuid"}),
        ("/a/{size}", {"type": "string", "enum": ["big", "small"]}),
        ("/p/{rest}", {"type": "string", "minLength": 1}),
        ("/h/{code}", {"type": "string", "pattern": "^(?:[0-9a-f]+)$"}),
    ],
)
def test_a_converter_becomes_a_schema(many, path, expected):
    assert schema(many, path) == expected


def test_a_segment_may_have_several_variables(many):
    operation = openapi_document(many)["paths"]["/m/{name}.{kind}"]["get"]
    assert [one["name"] for one in operation["parameters"]] == ["name", "kind"]


def test_docstrings_and_blueprints_are_used(app):
    document = openapi_document(app, title="Shop", version="2", description="Sells.")
    assert document["info"] == {"title": "Shop", "version": "2", "description": "Sells."}
    operation = document["paths"]["/shop/{number}"]["get"]
    assert operation["summary"] == "Show one thing."
    assert operation["description"] == "And more about it."
    assert operation["tags"] == ["shop"]
    assert operation["operationId"] == "shop.show"
    assert document["tags"] == [{"name": "shop"}]


def test_automatic_methods_and_static_files_are_left_out(many):
    document = openapi_document(many)
    assert "/static/{filename}" not in document["paths"]
    assert list(document["paths"]["/s/{name}"]) == ["get"]


def test_paths_that_differ_in_names_alone_are_one():
    app = App("app", static_folder=None)
    app.add_url_rule("/x/<int:id>", "number", lambda **_: "")
    app.add_url_rule("/x/<name>", "word", lambda name: "", methods=["GET", "PUT"])
    document = openapi_document(app)
    assert list(document["paths"]) == ["/x/{id}"]
    item = document["paths"]["/x/{id}"]
    assert (item["get"]["operationId"], item["put"]["operationId"]) == ("number", "word")
    assert item["put"]["parameters"][0]["name"] == "id"


def test_operations_of_one_endpoint_are_told_apart():
    app = App("app", static_folder=None)
    app.add_url_rule("/a", "view", lambda: "", methods=["GET", "POST"])
    app.add_url_rule("/b", "view", methods=["GET"])
    items = openapi_document(app)["paths"].values()
    ids = [operation["operationId"] for item in items for operation in item.values()]
    assert sorted(ids) == ["view_get", "view_get_2", "view_post"]


def test_a_view_with_methods_gives_each_its_summary():
    class Item(MethodView):
        def get(self):
            """Read it."""

        def put(self):
            """Write it."""

    app = App("app", static_folder=None)
    app.add_url_rule("/item", view_func=Item.as_view("item"))
    item = openapi_document(app)["paths"]["/item"]
    assert (item["get"]["summary"], item["put"]["summary"]) == ("Read it.", "Write it.")


def test_the_root_of_the_app_is_its_server(app):
    app.config["APPLICATION_ROOT"] = "/mounted/"
    assert openapi_document(app)["servers"] == [{"url": "/mounted"}]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_document_is_valid(many, app):
    validator = pytest.importorskip(
        "openapi_spec_validator", reason="the validator is in the dev extra"
    )
    for one in (many, app):
        validator.validate(json.loads(json.dumps(openapi_document(one))))


def test_the_command_writes_json(microweb, tmp_path):
    assert json.loads(microweb("openapi").output)["openapi"] == "3.1.1"
    path = tmp_path / "openapi.json"
    result = microweb("openapi", "--title", "Läden", "-o", str(path))
    assert result.stdout == ""
    assert json.loads(path.read_text(encoding="utf-8"))["info"]["title"] == "Läden"


def test_a_file_that_cannot_be_written_is_said(microweb, tmp_path):
    result = microweb("openapi", "--output", str(tmp_path / "nowhere" / "api.json"))
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: Could not open file ")
    assert "No such file or directory" in result.stderr

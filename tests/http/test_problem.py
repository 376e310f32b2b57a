"""The body of an error answer, in three forms."""

import json
from html.parser import HTMLParser

import pytest

from microweb.http import problem
from microweb.http.problem import render_problem

EVIL = "<script>alert(1)</script>&\"'{name}%s\u2028"


def render(accept="", description="There is nothing here."):
    return render_problem(code=404, name="Not Found", description=description, accept=accept)


@pytest.mark.parametrize("accept", ["", "*/*", "text/html", "image/png", "text/*", "nonsense"])
def test_a_page_is_the_default(accept):
    content_type, body = render(accept)
    assert content_type == "text/html; charset=utf-8"
    assert body.startswith("<!doctype html>")
    assert "<title>404 Not Found</title>" in body
    assert "<h1>Not Found</h1>" in body
    assert "<p>There is nothing here.</p>" in body


@pytest.mark.parametrize(
    "accept", ["application/problem+json", "application/json", "application/*"]
)
def test_a_client_of_json_gets_a_problem(accept):
    content_type, body = render(accept)
    assert content_type == "application/problem+json"
    assert json.loads(body) == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is nothing here.",
    }


def test_a_client_of_text_gets_text():
    assert render("text/plain") == (
        "text/plain; charset=utf-8",
        "404 Not Found\n\nThere is nothing here.\n",
    )


def test_a_browser_gets_a_page_and_a_script_what_it_asks_for():
    assert render("text/html,application/xml;q=0.9,*/*;q=0.8")[0].startswith("text/html")
    assert render("application/json, text/plain, */*")[0] == "text/html; charset=utf-8"
    assert render("application/json, */*;q=0.5")[0] == "application/problem+json"


def test_the_same_words_are_written_for_each_client_in_its_form():
    kinds = [render(accept)[0] for accept in ("", "text/plain", "application/json", "")]
    assert kinds[0] == kinds[3] != kinds[1] != kinds[2]
    assert "One." in render("", "One.")[1]
    assert "Two." in render("", "Two.")[1]


def test_a_long_description_is_not_kept():
    before = problem._write_again.cache_info().currsize
    assert "d" * 201 in render("text/plain", "d" * 201)[1]
    assert problem._write_again.cache_info().currsize == before


class Reader(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


def test_t87_the_page_escapes_what_it_is_told():
    body = render(description=EVIL)[1]
    reader = Reader(body)
    assert "script" not in reader.tags
    assert EVIL in reader.text
    assert EVIL[:8] not in body
    assert "&#39;" in body
    assert "&quot;" in body


def test_t44_the_page_escapes_the_reason():
    body = render_problem(code=499, name="<b>Odd</b>", description="", accept="")[1]
    assert "b" not in Reader(body).tags


def test_each_line_of_a_description_is_a_line_of_the_page():
    body = render(description="one\ntwo <b>")[1]
    assert "<p>one<br>\ntwo &lt;b&gt;</p>" in body


def test_json_holds_the_description_as_it_is():
    assert json.loads(render("application/json", EVIL)[1])["detail"] == EVIL
    assert render("application/json", EVIL)[1].isascii()

"""A form whose token was refused is offered again, with what was typed; to its own site alone."""

import io
import json
from html.parser import HTMLParser

import pytest

from microweb import App, Response, request, session
from microweb.app.retry import is_secret_field
from microweb.security.tokens import make_token

OWN = "http://shop.example"
BROWSER = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Origin": OWN,
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
}


@pytest.fixture
def app():
    app = App(__name__, static_folder=None)
    app.testing = True
    app.secret_key = "of the test" * 4
    app.config["CSRF_TOKENS"] = True

    @app.get("/token")
    def token():
        return make_token(session)

    @app.route("/note", methods=["POST", "PUT", "DELETE"])
    def note():
        return {
            "query": request.query_string.decode(),
            "form": [list(pair) for pair in request.form.items(multi=True)],
            "files": [name for name, _ in request.files.items(multi=True)],
        }

    return app


class Form(HTMLParser):
    """The form of a page, as a browser reads it."""

    def __init__(self, page):
        super().__init__()
        self.attributes = None
        self.controls = []  # name, kind, value
        self.labels = []
        self.tags = []
        self._area = None
        self._label = None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.tags.append((tag, sorted(found)))
        if tag == "form":
            self.attributes = found
        elif tag == "input":
            kind = found.get("type", "text")
            self.controls.append((found["name"], kind, found.get("value", "")))
        elif tag == "textarea":
            self._area = [found["name"], ""]
        elif tag == "label":
            self._label = ""

    def handle_data(self, data):
        if self._area is not None:
            self._area[1] += data
        elif self._label is not None:
            self._label += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            name, value = self._area
            value = value.removeprefix("\n").replace("\r\n", "\n").replace("\r", "\n")
            self.controls.append((name, "textarea", value.replace("\n", "\r\n")))
            self._area = None
        elif tag == "label":
            self.labels.append(self._label.strip())
            self._label = None

    @property
    def pairs(self):
        """Give what is sent, files apart."""
        return [(name, value) for name, kind, value in self.controls if kind != "file"]

    def kind_of(self, wanted):
        return next(kind for name, kind, _ in self.controls if name == wanted)

    def value_of(self, wanted):
        return next(value for name, _, value in self.controls if name == wanted)


def post(app, data, *, client=None, path="/note", method="POST", **changes):
    headers = {**BROWSER, **{name.replace("_", "-"): value for name, value in changes.items()}}
    headers = {name: value for name, value in headers.items() if value is not None}
    client = client or app.test_client()
    return client.open(path, method=method, base_url=OWN, data=data, headers=headers)


def with_file():
    return {"name": "Ada", "photo": (io.BytesIO(b"GIF89a"), 'me "<b>.gif')}


def has_form(response):
    assert response.status_code == 403
    assert "CSRF_TOKENS" in response.text
    return "<form" in response.text


def test_what_was_typed_arrives_when_it_is_sent_again(app):
    client = app.test_client()
    typed = {"title": "Ünïcode & <b>", "text": "one\r\ntwo", "tag": ["a", "b", ""]}
    response = post(app, {**typed, "csrf_token": "0" * 128}, client=client, path="/note?id=7&x=%26")
    form = Form(response.text)
    again = {}
    for name, value in form.pairs:
        again.setdefault(name, []).append(value)
    taken = post(app, again, client=client, path="/note?id=7&x=%26").json
    assert taken["query"] == "id=7&x=%26"
    assert dict(map(tuple, taken["form"]))["title"] == "Ünïcode & <b>"
    assert ["text", "one\r\ntwo"] in taken["form"]
    assert [value for name, value in taken["form"] if name == "tag"] == ["a", "b", ""]
    assert [name for name, _ in taken["form"]].count("csrf_token") == 1


def test_the_form_goes_where_it_went_with_method_and_encoding(app):
    assert Form(post(app, {"a": "b"}).text).attributes == {
        "method": "post",
        "enctype": "application/x-www-form-urlencoded",
    }
    assert Form(post(app, with_file()).text).attributes == {
        "method": "post",
        "enctype": "multipart/form-data",
    }


def test_each_field_has_a_label_and_there_is_a_button(app):
    page = post(app, {"title": "x", "text": "a\nb"}).text
    assert Form(page).labels == ["title", "text"]
    assert "<button>Send again</button>" in page


def test_a_stale_token_is_replaced(app):
    client = app.test_client()
    old = client.get("/token", base_url=OWN).text
    client.delete_cookie("session", domain="shop.example")
    form = Form(post(app, {"a": "b", "csrf_token": old}, client=client).text)
    assert form.kind_of("csrf_token") == "hidden"
    assert form.value_of("csrf_token") != old
    assert post(app, dict(form.pairs), client=client).json["form"][1] == ["a", "b"]


def test_the_page_is_kept_nowhere_and_runs_nothing(app):
    response = post(app, {"a": "b"})
    assert "no-store" in response.headers["Cache-Control"]
    assert "Cookie" in response.headers["Vary"]
    assert "<script" not in response.text
    assert "style=" not in response.text


HOSTILE = [
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    "</textarea><script>alert(1)</script>\n",
    "</label></form><form action=//evil.example>",
    '" autofocus onfocus=alert(1) x="',
    "a\r\nb<!--",
    "&quot;&#x3c;script&#x3e;",
    "x" * 90 + "</textarea><script>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_names_and_values_are_text_whatever_they_are(app, text):
    harmless = Form(post(app, {"name": "x", "other": "y"}).text)
    for data in ({text: "x", "other": "y"}, {"name": text, "other": "y"}):
        form = Form(post(app, data).text)
        tags = [
            ("input", attributes) if tag == "textarea" else (tag, attributes)
            for tag, attributes in form.tags
        ]
        assert [tag for tag, _ in tags] == [tag for tag, _ in harmless.tags]
        assert not [name for _, names in tags for name in names if name.startswith("on")]
        normal = [
            [name, value.replace("\n", "\r\n").replace("\r\r", "\r")]
            for name, value in data.items()
        ]
        assert [
            [name, value.replace("\n", "\r\n").replace("\r\r", "\r")]
            for name, value in form.pairs[1:]
        ] == normal


def test_a_file_name_is_text_too(app):
    page = post(app, with_file()).text
    assert "<b>" not in page
    assert "photo (me &quot;&lt;b&gt;.gif)" in page.replace("%22", "&quot;")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_text_that_begins_with_a_line_keeps_it(app, end):
    assert Form(post(app, {"text": f"{end}one"}).text).value_of("text") == "\r\none"


def test_secrets_have_to_be_typed_again(app):
    data = {"user": "ada", "password": "hunter2", "newPassword": "hunter3", "api_key": "hunter4"}
    response = post(app, data)
    assert "hunter" not in response.text
    assert "type them again" in response.text
    form = Form(response.text)
    for name in ("password", "newPassword", "api_key"):
        assert (form.kind_of(name), form.value_of(name)) == ("password", "")


def test_nothing_is_said_of_secrets_and_files_where_there_are_none(app):
    page = post(app, {"user": "ada"}).text
    assert "type them again" not in page
    assert "chosen again" not in page


SECRET = (
    "password Passwort passwd user_pass motdepasse new-password2 pwd pin userPin PIN otp totp "
    "cvc2 client_secret resetToken csrfmiddlewaretoken card_number cardNo iban key api-key"
)
OPEN = "title passenger passage spinner opinion keyword monkey discard standard tango"


@pytest.mark.parametrize("name", SECRET.split())
def test_names_of_secrets(name):
    assert is_secret_field(name)


@pytest.mark.parametrize("name", OPEN.split())
def test_names_of_no_secrets(name):
    assert not is_secret_field(name)


def test_files_have_to_be_chosen_again(app):
    response = post(app, with_file())
    form = Form(response.text)
    assert form.kind_of("photo") == "file"
    assert form.value_of("name") == "Ada"
    assert "chosen again" in response.text
    assert "GIF89a" not in response.text


def test_several_files_of_one_name_have_to_be_chosen_each(app):
    photos = [(io.BytesIO(b"GIF89a"), name) for name in ("me.gif", "you.gif")]
    form = Form(post(app, {"photo": photos}).text)
    assert [name for name, kind, _ in form.controls if kind == "file"] == ["photo", "photo"]


def test_a_file_that_was_not_chosen_can_be_chosen_now(app):
    response = post(app, {"name": "Ada", "photo": (io.BytesIO(b""), "")})
    assert Form(response.text).kind_of("photo") == "file"
    assert "chosen again" not in response.text


# Who may see it.


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"Sec_Fetch_Mode": None, "Sec_Fetch_Dest": None},
        # A browser that does not send Sec-Fetch-Site, or none to a plain http host on the LAN.
        {"Sec_Fetch_Site": None, "Sec_Fetch_Mode": None, "Sec_Fetch_Dest": None},
        {"Sec_Fetch_Site": None, "Origin": "https://shop.example"},  # a proxy ends the TLS
    ],
)
def test_a_page_of_this_site_has_the_form(app, changes):
    assert has_form(post(app, {"a": "b"}, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        # Nobody vouches for it: no browser, one without either header, the address bar.
        {"Sec_Fetch_Site": None, "Origin": None},
        {"Sec_Fetch_Site": "none", "Origin": None},
        # Trusted to send is not trusted to fill in what a visitor then sends as his own.
        {"Sec_Fetch_Site": "cross-site", "Origin": "https://pay.example"},
        {"Sec_Fetch_Site": None, "Origin": "https://pay.example"},
    ],
)
def test_what_another_site_may_have_made_up_is_not_offered(app, changes):
    app.config["CSRF_TRUSTED_ORIGINS"] = ["https://pay.example"]
    response = post(app, {"amount": "1000000"}, **changes)
    assert not has_form(response)
    assert "1000000" not in response.text


def test_another_sites_request_is_refused_before_its_form_is_read(app):
    response = post(app, {"amount": "1000000"}, Sec_Fetch_Site="cross-site", Origin="null")
    assert response.status_code == 403
    assert "1000000" not in response.text


@pytest.mark.parametrize(
    "changes",
    [
        {"Accept": "application/json"},
        {"Accept": "text/plain"},
        {"Accept": "application/problem+json, text/html;q=0.5"},
        {"Accept": "*/*"},
        {"Accept": None},
        {"Sec_Fetch_Mode": "cors"},
        {"Sec_Fetch_Mode": "same-origin"},
        {"X_CSRF_Token": "0" * 128},
        {"method": "PUT"},
        {"method": "DELETE"},
        {"Content_Type": "text/plain"},
    ],
)
def test_a_program_gets_the_facts_alone(app, changes):
    method = changes.pop("method", "POST")
    response = post(
        app,
        "a=1234567",
        method=method,
        **{"Content_Type": "application/x-www-form-urlencoded", **changes},
    )
    assert not has_form(response)
    assert "1234567" not in response.text


def test_a_problem_document_has_the_same_text(app):
    response = post(app, {"a": "b"}, Accept="application/json")
    assert response.mimetype == "application/problem+json"
    assert json.loads(response.data)["detail"].startswith("The form's token is missing")


def test_200_fields_are_shown_and_201_are_not(app):
    assert has_form(post(app, {f"f{number}": "x" for number in range(200)}))
    response = post(app, {f"f{number}": "x" for number in range(201)})
    assert not has_form(response)
    assert "Back button" in response.text


def test_256_kib_are_shown_and_one_character_more_is_not(app):
    most = 256 * 1024
    assert has_form(post(app, {"text": "x" * (most - 4)}))
    assert not has_form(post(app, {"text": "x" * (most - 3)}))


def test_a_form_without_any_field_is_offered(app):
    response = post(app, "", Content_Type="application/x-www-form-urlencoded")
    assert Form(response.text).pairs[0][0] == "csrf_token"


def test_the_handler_of_the_app_wins(app):
    app.errorhandler(403)(lambda error: (f"mine: {error.code}", 403))
    assert post(app, {"a": "b"}).text == "mine: 403"


def test_a_handler_may_give_the_page_on(app):
    @app.errorhandler(403)
    def forbidden(error):
        return Response(error.get_response(request.environ).data, 403, {"X-Mine": "yes"})

    response = post(app, {"a": "b"})
    assert response.headers["X-Mine"] == "yes"
    assert has_form(response)


def test_it_works_below_a_middleware(app):
    app.use(lambda request, call_next: call_next(request))
    client = app.test_client()
    form = Form(post(app, {"a": "b"}, client=client).text)
    assert post(app, dict(form.pairs), client=client).status_code == 200


def test_without_a_secret_key_there_is_no_token_to_offer(app):
    app.secret_key = None
    assert not has_form(post(app, {"a": "b"}))


def test_a_visitors_form_ends_with_his_session_elsewhere(app):
    """The token of the page belongs to who sent it: nobody else can use it."""
    token = Form(post(app, {"a": "b"}).text).value_of("csrf_token")
    assert post(app, {"a": "b", "csrf_token": token}).status_code == 403

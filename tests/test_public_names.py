"""The public surface, as a snapshot: a change here is a change for every user."""

import inspect
import re
from pathlib import Path

import pytest

import microweb
from microweb import (
    audit,
    cli,
    exceptions,
    explain,
    http,
    middleware,
    routing,
    security,
    sessions,
    stores,
    testing,
    views,
)

DOCS = Path(__file__).parents[1] / "docs"
# Code on a page: a block, or what stands between backticks.
_CODE_RE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)

SURFACE = {
    microweb: """
        App Blueprint Config Context Markup Request Response abort after_this_request
        check_password_hash copy_current_request_context current_app escape flash g
        generate_password_hash get_flashed_messages get_template_attribute has_app_context
        has_request_context json jsonify make_response redirect render_template
        render_template_string request send_file send_from_directory session stream_template
        stream_template_string stream_with_context url_for
    """,
    exceptions: """
        BadGateway BadRequest BadRequestKeyError BuildError Conflict ExpectationFailed
        FailedDependency Forbidden GatewayTimeout Gone HTTPException HTTPVersionNotSupported
        ImATeapot InternalServerError LengthRequired Locked MethodNotAllowed MicrowebError
        NoSecretKeyError NotAcceptable NotFound NotImplemented PreconditionFailed
        PreconditionRequired RegistrationError RequestEntityTooLarge RequestHeaderFieldsTooLarge
        RequestTimeout RequestURITooLong RequestedRangeNotSatisfiable ServiceUnavailable
        TooManyRequests Unauthorized UnavailableForLegalReasons UnprocessableEntity
        UnsupportedMediaType abort
    """,
    routing: """
        AnyConverter BaseConverter FloatConverter IntegerConverter PathConverter Router Rule
        SlashMissing UUIDConverter UnicodeConverter ValidationError
    """,
    middleware: "CORS Compression ProxyFix RateLimit RequestID",
    security: "check_password_hash csrf_exempt generate_password_hash password_needs_rehash "
    "verify_login",
    audit: "Finding audit audit_deployment",
    cli: """
        Abort AppGroup Argument BOOL BadParameter Choice ClickException Command CommandError Context
        DateTime Exit FLOAT File FileError FloatRange Group INT IntRange MissingParameter
        NoSuchCommand NoSuchOption Option ParamType Parameter Path STRING ScriptInfo Tuple
        UNPROCESSED UUID UsageError argument command confirm confirmation_option echo
        get_current_context group help_option is_terminal load_app main option pass_context
        pass_obj password_option prompt secho style terminal_width unstyle version_option
        with_appcontext
    """,
    explain: """
        Call Explained Explanation Step describe_submission explain following format_explanation
        narrate
    """,
    sessions: """
        ConfiguredSessions NoSessionStoreError NullSession Session SessionApp SessionInfo
        SessionInterface SessionSentError SessionTooLargeError SignedCookieSessions StoredSessions
    """,
    views: "MethodView View",
    stores: """
        MemoryStore RedisStore Row SQLiteStore Store StoreError Window open_store
    """,
    testing: """
        AppClient Client Cookie CookieJar TestResponse make_app_environ make_environ
    """,
}

SIGNATURES = {
    "url_for": "(endpoint: str, *, _anchor: str | None = None, _method: str | None = None, "
    "_scheme: str | None = None, _external: bool | None = None, **values: Any) -> str",
    "redirect": "(location: str, code: int = 303) -> microweb.responses.response.Response",
    "flash": "(message: Any, category: str = 'message') -> None",
    "get_flashed_messages": "(*, with_categories: bool = False, "
    "category_filter: collections.abc.Iterable[str] = ()) -> list[typing.Any]",
    "jsonify": "(*args: Any, **kwargs: Any) -> microweb.responses.response.Response",
    "make_response": "(*args: Any) -> microweb.responses.response.Response",
    "render_template": "(template_name_or_list: str | list[str], /, **values: Any) -> str",
    "render_template_string": "(source: str, /, **values: Any) -> str",
}


def test_all_is_what_is_public():
    for module, names in SURFACE.items():
        assert sorted(module.__all__) == sorted(names.split()), module.__name__


def test_every_public_name_exists_and_is_documented():
    for module in (*SURFACE, http):
        for name in module.__all__:
            value = getattr(module, name)
            if inspect.isfunction(value) or inspect.isclass(value):
                assert inspect.getdoc(value), f"{module.__name__}.{name}"


def test_signatures_of_the_helpers():
    for name, expected in SIGNATURES.items():
        assert str(inspect.signature(getattr(microweb, name))) == expected


@pytest.fixture(scope="module")
def words():
    """Every word of code on the pages, but for the page of Flask's names, which has all of them."""
    pages = [page for page in DOCS.glob("*.md") if page.name != "flask.md"]
    assert len(pages) > 10
    code = (match[0] for page in pages for match in _CODE_RE.finditer(page.read_text("utf-8")))
    return {word for text in code for word in re.findall(r"\w+", text)}


@pytest.mark.parametrize("module", [*SURFACE, http], ids=lambda module: module.__name__)
def test_every_public_name_is_on_a_page(module, words):
    assert sorted(set(module.__all__) - words) == []

"""The audit of an app, and of its deployment: as functions, and as `microweb check`."""

import json
import os
import re
import secrets
import sys
from pathlib import Path
from types import ModuleType

import pytest

from microweb import App, Blueprint, Request, Response, render_template, url_for
from microweb.audit import Finding, audit, audit_deployment
from microweb.audit.flask_names import INSTEAD
from microweb.auth import Auth
from microweb.config import DEFAULTS
from microweb.json import JSONProvider
from microweb.middleware import CORS, ProxyFix
from microweb.sessions import SessionInterface
from microweb.stores import SQLiteStore

NO_CODES = {
    *("base-uri", "default-src", "form-action", "frame-ancestors", "object-src"),
    *("script-src", "script-src-attr", "script-src-elem"),
}
PROTECTIONS = [
    *("CSRF_PROTECTION", "CONTENT_SECURITY_POLICY", "X_CONTENT_TYPE_OPTIONS", "X_FRAME_OPTIONS"),
    *("REFERRER_POLICY", "MAX_CONTENT_LENGTH", "MAX_FORM_MEMORY_SIZE", "MAX_FORM_PARTS"),
]
GOOD_KEY = "4f8a1c9e2b7d6053" * 4


def codes(findings):
    return [found.code for found in findings]


@pytest.fixture
def site(tmp_path):
    """An app with a folder of its own."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "index.html").write_text("{{ 1 }}")
    return App("site", root_path=str(tmp_path), instance_path=str(tmp_path / "instance"))


@pytest.fixture
def safe(site):
    """An app that is set up for the internet."""
    site.config.update(
        SECRET_KEY=GOOD_KEY,
        TRUSTED_HOSTS=["shop.example"],
        PREFERRED_URL_SCHEME="https",
        STRICT_TRANSPORT_SECURITY="max-age=31536000",
        SESSION_COOKIE_SECURE=True,
        SESSION_STORE="sqlite:///sessions.db",
    )
    return site


def test_a_good_app_has_no_findings(site):
    site.add_url_rule("/", "index", lambda: render_template("index.html"))
    assert audit(site) == []


def test_a_rule_that_never_answers_is_found(site):
    site.add_url_rule("/<name>/<int:id>", "one", lambda name, **_: name)
    site.add_url_rule("/<other>/<int(min=5):id>", "two", lambda other, **_: other)
    site.add_url_rule("/empty", "empty")
    findings = audit(site)
    assert codes(findings) == ["route-shadowed", "route-viewless"]
    assert "test_audit.py:" in findings[0].message
    assert all(found.level == "error" for found in findings)


def test_a_template_that_does_not_compile_is_found_with_its_line(site, tmp_path):
    (tmp_path / "templates" / "broken.html").write_text("fine\n{% if %}\n")
    (found,) = audit(site)
    assert (found.level, found.code) == ("error", "template-syntax")
    assert "broken.html:2" in found.message


@pytest.mark.parametrize(
    ("source", "level", "code"),
    [
        ("<p class={{ x }}>", "warning", "template-unquoted"),
        ("<script>let x = {{ x }}</script>", "warning", "template-script"),
        ('<a href="{{ x }}">', "hint", "template-url"),
        ("<p>{{ x|safe }}", "hint", "template-safe"),
    ],
)
def test_a_value_that_escaping_cannot_make_safe_is_found(site, tmp_path, source, level, code):
    (tmp_path / "templates" / "page.html").write_text(f"one\n{source}")
    (found,) = audit(site)
    assert (found.level, found.code) == (level, code)
    assert "page.html:2" in found.message
    (tmp_path / "templates" / "page.html").rename(tmp_path / "templates" / "page.txt")
    assert audit(site) == []


def test_a_file_that_is_no_text_is_a_hint(site, tmp_path):
    (tmp_path / "templates" / "logo.png").write_bytes(b"\x89PNG\xff\xfe")
    assert codes(audit(site)) == ["template-encoding"]


def test_a_template_that_a_view_names_and_nobody_has_is_found(site):
    def index():
        return render_template(
            "idnex.html",
            title="x",
        )

    site.add_url_rule("/", "index", index)
    (found,) = audit(site)
    assert found.code == "unknown-template"
    assert "test_audit.py:" in found.message
    assert found.fix == "Did you mean 'index.html'?"


def test_an_endpoint_that_a_view_names_and_nobody_has_is_found(site):
    site.add_url_rule("/", "index", lambda: url_for("indxe"))
    (found,) = audit(site)
    assert (found.code, found.fix) == ("unknown-endpoint", "Did you mean 'index'?")


def test_a_relative_endpoint_is_one_of_the_blueprint(site):
    shop = Blueprint("shop", "site", root_path=site.root_path)
    shop.add_url_rule("/a", "good", lambda: url_for(".good"))
    shop.add_url_rule("/b", "bad", lambda: url_for(".bda"))
    site.register_blueprint(shop)
    (found,) = audit(site)
    assert "'.bda'" in found.message


def test_names_below_decorators_and_in_inner_functions_are_found(site):
    from functools import wraps

    def index():
        def inner():
            return url_for("nowhere")

        return inner()

    @wraps(index)
    def wrapper():
        return index()

    site.add_url_rule("/", "index", wrapper)
    assert codes(audit(site)) == ["unknown-endpoint"]


def test_a_name_that_is_computed_is_left_alone(site):
    site.add_url_rule("/", "index", lambda: render_template(site.name + ".html"))
    assert audit(site) == []


def test_a_blueprint_without_its_folder_is_found(site):
    shop = Blueprint("shop", "site", root_path=site.root_path, static_folder="nowhere")
    site.register_blueprint(shop)
    (found,) = audit(site)
    assert (found.code, "nowhere" in found.message) == ("missing-folder", True)


def test_a_misspelt_setting_is_found(site):
    site.config["SECERT_KEY"] = "x"
    (found,) = audit(site)
    assert (found.level, found.code) == ("warning", "unknown-setting")
    assert "SECRET_KEY" in found.fix


def test_an_app_that_is_safe_has_no_findings(safe):
    assert audit_deployment(safe) == []


@pytest.mark.parametrize(
    ("key", "value", "level", "code"),
    [
        ("DEBUG", True, "error", "debug-on"),
        ("TESTING", True, "error", "testing-on"),
        ("PROPAGATE_EXCEPTIONS", True, "warning", "exceptions-propagate"),
        ("TRAP_HTTP_EXCEPTIONS", True, "warning", "exceptions-trapped"),
        ("SECRET_KEY", "dev", "error", "weak-secret-key"),
        ("SECRET_KEY", "your_secret_key", "error", "weak-secret-key"),
        ("SECRET_KEY", "Change-this-in-production", "error", "weak-secret-key"),
        ("SECRET_KEY", "my key of 2026 for the shop", "error", "weak-secret-key"),
        ("SECRET_KEY", "qwertyuiopasdfghjkl", "error", "weak-secret-key"),
        ("SECRET_KEY", "abcdefghijklmnopq", "error", "weak-secret-key"),
        ("SECRET_KEY", "a" * 40, "error", "weak-secret-key"),
        ("SECRET_KEY", b"aB3xY9qZ4k", "error", "weak-secret-key"),
        ("SECRET_KEY_FALLBACKS", ["dev"], "error", "weak-secret-key"),
        ("TRUSTED_HOSTS", None, "warning", "no-trusted-hosts"),
        ("PREFERRED_URL_SCHEME", "http", "warning", "plain-http"),
        ("STRICT_TRANSPORT_SECURITY", None, "hint", "no-hsts"),
        ("SESSION_COOKIE_SECURE", False, "error", "cookie-not-secure"),
        ("SESSION_COOKIE_HTTPONLY", False, "error", "cookie-for-scripts"),
        ("SESSION_COOKIE_SAMESITE", "None", "warning", "cookie-for-other-sites"),
        ("SESSION_STORE", None, "hint", "cookie-sessions"),
        ("SESSION_STORE", "memory:", "warning", "memory-sessions"),
        ("SESSION_COOKIE_SECURE", None, "hint", "no-proxy-fix"),
        ("TRUSTED_HOSTS", ["*"], "error", "trusted-hosts-too-wide"),
        ("TRUSTED_HOSTS", [".com"], "error", "trusted-hosts-too-wide"),
        ("TRUSTED_HOSTS", ["."], "error", "trusted-hosts-too-wide"),
        ("TRUSTED_HOSTS", ["*.shop.example"], "error", "trusted-hosts-unmatched"),
        ("TRUSTED_HOSTS", ["https://shop.example"], "error", "trusted-hosts-unmatched"),
        ("TRUSTED_HOSTS", ["shop.example:443"], "error", "trusted-hosts-unmatched"),
        ("CSRF_TRUSTED_ORIGINS", ["http://a.example"], "warning", "csrf-plain-http"),
        ("CSRF_PROTECTION", False, "error", "csrf-protection-off"),
        ("CONTENT_SECURITY_POLICY", None, "warning", "content-security-policy-off"),
        ("X_CONTENT_TYPE_OPTIONS", None, "warning", "x-content-type-options-off"),
        ("X_FRAME_OPTIONS", None, "warning", "x-frame-options-off"),
        ("REFERRER_POLICY", None, "hint", "referrer-policy-off"),
        ("MAX_CONTENT_LENGTH", None, "error", "max-content-length-off"),
        ("MAX_FORM_MEMORY_SIZE", None, "warning", "max-form-memory-size-off"),
        ("MAX_FORM_PARTS", None, "warning", "max-form-parts-off"),
    ],
)
def test_a_setting_that_is_unsafe_is_found(safe, key, value, level, code):
    safe.config[key] = value
    (found,) = audit_deployment(safe)
    assert (found.level, found.code) == (level, code)
    named = "CSP" if key == "CONTENT_SECURITY_POLICY" else key
    assert named in found.message or key in found.message
    assert found.fix


@pytest.mark.parametrize(
    "hosts", [["shop.example"], [".shop.example", "127.0.0.1", "[::1]"], [".local", "localhost"]]
)
def test_hosts_that_can_be_are_good(safe, hosts):
    safe.config["TRUSTED_HOSTS"] = hosts
    assert audit_deployment(safe) == []


@pytest.mark.parametrize(
    ("policy", "found"),
    [
        ("default-src 'self'", []),
        ("default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' https:", []),
        ("script-src 'self'; img-src *; style-src 'unsafe-inline'", []),
        ("default-src 'none'; script-src-elem 'self'; script-src 'self'", []),
        ("img-src 'self'", ["csp-no-script-src"]),
        ("script-src-elem 'self'", ["csp-no-script-src"]),
        ("script-src 'self' 'unsafe-inline'", ["csp-unsafe-inline"]),
        ("Default-Src 'self' 'Unsafe-Inline'", ["csp-unsafe-inline"]),
        ("script-src 'self'; script-src-attr 'unsafe-inline'", ["csp-unsafe-inline"]),
        ("default-src 'unsafe-inline'; script-src 'self'", []),
        ("script-src 'self'; script-src 'unsafe-inline'", []),
        ("script-src 'self' 'unsafe-eval'", ["csp-unsafe-eval"]),
        ("script-src *", ["csp-any-source"]),
        ("script-src https:", ["csp-any-source"]),
        ("script-src 'self' data:", ["csp-any-source"]),
        ("default-src 'self'; frame-ancestors *", ["csp-any-source"]),
        ("default-src 'self'; img-src data:; base-uri *", ["csp-any-source"]),
        ("script-src 'nonce-abc'", ["csp-fixed-nonce"]),
        ("script-src * 'unsafe-inline'", ["csp-unsafe-inline", "csp-any-source"]),
    ],
)
def test_a_hole_in_the_content_policy_is_found(safe, policy, found):
    safe.config["CONTENT_SECURITY_POLICY"] = policy
    findings = audit_deployment(safe)
    assert codes(findings) == found
    assert all("CONTENT_SECURITY_POLICY" in one.message for one in findings)


def test_a_proxy_fix_anywhere_around_the_app_is_seen(safe):
    safe.config["SESSION_COOKIE_SECURE"] = None
    assert codes(audit_deployment(safe)) == ["no-proxy-fix"]

    class Other:
        def __init__(self, app):
            self.app = app

        def __call__(self, environ, start_response):
            return self.app(environ, start_response)

    safe.wsgi_app = Other(ProxyFix(safe.wsgi_app, hops=1))
    assert audit_deployment(safe) == []


def key_findings(app):
    app.config["SECRET_KEY"] = None
    found = [one for one in audit_deployment(app) if one.code == "no-secret-key"]
    return [(one.level, one.message) for one in found]


def test_without_a_key_it_is_a_warning_while_nothing_is_signed(safe):
    assert key_findings(safe) == []
    safe.config["SESSION_STORE"] = None
    ((level, message),) = key_findings(safe)
    assert (level, "SECRET_KEY" in message) == ("warning", True)


@pytest.mark.parametrize("name", ["session", "flash", "get_flashed_messages"])
def test_a_missing_key_is_an_error_where_a_module_of_the_views_uses_sessions(
    safe, monkeypatch, name
):
    safe.config["SESSION_STORE"] = None
    module = ModuleType("shopkeeping.basket")
    monkeypatch.setitem(sys.modules, "shopkeeping.basket", module)
    exec(f"from microweb import {name}\ndef index(): return ''", vars(module))
    index = vars(module)["index"]
    index.__module__ = "shopkeeping.views"
    safe.add_url_rule("/", "index", index)
    ((level, message),) = key_findings(safe)
    assert (level, f"shopkeeping.basket uses {name}" in message) == ("error", True)
    safe.config["SESSION_STORE"] = "sqlite:///sessions.db"
    assert key_findings(safe) == []


def test_a_name_of_the_modules_own_is_no_use_of_sessions(safe, monkeypatch):
    safe.config["SESSION_STORE"] = None
    module = ModuleType("bandstand")
    monkeypatch.setitem(sys.modules, "bandstand", module)
    exec("session = 'of the band'\ndef flash(): return ''", vars(module))
    safe.before_request(vars(module)["flash"])
    assert [level for level, _ in key_findings(safe)] == ["warning"]


@pytest.mark.parametrize(
    "source",
    [
        "{% for message in get_flashed_messages() %}{{ message }}{% endfor %}",
        "<input value='{{ csrf_token() }}'>",
        "{% if 1 %}{{ session.name }}{% endif %}",
    ],
)
def test_a_missing_key_is_an_error_where_a_template_uses_sessions(safe, tmp_path, source):
    safe.config["SESSION_STORE"] = None
    (tmp_path / "templates" / "broken.html").write_text("{% if %}")
    (tmp_path / "templates" / "plain.html").write_text("our session. flash()")
    assert [level for level, _ in key_findings(safe)] == ["warning"]
    (tmp_path / "templates" / "page.html").write_text(source)
    ((level, message),) = key_findings(safe)
    assert (level, "the template 'page.html' uses " in message) == ("error", True)


def test_a_missing_key_is_an_error_with_tokens_and_with_logins(safe):
    safe.config.update(SESSION_STORE=None, CSRF_TOKENS=True)
    ((level, message),) = key_findings(safe)
    assert (level, "CSRF_TOKENS" in message) == ("error", True)
    safe.config.update(SESSION_STORE="sqlite:///sessions.db", CSRF_TOKENS=False)
    Auth(safe)
    ((level, message),) = key_findings(safe)
    assert (level, "logins" in message) == ("error", True)


def test_sessions_of_the_apps_own_need_no_key(safe):
    class Own(SessionInterface):
        def open_session(self, app, request):
            return None

        def save_session(self, app, session, response):
            pass

    safe.config.update(SESSION_STORE=None, CSRF_TOKENS=True)
    safe.session_interface = Own()
    assert key_findings(safe) == []


def test_check_deploy_ends_with_1_where_sessions_are_used_without_a_key(microweb, safe):
    safe.config.update(SECRET_KEY=None, SESSION_STORE=None, CSRF_TOKENS=True)
    result = microweb("check", "--deploy", create_app=lambda: safe)
    assert result.exit_code == 1
    assert result.output.startswith("ERROR no-secret-key\n")


@pytest.mark.parametrize("value", [5, True, "x", b"x", [5], ["x"], (), {}, object(), 1.5, None])
@pytest.mark.parametrize("key", DEFAULTS)
def test_no_value_of_a_setting_stops_the_audit(site, key, value):
    site.config[key] = value
    assert all(one.fix for one in [*audit(site), *audit_deployment(site)])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("SECRET_KEY", 5),
        ("SECRET_KEY_FALLBACKS", "abc"),
        ("TRUSTED_HOSTS", "shop.example"),
        ("TRUSTED_HOSTS", [5]),
        ("CSRF_TRUSTED_ORIGINS", "https://shop.example"),
        ("CONTENT_SECURITY_POLICY", ["default-src 'self'"]),
    ],
)
def test_a_setting_of_the_wrong_kind_is_found(site, key, value):
    site.config[key] = value
    found = [one for one in audit(site) if one.code == "setting-kind"]
    assert [(one.level, key in one.message) for one in found] == [("error", True)]


def test_what_the_first_request_would_meet_is_found(site):
    site.config["MAX_CONTENT_LENGTH"] = "16MB"
    (found,) = audit(site)
    assert (found.level, found.code) == ("error", "cannot-serve")
    assert "MAX_CONTENT_LENGTH" in found.message
    site.config["MAX_CONTENT_LENGTH"] = 5
    assert audit(site) == []
    site.add_url_rule("/", "index", lambda: "")  # nothing is closed yet


def test_cors_for_every_site_is_found(safe):
    safe.use(CORS(origins=["https://shop.example"]))
    assert audit_deployment(safe) == []
    safe.use(CORS(origins=["*"]))
    assert codes(audit_deployment(safe)) == ["cors-for-all"]


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
@pytest.mark.parametrize("name", ["shop.db", "settings.py", "secret", "tls.key"])
def test_a_private_file_that_all_can_read_is_found(safe, tmp_path, name):
    folder = tmp_path / "instance"
    folder.mkdir()
    path = folder / name
    path.write_text("x")
    path.chmod(0o644)
    (found,) = audit_deployment(safe)
    assert (found.code, str(path) in found.message) == ("readable-by-all", True)
    path.chmod(0o640)
    assert audit_deployment(safe) == []


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
@pytest.mark.parametrize("form", ["{}", "sqlite:///{}"])
def test_a_database_that_a_setting_names_is_looked_at(safe, tmp_path, form):
    path = tmp_path / "elsewhere.db"
    path.write_text("x")
    path.chmod(0o644)
    safe.config["DATABASE"] = form.format(path)
    (found,) = audit_deployment(safe)
    assert (found.code, str(path) in found.message) == ("readable-by-all", True)


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
@pytest.mark.parametrize("form", ["sqlite:///sessions.db", "sessions.db", SQLiteStore])
def test_the_store_of_sessions_is_looked_at_where_it_is(safe, tmp_path, monkeypatch, form):
    monkeypatch.chdir(tmp_path)
    safe.config["SESSION_STORE"] = form if isinstance(form, str) else form("sessions.db")
    path = tmp_path / "sessions.db"
    path.touch()
    path.chmod(0o644)
    (found,) = audit_deployment(safe)
    assert (found.code, str(path) in found.message) == ("readable-by-all", True)


@pytest.mark.parametrize(
    "make",
    [
        lambda: secrets.token_hex(16),
        lambda: secrets.token_hex(32),
        lambda: secrets.token_urlsafe(24),
        lambda: secrets.token_bytes(16),
    ],
)
def test_a_random_key_is_good(safe, make):
    for _ in range(200):
        safe.config["SECRET_KEY"] = make()
        assert audit_deployment(safe) == []


def test_check_ends_with_1_on_an_error(microweb, safe):
    assert microweb("check", create_app=lambda: safe).exit_code == 0
    assert microweb("check", "--deploy", create_app=lambda: safe).output == "Nothing was found.\n"
    safe.config["CSRF_PROTECTION"] = False
    assert microweb("check", create_app=lambda: safe).exit_code == 0
    assert microweb("check", "--deploy", create_app=lambda: safe).exit_code == 1


def test_check_shows_errors_first_and_counts(microweb, site):
    site.config.update(SECRET_KEY="dev")
    result = microweb("check", "--deploy", create_app=lambda: site)
    lines = result.output.splitlines()
    assert lines[0] == "ERROR weak-secret-key"
    assert lines[1].startswith("  SECRET_KEY is short")
    assert lines[2].startswith("  > Set SECRET_KEY")
    assert lines[-1] == "Found 1 error, 2 warnings, 3 hints."
    assert all(len(line) <= 80 for line in lines)


def test_check_writes_json(microweb, site):
    data = json.loads(microweb("check", "--deploy", "--json", create_app=lambda: site).output)
    assert set(data[0]) == set(Finding._fields)


def test_names_of_flask_that_nothing_reads_are_found_with_what_takes_their_place(tmp_path):
    class Shop(App):
        config_class = dict

        def full_dispatch_request(self):
            raise NotImplementedError

    class ShopRequest(Request):
        parameter_storage_class = dict

    class ShopInterface(SessionInterface):
        session_class = dict

        def open_session(self, app, request):
            return None

        def save_session(self, app, session, response):
            pass

    app = Shop("site", root_path=str(tmp_path))
    app.request_class = ShopRequest
    app.session_interface = ShopInterface()
    app.jinja_loader = None
    app.json.compact = False
    app.register_blueprint(Blueprint("pages", __name__))
    app.blueprints["pages"].jinja_loader = None
    found = [one for one in audit(app) if one.code == "unread-name"]
    facts = [one.message.rpartition(".")[2] for one in found]
    assert facts == [
        f"{fact}, which nothing reads"
        for fact in (
            "the Shop has jinja_loader",
            "Shop has config_class",
            "Shop has full_dispatch_request",
            "the Blueprint has jinja_loader",
            "ShopRequest has parameter_storage_class",
            "ShopInterface has session_class",
            "the JSONProvider has compact",
        )
    ]
    assert found[1].fix.endswith("the class is not exchangeable; `app.config.from_mapping`.")


def test_no_class_of_ours_has_a_name_that_nothing_reads():
    bases = (App, Blueprint, Request, Response, SessionInterface, JSONProvider)
    for base in bases:
        assert not [name for name in INSTEAD[base.__name__] if hasattr(base, name)]


def test_the_page_lists_every_code_and_no_other():
    root = Path(__file__).parents[2]
    page = (root / "docs" / "cli.md").read_text(encoding="utf-8")
    listed = [
        code
        for row in re.findall(r"^\| (`[a-z`, -]+`) \| (?:error|warning|hint)", page, re.MULTILINE)
        for code in re.findall(r"`([a-z-]+)`", row)
    ]
    source = "".join(path.read_text() for path in (root / "microweb" / "audit").glob("*.py"))
    written = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', source)) - NO_CODES
    made = {f"{key.lower().replace('_', '-')}-off" for key in PROTECTIONS}
    made |= {f"template-{kind}" for kind in ("tag", "unquoted", "url", "script", "style", "safe")}
    made |= {f"route-{kind}" for kind in ("shadowed", "unreachable", "viewless")}
    made |= {"csp-unsafe-inline", "csp-unsafe-eval", "unknown-template", "unknown-endpoint"}
    assert sorted(listed) == sorted(written | made)

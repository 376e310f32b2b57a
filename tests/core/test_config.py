"""Config: settings by upper-case name, from wherever they come."""

import json
import re
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from microweb.config import DEFAULTS, Config

CLASS_FOR_A_NAME = type("Settings", (), {"FROM_CLASS": 1, "lower": 2})


@pytest.fixture
def changes():
    return []


@pytest.fixture
def config(tmp_path, changes):
    return Config(tmp_path, {"DEBUG": False, "A": 1}, on_change=lambda: changes.append(1))


def test_it_is_a_dict_of_its_defaults(config):
    assert config == {"DEBUG": False, "A": 1}
    assert Config("/") == {}


def test_the_defaults_are_upper_case_and_safe():
    assert all(key.isupper() for key in DEFAULTS)
    assert DEFAULTS["SECRET_KEY"] is None
    assert DEFAULTS["DEBUG"] is False
    assert DEFAULTS["CSRF_PROTECTION"] is True
    assert DEFAULTS["SESSION_COOKIE_HTTPONLY"] is True
    assert DEFAULTS["MAX_CONTENT_LENGTH"] == 16 * 1024 * 1024
    assert DEFAULTS["SESSION_IDLE_LIFETIME"] == timedelta(hours=2)


def test_an_app_does_not_share_its_values_with_another(tmp_path):
    one, two = Config(tmp_path, DEFAULTS), Config(tmp_path, DEFAULTS)
    one["DEBUG"] = True
    assert two["DEBUG"] is DEFAULTS["DEBUG"] is False


def replace(config):
    config |= {"A": 2}


CHANGES = {
    "set": lambda config: config.__setitem__("A", 2),
    "delete": lambda config: config.__delitem__("A"),
    "update": lambda config: config.update({"A": 2}, B=3),
    "update by pairs": lambda config: config.update([("A", 2)]),
    "or": replace,
    "setdefault": lambda config: config.setdefault("NEW", 2),
    "pop": lambda config: config.pop("A"),
    "popitem": lambda config: config.popitem(),
    "clear": lambda config: config.clear(),
    "from_mapping": lambda config: config.from_mapping({"A": 2}),
    "from_object": lambda config: config.from_object(CLASS_FOR_A_NAME),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_is_told(config, changes, change):
    before = dict(config)
    change(config)
    assert dict(config) != before
    assert changes


def test_reading_tells_nothing(config, changes):
    assert config["A"] == config.get("A") == 1
    assert "A" in config
    assert config.get_namespace("A")
    assert repr(config)
    assert not changes


# From mappings and objects.


def test_a_mapping_gives_its_upper_case_keys(config):
    assert config.from_mapping({"B": 2, "c": 3, "Dd": 4}, E_1=5, f=6)
    assert config == {"DEBUG": False, "A": 1, "B": 2, "E_1": 5}


def test_an_object_gives_its_upper_case_attributes_inherited_ones_too(config):
    class Own(CLASS_FOR_A_NAME):
        OWN = 3

    config.from_object(Own)
    assert config["FROM_CLASS"] == 1
    assert config["OWN"] == 3
    assert "lower" not in config


def test_an_object_may_be_named(config):
    config.from_object("microweb.config")
    assert config["DEFAULTS"] is DEFAULTS
    config.from_object("http.HTTPStatus")
    assert config["NOT_FOUND"] == 404


def test_a_name_that_leads_nowhere_is_an_error(config):
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        config.from_object("no_such_module.Config")
    with pytest.raises(AttributeError, match="NoSuchClass"):
        config.from_object("microweb.config.NoSuchClass")


def test_a_module_that_fails_to_import_something_says_what(config, tmp_path, monkeypatch):
    (tmp_path / "half_settings.py").write_text("import missing_dependency\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="missing_dependency"):
        config.from_object("half_settings")


# From files.


def test_a_python_file_gives_its_upper_case_names(config, tmp_path):
    (tmp_path / "settings.py").write_text("import os\nB = 2\nC = B + 1\nlower = os\nD = __file__\n")
    assert config.from_pyfile("settings.py")
    assert (config["B"], config["C"]) == (2, 3)
    assert config["D"] == str(tmp_path / "settings.py")
    assert "lower" not in config


def test_a_file_is_read_as_json_or_toml(config, tmp_path):
    (tmp_path / "settings.json").write_text('{"B": "é", "lower": 1}', encoding="utf-8")
    (tmp_path / "settings.toml").write_text('C = "ü"\n', encoding="utf-8")
    assert config.from_file("settings.json", json.load)
    assert config.from_file("settings.toml", tomllib.load, text=False)
    assert config == {"DEBUG": False, "A": 1, "B": "é", "C": "ü"}


LOADERS = {
    "pyfile": lambda config, name, **options: config.from_pyfile(name, **options),
    "file": lambda config, name, **options: config.from_file(name, json.load, **options),
}


@pytest.mark.parametrize("load", LOADERS.values(), ids=LOADERS)
def test_a_missing_file_is_an_error_that_names_it_or_false(config, tmp_path, load):
    (tmp_path / "file").write_text("")
    for name in ("none.py", ".", "file/none.py"):
        with pytest.raises(OSError, match=str(tmp_path)):
            load(config, name)
        assert load(config, name, silent=True) is False


def test_a_broken_file_is_an_error_even_if_silent(config, tmp_path):
    (tmp_path / "settings.py").write_text("A = (\n")
    with pytest.raises(SyntaxError, match=r"settings\.py"):
        config.from_pyfile("settings.py", silent=True)


def test_an_environment_variable_names_a_file(config, tmp_path, monkeypatch):
    (tmp_path / "settings.py").write_text("B = 2\n")
    monkeypatch.setenv("APP_SETTINGS", str(tmp_path / "settings.py"))
    assert config.from_envvar("APP_SETTINGS")
    assert config["B"] == 2
    monkeypatch.delenv("APP_SETTINGS")
    assert config.from_envvar("APP_SETTINGS", silent=True) is False
    with pytest.raises(RuntimeError, match="APP_SETTINGS"):
        config.from_envvar("APP_SETTINGS")


# From the environment.


def test_prefixed_variables_are_read_as_json_or_text(config, monkeypatch, changes):
    for name, value in {
        "MICROWEB_B": "2",
        "MICROWEB_C": "true",
        "MICROWEB_D": '["x"]',
        "MICROWEB_E": "plain text",
        "MICROWEBX_F": "1",
        "OTHER_G": "1",
    }.items():
        monkeypatch.setenv(name, value)
    assert config.from_prefixed_env()
    assert (config["B"], config["C"], config["D"], config["E"]) == (2, True, ["x"], "plain text")
    assert "F" not in config
    assert "G" not in config
    assert changes


def test_two_underscores_lead_into_a_dict(config, monkeypatch):
    config["DB"] = {"name": "x"}
    monkeypatch.setenv("MY_DB__port", "5432")
    monkeypatch.setenv("MY_NEW__DEEP__er", "1")
    config.from_prefixed_env("MY")
    assert config["DB"] == {"name": "x", "port": 5432}
    assert config["NEW"] == {"DEEP": {"er": 1}}


def test_two_underscores_into_something_else_are_an_error(config, monkeypatch):
    monkeypatch.setenv("MY_A__B", "1")
    with pytest.raises(TypeError, match="cannot set A__B: A is a int, not a dict"):
        config.from_prefixed_env("MY")


def test_values_may_be_read_by_another_function(config, monkeypatch):
    monkeypatch.setenv("MY_B", "2")
    config.from_prefixed_env("MY", loads=str)
    assert config["B"] == "2"


# Looking.


def test_a_namespace_is_trimmed_and_lowered(config):
    config.update({"MAIL_HOST": "h", "MAIL_PORT": 25, "X_MAIL": 1})
    assert config.get_namespace("MAIL_") == {"host": "h", "port": 25}
    assert config.get_namespace("MAIL_", lowercase=False) == {"HOST": "h", "PORT": 25}
    assert config.get_namespace("MAIL_", trim_namespace=False) == {
        "mail_host": "h",
        "mail_port": 25,
    }


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("SECRET_KEY", "hidden"),
        ("SECRET_KEY_FALLBACKS", ["hidden"]),
        ("MAIL_PASSWORD", b"hidden"),
        ("API_TOKEN", "hidden"),
        ("STRIPE_KEY", "hidden"),
        ("DATABASE", {"name": "shown", "password": "hidden"}),
        ("DATABASE", {"deep": {"api_key": "hidden"}}),
        ("DATABASE_URL", "postgres://shown:hidden@host/db"),
        ("REDIS", {"url": "redis://:hidden@host"}),
    ],
)
def test_the_repr_hides_secrets(config, key, value):
    config[key] = value
    assert "hidden" not in repr(config)
    assert key in repr(config)
    assert "***" in repr(config)


def test_the_repr_shows_the_rest(config):
    config.update({"SECRET_KEY": None, "URL": "https://example.com/a@b", "D": {"a": 1}})
    shown = repr(config)
    assert shown.startswith("<Config {")
    assert "'SECRET_KEY': None" in shown
    assert "https://example.com/a@b" in shown
    assert "'D': {'a': 1}" in shown


# Misspelt keys.


def test_a_key_that_is_not_there_names_the_nearest():
    config = Config("", DEFAULTS)
    with pytest.raises(KeyError, match="no 'SECRT_KEY'; did you mean 'SECRET_KEY'"):
        _ = config["SECRT_KEY"]
    with pytest.raises(KeyError, match=r"no 'Q'\W*$"):
        _ = config["Q"]
    assert config.get("SECRT_KEY") is None
    assert "SECRT_KEY" not in config


def test_a_misspelt_key_that_was_set_is_found():
    config = Config("", DEFAULTS)
    config.update(SESSION_COOKIE_SAMESIT="Lax", DATABASE="x", MAIL_SERVER="y")
    assert config.misspelt() == {"SESSION_COOKIE_SAMESIT": "SESSION_COOKIE_SAMESITE"}


@pytest.mark.parametrize(
    "key",
    [
        "DEBUG",
        "TESTING",
        "PROPAGATE_EXCEPTIONS",
        "TRAP_HTTP_EXCEPTIONS",
        "TRAP_BAD_REQUEST_ERRORS",
        "SECRET_KEY",
        "SECRET_KEY_FALLBACKS",
        "SESSION_COOKIE_NAME",
        "SESSION_COOKIE_DOMAIN",
        "SESSION_COOKIE_PATH",
        "SESSION_COOKIE_HTTPONLY",
        "SESSION_COOKIE_SECURE",
        "SESSION_COOKIE_PARTITIONED",
        "SESSION_COOKIE_SAMESITE",
        "PERMANENT_SESSION_LIFETIME",
        "SESSION_REFRESH_EACH_REQUEST",
        "SEND_FILE_MAX_AGE_DEFAULT",
        "TRUSTED_HOSTS",
        "SERVER_NAME",
        "APPLICATION_ROOT",
        "PREFERRED_URL_SCHEME",
        "MAX_CONTENT_LENGTH",
        "MAX_FORM_MEMORY_SIZE",
        "MAX_FORM_PARTS",
        "TEMPLATES_AUTO_RELOAD",
        "EXPLAIN_TEMPLATE_LOADING",
        "MAX_COOKIE_SIZE",
        "PROVIDE_AUTOMATIC_OPTIONS",
    ],
)
def test_the_keys_of_flask_are_known(key):
    assert key in DEFAULTS


def test_every_key_is_described_in_order():
    page = Path(__file__).parents[2] / "docs" / "config.md"
    described = re.findall(r"^\| `([A-Z_]+)` \|", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert described == sorted(DEFAULTS)


def test_a_setting_is_no_attribute():
    config = Config(".", {"DEBUG": True})
    with pytest.raises(AttributeError, match=r"a setting is an item: app\.config\['DEBUG'\]"):
        _ = config.DEBUG
    with pytest.raises(AttributeError, match=r"'Config' object has no attribute 'debug'$"):
        _ = config.debug
    assert not hasattr(config, "TESTING")

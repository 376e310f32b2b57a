"""What lies on the disk: who can read it, how it is made, and what may be asked of it."""

import ast
import os
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import examples.login
from examples.login.secret_key import load_secret_key
from examples.login.storage import connect, create_database, get_db, transaction
from examples.login.users import change_password, find_user, renew_password_hash

HOME = Path(examples.login.__file__).parent
POSIX = pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")


@pytest.fixture
def umask_0():
    before = os.umask(0)
    yield
    os.umask(before)


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


@POSIX
def test_t76_only_the_owner_reads_the_files_whatever_the_umask(umask_0, make_site, tmp_path):
    site = make_site()
    db = connect(site.app.config["DATABASE"])  # keeps the files of the log in place
    site.log_in()
    modes = {path.name: mode_of(path) for path in (tmp_path / "instance").iterdir()}
    db.close()
    names = {"login.db", "login.db-wal", "login.db-shm", "secret_key"}
    assert modes == dict.fromkeys(names, 0o600)
    assert mode_of(tmp_path / "instance") == 0o700


@POSIX
def test_t76_files_that_were_open_to_others_are_tightened_at_the_start(make_site, tmp_path, caplog):
    make_site()
    files = [tmp_path / "instance" / name for name in ("login.db", "secret_key")]
    for file in files:
        file.chmod(0o644)
    make_site()
    assert [mode_of(file) for file in files] == [0o600, 0o600]
    assert all(str(file) in caplog.text for file in files)


def test_the_database_has_a_write_ahead_log_a_timeout_and_foreign_keys(site):
    assert site.query("PRAGMA journal_mode")[0][0] == "wal"
    assert site.query("PRAGMA busy_timeout")[0][0] == 10_000
    assert site.query("PRAGMA foreign_keys")[0][0] == 1


def test_a_transaction_takes_effect_whole_or_not_at_all(tmp_path):
    path = str(tmp_path / "a.db")
    create_database(path, seed=lambda _: None)
    db = connect(path)
    db.execute("CREATE TABLE notes (key TEXT, number INTEGER)")

    def add_two_then_fail():
        with transaction(db):
            db.execute("INSERT INTO notes VALUES ('a', 1)")
            db.execute("INSERT INTO notes VALUES ('b', 2)")
            raise LookupError

    with pytest.raises(LookupError):
        add_two_then_fail()
    with transaction(db):
        db.execute("INSERT INTO notes VALUES ('c', 3)")
    rows = db.execute("SELECT key FROM notes").fetchall()
    db.close()
    assert [row["key"] for row in rows] == ["c"]


def test_a_transaction_keeps_other_writers_out_from_its_start(make_app):
    path = make_app().config["DATABASE"]
    one, other = connect(path), connect(path)
    other.execute("PRAGMA busy_timeout = 0")
    with transaction(one), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("DELETE FROM users")
    other.execute("DELETE FROM users")
    one.close()
    other.close()


def test_the_connection_of_a_request_is_closed_at_its_end(make_app):
    with make_app().app_context():
        db = get_db()
        assert get_db() is db
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        db.execute("SELECT 1")


def test_a_seed_that_fails_leaves_nothing_behind(tmp_path):
    path = str(tmp_path / "a.db")

    def fail(_db):
        raise LookupError

    with pytest.raises(LookupError):
        create_database(path, seed=fail)
    seeded = []
    create_database(path, seed=seeded.append)
    create_database(path, seed=seeded.append)
    assert len(seeded) == 1


def test_the_hash_made_beforehand_is_that_of_the_sample_password(make_site):
    site = make_site(PASSWORD_METHOD=None)
    pwhash = site.query("SELECT password_hash FROM users WHERE name = 'test_user'")[0][0]
    assert pwhash.startswith("pbkdf2:sha256:1000000$")
    assert site.log_in().status_code == 303


def test_a_file_of_an_earlier_version_is_an_error_that_says_what_to_do(make_app):
    path = make_app().config["DATABASE"]
    db = connect(path)
    db.execute("PRAGMA user_version = 1")
    db.close()
    with pytest.raises(RuntimeError, match="move it away"):
        make_app()


def test_processes_that_start_at_once_share_one_database_one_key_and_one_code(tmp_path):
    program = (
        "import sys; from examples.login import create_app;"
        "app = create_app(instance_path=sys.argv[1]); print('key', app.secret_key)"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "instance")]
    starts = [
        subprocess.Popen(
            command,
            cwd=HOME.parent.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(6)
    ]
    outputs = [start.communicate(timeout=60)[0].splitlines() for start in starts]
    assert [start.returncode for start in starts] == [0] * 6
    assert {len(lines) for lines in outputs} == {2}
    assert len({tuple(lines) for lines in outputs}) == 1


def test_t97_an_old_hash_is_renewed_at_login(make_site):
    make_site(PASSWORD_METHOD="pbkdf2:sha256:1").log_in()
    site = make_site(PASSWORD_METHOD="pbkdf2:sha256:2")
    statement = "SELECT password_hash FROM users WHERE name = 'test_user'"
    assert site.query(statement)[0][0].startswith("pbkdf2:sha256:1$")
    assert site.log_in(password="wrong").status_code == 200
    assert site.query(statement)[0][0].startswith("pbkdf2:sha256:1$")
    assert site.log_in().status_code == 303
    assert site.is_logged_in()
    assert site.query(statement)[0][0].startswith("pbkdf2:sha256:2$")
    assert site.log_in(browser=site.new_browser()).status_code == 303


def test_t97_a_password_that_was_changed_in_the_meantime_is_not_set_back(site):
    db = connect(site.app.config["DATABASE"])
    user = find_user(db, "test_user")
    change_password(db, user, "new")
    renew_password_hash(db, user, "old, made anew")
    assert find_user(db, "test_user").password_hash == "new"
    db.close()


@pytest.mark.parametrize("name", ["", "\ud800", "x" * 1_000_000, "\u0345" * 1_000_000])
def test_t57_a_name_that_nobody_can_have_finds_nobody(make_app, name):
    db = connect(make_app().config["DATABASE"])
    assert find_user(db, name) is None
    db.close()


def test_the_database_can_be_named_by_config_or_environment(make_site, monkeypatch, tmp_path):
    monkeypatch.setenv("LOGIN_DATABASE", str(tmp_path / "environment.db"))
    make_site()
    assert (tmp_path / "environment.db").exists()
    make_site(DATABASE=str(tmp_path / "config.db"))
    assert (tmp_path / "config.db").exists()
    assert not (tmp_path / "instance" / "login.db").exists()


def test_an_import_touches_no_file_and_asking_for_the_app_makes_them(home):
    program = (
        "import os; import examples.login; assert not os.path.exists('instance');"
        "from examples.login import app; assert examples.login.app is app;"
        "assert {'login.db', 'secret_key'} <= set(os.listdir('instance'))"
    )
    environ = {name: value for name, value in os.environ.items() if not name.startswith("LOGIN_")}
    subprocess.run([sys.executable, "-c", program], cwd=home, env=environ, check=True, timeout=60)


def test_the_module_has_no_other_name_of_its_own_making():
    with pytest.raises(AttributeError, match="'nothing'"):
        examples.login.nothing  # noqa: B018 - asking for it is the test


def test_the_secret_key_is_made_once(tmp_path):
    path = tmp_path / "key"
    key = load_secret_key(path)
    assert len(bytes.fromhex(key)) == 32
    assert load_secret_key(path) == key


def test_threads_that_race_for_the_secret_key_get_one(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: load_secret_key(tmp_path / "key"), range(8)))
    assert len(keys) == 1


@pytest.mark.parametrize("content", ["", "short"])
def test_a_file_without_a_key_is_an_error_that_says_what_to_do(tmp_path, content):
    (tmp_path / "key").write_text(content)
    with pytest.raises(RuntimeError, match="remove it"):
        load_secret_key(tmp_path / "key")


def is_constant(node, constants):
    if isinstance(node, ast.Name):
        return node.id in constants
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_t99_every_statement_is_a_constant():
    found = 0
    for path in HOME.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            node.targets[0].id
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in {"executemany", "executescript"}
                if node.func.attr == "execute":
                    found += 1
                    assert is_constant(node.args[0], constants), f"{path.name}:{node.lineno}"
    assert found >= 15


def test_t96_secrets_are_compared_by_the_module_for_it_alone():
    for path in HOME.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare):
                compared = ast.dump(node)
                assert "password_hash" not in compared
                assert "secret_key" not in compared

"""SQLiteStore: the file, who shares it, and what happens when it cannot be used."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from microweb.stores import SQLiteStore, StoreError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "store.db"


def count_rows(path, table):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(
            {"entries": "SELECT count(*) FROM entries", "hits": "SELECT count(*) FROM hits"}[table]
        ).fetchone()[0]


def test_rows_and_hits_survive_a_restart(path):
    first = SQLiteStore(path)
    first.set("a", b"1", ttl=60, owner="o")
    first.hit("k", limit=1, period=60)
    first.close()
    second = SQLiteStore(path)
    assert second.get("a").value == b"1"
    assert second.hit("k", limit=1, period=60) > 0
    second.close()


def test_t76_the_file_is_its_owners_alone_whatever_the_umask(path):
    before = os.umask(0)
    try:
        store = SQLiteStore(path)
        store.set("a", b"1", ttl=60)
    finally:
        os.umask(before)
    files = list(path.parent.iterdir())
    assert len(files) > 1
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    store.close()


def test_t76_a_file_that_was_open_to_others_is_its_owners_alone_once_it_is_used(path, caplog):
    first = SQLiteStore(path)
    first.set("a", b"1", ttl=60)
    files = [path, Path(f"{path}-wal"), Path(f"{path}-shm")]
    for file in files:
        file.chmod(0o664)
    second = SQLiteStore(path)
    assert second.get("a").value == b"1"
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600] * 3
    assert len(caplog.records) == 3
    assert str(path) in caplog.text
    second.close()
    first.close()


def test_t76_a_file_of_another_user_is_told_of_once_and_used(path, caplog):
    SQLiteStore(path).set("a", b"1", ttl=60)
    path.chmod(0o644)
    try:
        os.chown(path, os.geteuid() + 1, -1)
    except PermissionError:
        pytest.skip("only root gives files away")
    store = SQLiteStore(path)
    for _ in range(3):
        assert store.get("a").value == b"1"
        store.close()
    (record,) = caplog.records
    assert "it still is" in record.getMessage()
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_default_50_the_file_is_opened_with_care(path):
    store = SQLiteStore(path, timeout=3)
    connection = store._connect()
    values = [
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "busy_timeout", "foreign_keys", "synchronous")
    ]
    connection.close()
    assert values == ["wal", 3000, 1, 1]


def test_rows_and_hits_whose_time_is_over_are_removed_in_small_steps(path, clock):
    store = SQLiteStore(path, clock=clock)
    for number in range(450):
        store.set(f"old{number}", b"", ttl=1)
        store.hit(f"old{number}", limit=9, period=1)
    clock.move(2)
    counts = []
    for number in range(1200):
        store.set(f"new{number}", b"", ttl=60)
        counts.append(store._writes)
    assert count_rows(path, "entries") == 1200
    assert count_rows(path, "hits") == 0
    assert store.purge() == 0
    store.close()


def test_purging_is_bounded(path, clock):
    store = SQLiteStore(path, clock=clock)
    for number in range(30):
        store.set(str(number), b"", ttl=1)
        store.hit(str(number), limit=9, period=1)
    clock.move(2)
    outcomes = [store.purge(limit=25), store.purge(limit=25), store.purge(limit=25)]
    assert outcomes == [25, 25, 10]
    store.close()


def test_the_first_write_of_a_process_removes_what_is_over(path, clock):
    first = SQLiteStore(path, clock=clock)
    first.set("a", b"", ttl=1)
    first.close()
    clock.move(2)
    second = SQLiteStore(path, clock=clock)
    second.set("b", b"", ttl=1)
    second.close()
    assert count_rows(path, "entries") == 1


def test_many_threads_open_few_connections(path):
    store = SQLiteStore(path)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda n: store.set(str(n % 20), b"%d" % n, ttl=60), range(400)))
    assert len(store._pool) <= 8
    assert all(store.get(str(number)) for number in range(20))
    store.close()


def test_default_51_processes_that_start_together_share_a_new_file(path):
    code = (
        "import sys\n"
        "from microweb.stores import SQLiteStore\n"
        "store = SQLiteStore(sys.argv[1])\n"
        "sys.stdin.readline()\n"
        "hits = [store.hit('k', limit=50, period=60) for _ in range(30)]\n"
        "store.set(sys.argv[2], b'', ttl=60, owner='o')\n"
        "print(hits.count(0))\n"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(path), str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for number in range(4)
    ]
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    counted = [int(process.communicate(timeout=60)[0]) for process in processes]
    assert sum(counted) == 50
    store = SQLiteStore(path)
    assert len(store.owned("o")) == 4
    store.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
@pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")
def test_default_51_a_forked_process_opens_connections_of_its_own(path):
    store = SQLiteStore(path)
    store.set("a", b"1", ttl=60)
    inherited = store._pool[0]
    child = os.fork()
    if child == 0:
        code = 1
        try:
            is_read = store.get("a").value == b"1"
            store.set("b", b"2", ttl=60)
            is_apart = inherited not in store._pool and inherited in store._inherited[0]
            code = 0 if is_read and is_apart else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert store.get("b").value == b"2"
    assert store._pool[0] is inherited
    store.close()


def test_a_locked_file_is_an_error_after_the_timeout_and_no_hang(path):
    store = SQLiteStore(path, timeout=0.2)
    store.set("a", b"1", ttl=60)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        with pytest.raises(StoreError, match=r"store\.db .*another program kept it locked for 0.2"):
            store.set("b", b"2", ttl=60)
        assert time.monotonic() - started < 3
        assert store.get("a").value == b"1"
        other.execute("COMMIT")
    store.set("b", b"2", ttl=60)
    store.close()


def test_a_write_waits_for_a_lock_that_is_let_go(path):
    store = SQLiteStore(path, timeout=10)
    store.set("a", b"1", ttl=60)
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        timer = threading.Timer(0.2, other.execute, ["COMMIT"])
        timer.start()
        store.set("b", b"2", ttl=60)
        timer.join()
    assert store.get("b").value == b"2"
    store.close()


def test_a_file_that_is_no_database_is_an_error_that_says_what_to_do(path):
    path.write_bytes(b"no database, " * 1000)
    store = SQLiteStore(path)
    with pytest.raises(StoreError, match=r"it is no SQLite file: move it away"):
        store.get("a")


def test_a_damaged_file_is_an_error_that_says_what_to_do(path):
    store = SQLiteStore(path)
    for number in range(200):
        store.set(str(number), bytes(500), ttl=60, owner="o")
    store.close()
    data = bytearray(path.read_bytes())
    for page in range(1, len(data) // 4096):
        data[page * 4096 : page * 4096 + 100] = b"\xff" * 100
    path.write_bytes(data)
    with pytest.raises(StoreError, match=r"it is damaged: move it away"):
        store.owned("o")
    store.close()


@pytest.mark.parametrize("name", ["missing/store.db", "", "\0"])
def test_a_path_that_cannot_be_opened_is_an_error_that_names_it(tmp_path, name):
    with pytest.raises(StoreError, match="cannot be used"):
        SQLiteStore(f"{tmp_path}/{name}").get("a")


@pytest.mark.parametrize("path", ["", ":memory:"])
def test_a_file_is_needed(path):
    with pytest.raises(ValueError, match="MemoryStore"):
        SQLiteStore(path)


def test_a_broken_statement_does_not_cost_the_store_its_connection(path):
    store = SQLiteStore(path)
    store.set("a", b"1", ttl=60)
    with pytest.raises(StoreError):
        store._run("SELECT nothing FROM nowhere", ())
    assert store.get("a").value == b"1"
    store.close()


def test_a_text_that_sqlite_cannot_keep_leaves_no_connection_open(path, monkeypatch):
    store = SQLiteStore(path)
    opened = []
    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda *args, **kw: opened.append(connect(*args, **kw)) or opened[-1]
    )
    with pytest.raises(UnicodeEncodeError):
        store.get("\udc80")
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        opened[0].execute("SELECT 1")
    assert store.get("a") is None
    store.close()


def test_no_connection_is_left_open_when_a_store_is_dropped(path, recwarn):
    store = SQLiteStore(path)
    store.set("a", b"1", ttl=60)
    del store
    assert not [warning for warning in recwarn if warning.category is ResourceWarning]


def test_another_connection_leaves_the_locks_of_this_process_alone(path):
    program = (
        "import sys; from microweb.stores import SQLiteStore; store = SQLiteStore(sys.argv[1]);"
        "row = store.get('key'); print(row and row.value.decode()); store.close()"
    )

    def read_elsewhere():
        command = [sys.executable, "-c", program, str(path)]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=True, cwd=ROOT
        )
        return done.stdout.strip()

    store, second = SQLiteStore(path), SQLiteStore(path)
    store.set("key", b"one", ttl=60)
    assert second.get("key").value == b"one"
    second.close()
    assert read_elsewhere() == "one"  # which closes the file as if nobody else had it open
    store.set("key", b"two", ttl=60)
    assert read_elsewhere() == "two"
    store.close()

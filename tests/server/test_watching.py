import os
import sys
import time
import types

import pytest

from microweb.server.watching import (
    Files,
    Watcher,
    list_modules,
    list_project,
    name_files,
    walk,
)


def write(path, text="x"):
    path.write_text(text)
    return str(path)


def poll_until_quiet(watcher, seconds=3.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if changed := watcher.poll():
            return changed
        time.sleep(0.01)
    return []


def test_what_changed_came_or_went_is_told_once(tmp_path):
    kept, gone = write(tmp_path / "kept"), write(tmp_path / "gone")
    files = Files(lambda: walk([tmp_path]), news=True)
    assert files.find_changes() == []
    write(tmp_path / "kept", "longer")
    os.unlink(gone)
    new = write(tmp_path / "new")
    assert sorted(files.find_changes()) == sorted([kept, gone, new])
    assert files.find_changes() == []


def test_a_change_of_the_time_alone_counts(tmp_path):
    path = write(tmp_path / "a")
    files = Files(lambda: [path], news=False)
    os.utime(path, (1, 1))
    assert files.find_changes() == [path]


def test_a_file_that_turns_up_later_is_no_change_where_it_was_only_just_read(tmp_path):
    listing = []
    files = Files(lambda: listing, news=False)
    listing.append(write(tmp_path / "late"))
    assert files.find_changes() == []
    write(tmp_path / "late", "longer")
    assert files.find_changes() == listing


def test_what_was_written_since_the_start_is_a_change_but_not_what_is_of_the_future(tmp_path):
    paths = [write(tmp_path / name) for name in ("old", "since", "future")]
    now = time.time()
    for path, moment in zip(paths, (now - 100, now - 5, now + 100), strict=True):
        os.utime(path, (moment, moment))
    files = Files(lambda: paths, news=False, started=now - 10)
    assert files.find_changes() == [paths[1]]
    assert files.find_changes() == []


def test_a_burst_of_changes_is_one(tmp_path):
    watcher = Watcher(Files(lambda: walk([tmp_path]), news=True))
    first = write(tmp_path / "a")
    time.sleep(0.35)
    assert watcher.poll() == []
    second = write(tmp_path / "b")
    assert poll_until_quiet(watcher) == [first, second]
    assert poll_until_quiet(watcher, 0.5) == []


def test_a_file_that_never_rests_holds_the_news_up_for_two_seconds_at_most(tmp_path):
    watcher = Watcher(Files(lambda: walk([tmp_path]), news=True))
    began, number, changed = time.monotonic(), 0, []
    while not changed and time.monotonic() < began + 6:
        number += 1
        write(tmp_path / "a", "x" * number)
        changed = watcher.poll()
        time.sleep(0.01)
    assert changed
    assert time.monotonic() - began < 4


def test_looking_takes_less_than_one_percent_of_a_processor(tmp_path):
    for number in range(1000):
        write(tmp_path / f"{number}.html")
    watcher = Watcher(Files(lambda: walk([tmp_path]), news=True))
    used, began = time.thread_time(), time.monotonic()
    while time.monotonic() < began + 3:
        watcher.poll()
        time.sleep(0.005)
    # Well above the 1 % that it is, for a busy machine; all the time is 3 s.
    assert time.thread_time() - used < 0.09


def test_hidden_and_foreign_folders_are_left_out(tmp_path):
    for name in (".git/a", "__pycache__/b", "node_modules/c", "venv/pyvenv.cfg", "venv/d", "own/e"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write(tmp_path / name)
    assert list(walk([tmp_path])) == [str(tmp_path / "own" / "e")]


def test_a_file_need_not_exist_and_a_folder_has_an_end(tmp_path):
    assert list(walk([tmp_path / "missing"])) == [str(tmp_path / "missing")]
    ring = tmp_path / "ring"
    ring.symlink_to(tmp_path)
    assert list(walk([tmp_path])) == [str(ring)]


def test_at_most_5000_files_are_looked_at(tmp_path):
    paths = [tmp_path / str(number) for number in range(6000)]
    assert len(list(walk(paths))) == 5000


def test_suffixes_choose(tmp_path):
    chosen, _ = write(tmp_path / "a.py"), write(tmp_path / "a.pyc")
    assert list(walk([tmp_path], suffixes=(".py",))) == [chosen]


def test_modules_are_watched_but_the_standard_library_is_not():
    listing = list(list_modules()())
    assert __file__ in listing or any("pytest" in path for path in listing)
    assert os.__file__ not in listing
    assert pytest.__file__ in listing


def test_a_lazy_module_is_not_loaded_and_an_odd_one_does_no_harm(monkeypatch):
    class Lazy(types.ModuleType):
        def __getattr__(self, name):
            raise AssertionError(f"loaded for {name}")

    lazy = Lazy("lazy_module")
    monkeypatch.setitem(sys.modules, "lazy_module", lazy)
    monkeypatch.setitem(sys.modules, "odd_module", 3)
    monkeypatch.setitem(sys.modules, "none_module", None)
    list(list_modules()())


def test_the_project_has_sources_templates_and_settings(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    for name in ("app.py", "page.html", "settings.toml", "app.log", "data.db"):
        write(tmp_path / name)
    names = sorted(os.path.basename(path) for path in list_project())
    assert names == ["app.py", "page.html", "settings.toml"]


def test_names_are_for_a_person(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first = os.path.join(os.getcwd(), "app.py")
    assert name_files([first]) == "app.py changed"
    assert name_files([first, "b"]) == "app.py and 1 more file changed"
    assert name_files(["/elsewhere/a", "b", "c"]) == "/elsewhere/a and 2 more files changed"

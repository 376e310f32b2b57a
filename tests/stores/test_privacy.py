"""The modes of files that were there before: tightened where they are ours, told of where not."""

import logging
import os
import stat

import pytest

from microweb.stores.privacy import LOGGER_NAME, make_private

pytestmark = pytest.mark.skipif(os.name != "posix", reason="there are no such modes here")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a store.db"
    path.write_bytes(b"kept")
    return path


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (0o644, 0o600),
        (0o640, 0o600),
        (0o604, 0o600),
        (0o660, 0o600),
        (0o777, 0o600),
        (0o444, 0o400),
    ],
)
def test_what_others_may_do_is_taken_away_and_told_of(path, caplog, before, after):
    path.chmod(before)
    make_private(path)
    assert mode_of(path) == after
    assert path.read_bytes() == b"kept"
    (record,) = caplog.records
    assert (record.name, record.levelno) == (LOGGER_NAME, logging.WARNING)
    message = record.getMessage()
    assert message.startswith(f"{path} was open to other users of this machine (mode {before:04o})")
    assert message.endswith(f"its mode is {after:04o} now")


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700])
def test_a_file_of_its_owner_alone_is_left_as_it_is(path, caplog, mode):
    path.chmod(mode)
    make_private(path)
    assert mode_of(path) == mode
    assert not caplog.records


def test_companions_are_looked_at_too(path, caplog):
    log = path.with_name(f"{path.name}-wal")
    for each in (path, log):
        each.touch()
        each.chmod(0o644)
    make_private(path, "-wal", "-shm")
    assert (mode_of(path), mode_of(log)) == (0o600, 0o600)
    assert len(caplog.records) == 2


def test_a_file_that_is_not_there_is_none_to_tell_of(tmp_path, caplog):
    make_private(tmp_path / "missing.db", "-wal")
    assert not caplog.records
    assert not list(tmp_path.iterdir())


def test_a_folder_is_left_alone(tmp_path):
    tmp_path.chmod(0o755)
    make_private(tmp_path)
    assert mode_of(tmp_path) == 0o755


@pytest.mark.parametrize("outcome", ["refused", "ignored"])
def test_what_cannot_be_changed_is_told_of_by_its_path(path, caplog, monkeypatch, outcome):
    def chmod(_path, _mode):
        if outcome == "refused":
            raise PermissionError("read-only file system")

    path.chmod(0o644)
    monkeypatch.setattr(os, "chmod", chmod)
    make_private(path)
    (record,) = caplog.records
    assert record.getMessage().startswith(f"{path} was open")
    assert record.getMessage().endswith("only its owner can give it mode 0600")


def test_the_file_of_another_user_is_left_alone_even_by_root(path, caplog):
    path.chmod(0o640)
    try:
        os.chown(path, os.geteuid() + 1, -1)
    except PermissionError:
        pytest.skip("only root gives files away")
    make_private(path)
    assert mode_of(path) == 0o640
    assert "it still is" in caplog.text

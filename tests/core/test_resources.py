"""Files that belong to a program."""

import pytest

from microweb import App


@pytest.fixture
def app(tmp_path):
    (tmp_path / "schema.sql").write_text("é", encoding="utf-8")
    instance = tmp_path / "instance"
    instance.mkdir()
    return App("demo", static_folder=None, root_path=str(tmp_path), instance_path=str(instance))


def test_a_resource_is_opened_as_bytes_or_text(app):
    with app.open_resource("schema.sql") as file:
        assert file.read() == "é".encode()
    for mode in ("r", "rt"):
        with app.open_resource("schema.sql", mode) as file:
            assert file.read() == "é"
    with app.open_resource("schema.sql", "r", "latin-1") as file:
        assert file.read() == "Ã©"


@pytest.mark.parametrize("mode", ["w", "a", "r+", "rb+", "x"])
def test_a_resource_is_for_reading(app, mode):
    with pytest.raises(ValueError, match="for reading"):
        app.open_resource("schema.sql", mode)


def test_a_missing_resource_is_an_error(app):
    with pytest.raises(FileNotFoundError):
        app.open_resource("none.sql")


def test_an_instance_resource_may_be_written(app, tmp_path):
    with app.open_instance_resource("notes.txt", "w") as file:
        file.write("é")
    assert (tmp_path / "instance" / "notes.txt").read_bytes() == "é".encode()
    with app.open_instance_resource("notes.txt") as file:
        assert file.read() == "é".encode()

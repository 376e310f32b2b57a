"""What the text of a command line becomes."""

import uuid
from datetime import datetime
from pathlib import Path as FilePath

import pytest

from microweb.commands import (
    BOOL,
    FLOAT,
    INT,
    UUID,
    BadParameter,
    Choice,
    DateTime,
    File,
    FileError,
    FloatRange,
    IntRange,
    ParamType,
    Path,
    Tuple,
    command,
    option,
)
from microweb.commands.types import make_type

NOVEMBER = datetime.fromisoformat("2026-11-21")


def convert(kind, text):
    return kind.convert(text, None, None)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (INT, "12", 12),
        (FLOAT, "1.5", 1.5),
        (BOOL, "Yes", True),
        (BOOL, "0", False),
        (UUID, "12345678" * 4, uuid.UUID("12345678" * 4)),
        (Choice(["a", "B"], case_sensitive=False), "b", "B"),
        (IntRange(1, 9), "9", 9),
        (IntRange(1, 9, clamp=True), "12", 9),
        (FloatRange(0, 1, max_open=True), "0.5", 0.5),
        (DateTime(), "2026-11-21", NOVEMBER),
        (DateTime(["%d.%m.%Y"]), "21.11.2026", NOVEMBER),
        (Tuple([int, str]), ("1", "a"), (1, "a")),
        (make_type(float), "2", 2.0),
        (make_type(FilePath), "a/b", FilePath("a/b")),
    ],
)  # fmt: skip
def test_text_becomes_a_value(kind, text, value):
    assert convert(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (INT, "x", "'x' is not a valid integer"),
        (BOOL, "maybe", "'maybe' is not a valid boolean"),
        (UUID, "x", "'x' is not a valid UUID"),
        (Choice(["json", "table"]), "jsn", "'jsn' is not one of 'json', 'table'. Did you"),
        (IntRange(1, 9), "10", "10 is not in the range 1<=x<=9"),
        (IntRange(min=1, min_open=True), "1", "1 is not in the range 1<x"),
        (DateTime(["%Y"]), "x", "'x' does not match the formats '%Y'"),
    ],
)  # fmt: skip
def test_what_stands_for_nothing_is_refused(kind, text, message):
    with pytest.raises(BadParameter, match=message):
        convert(kind, text)


def test_any_callable_is_a_type_and_its_value_error_the_message():
    def even(text):
        if int(text) % 2:
            raise ValueError("that is odd")
        return int(text)

    assert convert(make_type(even), "4") == 4
    with pytest.raises(BadParameter, match="that is odd"):
        convert(make_type(even), "3")


def test_a_type_of_ones_own_refuses_with_fail():
    class Even(ParamType):
        name = "even"

        def convert(self, value, param, ctx):
            return int(value) if int(value) % 2 == 0 else self.fail("odd", param, ctx)

    @command
    @option("--size", type=Even())
    def show(size):
        return size

    assert show.main(["--size", "2"], standalone_mode=False) == 2
    with pytest.raises(BadParameter, match="odd"):
        show.main(["--size", "3"], standalone_mode=False)


def test_what_is_no_type_is_refused_when_it_is_declared():
    with pytest.raises(TypeError, match="no type"):
        make_type(3)


def test_a_range_that_clamps_has_closed_bounds():
    with pytest.raises(TypeError, match="cannot be open"):
        IntRange(1, 2, min_open=True, clamp=True)


def test_a_path_is_checked(tmp_path):
    file = tmp_path / "file.txt"
    file.write_text("x")
    assert convert(Path(exists=True, path_type=FilePath), str(file)) == file
    assert convert(Path(), str(tmp_path / "new")) == str(tmp_path / "new")
    assert convert(Path(exists=True, allow_dash=True), "-") == "-"
    with pytest.raises(BadParameter, match="does not exist"):
        convert(Path(exists=True), str(tmp_path / "new"))
    with pytest.raises(BadParameter, match="is a directory"):
        convert(Path(dir_okay=False), str(tmp_path))
    with pytest.raises(BadParameter, match="is a file"):
        convert(Path(file_okay=False), str(file))


def test_a_file_is_open_in_the_command_and_closed_after_it(tmp_path):
    @command
    @option("--to", type=File("w"))
    def write(to):
        to.write("é")
        assert not to.closed
        return to

    path = tmp_path / "out.txt"
    assert write.main(["--to", str(path)], standalone_mode=False).closed
    assert path.read_text(encoding="utf-8") == "é"


def test_a_file_is_closed_where_another_option_is_refused(tmp_path):
    opened = []

    @command
    @option(
        "--to", type=File("w"), is_eager=True, callback=lambda ctx, p, file: opened.append(file)
    )
    @option("--size", type=int)
    def write(to, size):
        """Never called."""

    with pytest.raises(BadParameter):
        write.main(["--to", str(tmp_path / "out"), "--size", "x"], standalone_mode=False)
    assert opened[0].closed


def test_a_file_that_cannot_be_opened_is_named(tmp_path):
    with pytest.raises(FileError, match=r"Could not open file '.*missing'"):
        convert(File(), str(tmp_path / "missing"))

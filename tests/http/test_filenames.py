"""File names: whatever a client sends, a plain name comes of it."""

import pytest

from microweb.http import secure_filename


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("report.pdf", "report.pdf"),
        ("My cool movie.mov", "My_cool_movie.mov"),
        ("café crème.PNG", "cafe_creme.PNG"),
        ("i contain cool \xfcml\xe4uts.txt", "i_contain_cool_umlauts.txt"),
        ("a  b\tc.txt", "a_b_c.txt"),
        ("archive.tar.gz", "archive.tar.gz"),
        ("-rf", "-rf"),
        ("dir/sub/file.txt", "dir_sub_file.txt"),
    ],
)
def test_an_honest_name_stays_readable(filename, name):
    assert secure_filename(filename) == name


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("../../x", "x"),
        ("..\\..\\x", "x"),
        ("../../../etc/passwd", "etc_passwd"),
        ("/etc/x", "etc_x"),
        ("C:\\Users\\x.txt", "C_Users_x.txt"),
        ("\\\\server\\share\\x", "server_share_x"),
        ("a/../../b", "a_.._.._b"),
        (".bashrc", "bashrc"),
        ("...hidden", "hidden"),
        ("x.txt.", "x.txt"),
        ("x.txt ", "x.txt"),
        ("a\x00.php", "a.php"),
        ("a\r\nb", "a_b"),
        ("a:b", "ab"),
        ("x.php::$DATA", "x.phpDATA"),
        ("<script>\"'&;|`$(x)*?", "scriptx"),
        ("\u202etxt.exe", "txt.exe"),
        ("\uff0e\uff0e\uff0fetc\uff0fx", "etc_x"),
        ("\u2215etc", "etc"),
    ],
)
def test_t10_nothing_of_a_path_is_left(filename, name):
    assert secure_filename(filename) == name


@pytest.mark.parametrize(
    "filename", ["", ".", "..", "/", "\\", "../..", "файл", "\x00", "___", " "]
)
def test_t10_a_name_of_which_nothing_is_left_is_empty(filename):
    assert secure_filename(filename) == ""


@pytest.mark.parametrize("stem", ["CON", "nul", "Aux", "prn", "com1", "COM9", "lpt0", "com\u00b9"])
@pytest.mark.parametrize("extension", ["", ".txt", ".tar.gz", " ", "."])
def test_t66_a_device_of_windows_is_made_a_file(stem, extension):
    assert secure_filename(stem + extension).startswith("_")


@pytest.mark.parametrize("filename", ["console.txt", "com.txt", "com10.txt", "nullable", "auxx"])
def test_a_name_that_only_begins_like_a_device_stays(filename):
    assert secure_filename(filename) == filename


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("a" * 255, "a" * 255),
        ("a" * 251 + ".txt", "a" * 251 + ".txt"),
        ("a" * 300, "a" * 255),
        ("a" * 300 + ".txt", "a" * 251 + ".txt"),
        ("a" * 300 + "." + "b" * 300, "a" * 255),
        ("a" * 250 + "." * 100 + "txt", "a" * 250 + ".txt"),
    ],
)
def test_t10_a_name_has_at_most_255_characters_with_its_extension(filename, name):
    assert secure_filename(filename) == name


def test_every_character_gives_a_safe_name():
    for code in range(0x11000):
        name = secure_filename(f"a{chr(code)}b")
        assert name.isascii()
        assert not set(name) & set("/\\:\x00 \n\"'<>|*?")
        assert name[:1] not in ("", ".", "_")


def test_t57_a_huge_name_costs_no_time(is_linear):
    assert is_linear(secure_filename, lambda size: "\ufdfa" * size, 1_000_000, cap=0.02)

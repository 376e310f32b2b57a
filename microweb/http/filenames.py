"""Make a plain file name of one that a client sent."""

__all__ = ["secure_filename"]

_MAX_LENGTH = 255  # bytes that a name may have in the common file systems
_MAX_INPUT = 4096  # characters looked at: one can become eighteen when it is normalised
_MAX_EXTENSION = 32
_KEPT = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-")
# Names that are devices in every folder on Windows, whatever extension follows.
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "conin", "conout"}
    | {f"{port}{digit}" for port in ("com", "lpt") for digit in range(10)}
)


def secure_filename(filename: str) -> str:
    r"""Give a name that is safe to join to a folder: ASCII letters, digits, `_`, `.` and `-` alone.

    Letters lose their accents and what has no ASCII form is dropped, so the result may be empty:
    make up a name then. It never begins with a dot, is no device of Windows, and has at most 255
    characters, with its extension. Two names may give the same one.

        secure_filename("../../etc/passwd")      # "etc_passwd"
        secure_filename(r"C:\Users\me\café.png") # "C_Users_me_cafe.png"

    RFC 2183 section 2.3; OWASP File Upload Cheat Sheet, "Filename Sanitization".
    """
    from unicodedata import normalize  # an extension module of 1 MB, for requests with files alone

    text = normalize("NFKD", filename[-_MAX_INPUT:]).encode("ascii", "ignore").decode("ascii")
    words = text.replace("/", " ").replace("\\", " ").split()
    name = "".join(letter for letter in "_".join(words) if letter in _KEPT).strip("._")
    if name.partition(".")[0].lower() in _DEVICES:
        name = f"_{name}"
    return _shorten(name)


def _shorten(name: str) -> str:
    if len(name) <= _MAX_LENGTH:
        return name
    stem, dot, extension = name.rpartition(".")
    if len(extension) > _MAX_EXTENSION:
        stem, dot, extension = name, "", ""
    return stem[: _MAX_LENGTH - len(dot) - len(extension)].rstrip("._") + dot + extension

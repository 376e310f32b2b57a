"""`microweb new`: a small project to start from."""

import keyword
import sys
from pathlib import Path
from string import Template

from microweb.cli.skeleton import FILES
from microweb.commands import (
    BadParameter,
    CommandError,
    Context,
    argument,
    echo,
    option,
    pass_context,
)
from microweb.commands import Path as PathType
from microweb.commands import command as make_command

__all__ = ["command", "create_project"]


@make_command("new")
@option(
    "--into",
    type=PathType(exists=True, file_okay=False, path_type=Path),
    default=".",
    metavar="FOLDER",
    help="Where to make the project's folder; by default here.",
)
@argument("name")
@pass_context
def command(ctx: Context, name: str, into: Path) -> None:
    """Start a new project: an application with pages, a form, templates, styles and tests.

    Nothing is overwritten.

    Examples:
      microweb new shop
      microweb new guest_book --into ~/projects
    """
    problem = _check_name(name)
    if problem:
        raise BadParameter(f"{name!r} {problem}", ctx, param_hint="'NAME'")
    folder = create_project(name, into)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        echo(f"  {path.relative_to(folder.parent).as_posix()}")
    echo(
        f"\nThe project is in {folder}. Next:\n"
        f"\n  cd {folder}"
        f"\n  microweb run --debug"
        f"\n  python -m pytest"
    )


def _check_name(name: str) -> str:
    """Say why a project cannot have a name; nothing where it can."""
    if not name.isascii() or not name.isidentifier() or keyword.iskeyword(name):
        return "cannot be imported: use letters, digits and underscores."
    if name != name.lower():
        return f"has capital letters, which not all file systems tell apart: {name.lower()!r}?"
    if name in sys.stdlib_module_names or name in ("microweb", "tests"):
        return "is the name of a module that the project needs: choose another."
    return ""


def create_project(name: str, into: Path) -> Path:
    """Write the files of a project.

    Args:
        name: Of the project, its folder and its package.
        into: Where to make the folder.

    Returns:
        The folder.

    Raises:
        CommandError: There is a folder or file of that name that is not empty, or none can be made.
    """
    folder = into / name
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise CommandError(f"{folder} is there already; nothing was written.")
    title = name.replace("_", " ").capitalize()
    values = {"name": name, "title": title, "prefix": name.upper()}
    try:
        for path, text in FILES.items():
            target = folder / Template(path).substitute(values)
            target.parent.mkdir(parents=True, exist_ok=True)
            # Line feeds on every system: what is in the repository is the same everywhere.
            target.write_text(Template(text).substitute(values), encoding="utf-8", newline="\n")
    except OSError as error:
        raise CommandError(f"{folder} cannot be written: {error.strerror}.") from None
    return folder

"""Where the sources of templates come from: files, packages, dicts, functions, and mixes of these.

A name is a path with slashes. What could lead out of a folder, or mean something of its own to a
file system, is a name that no loader knows.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence

from microweb.templating.configuration import Configuration
from microweb.templating.exceptions import TemplateNotFound, nearest

__all__ = [
    "BaseLoader",
    "ChoiceLoader",
    "DictLoader",
    "FileSystemLoader",
    "FunctionLoader",
    "PackageLoader",
    "PrefixLoader",
    "Source",
    "find_source",
    "split_template_path",
]

Source = tuple[str, str | None, Callable[[], bool] | None]
"""A source, its file if it has one, and a function that says whether it is still current."""

_Path = str | os.PathLike[str]


def split_template_path(template: str) -> list[str]:
    """Give the parts of the name of a template.

    Raises:
        TemplateNotFound: A part could lead out of the folder of the templates.
    """
    parts = template.split("/")
    if "\0" in template or "\\" in template or os.pardir in parts:
        raise TemplateNotFound(template)
    if os.name == "nt" and ":" in template:
        raise TemplateNotFound(template)
    return [part for part in parts if part and part != os.curdir]


class BaseLoader:
    """What a loader can do; a loader of your own defines `get_source`.

    Attributes:
        has_source_access: Whether `get_source` gives sources.
    """

    has_source_access = True

    def get_source(self, environment: Configuration, template: str) -> Source:
        """Give the source of a template, its file and a check that it is current.

        Raises:
            TemplateNotFound: There is no such template.
        """
        raise TemplateNotFound(template)

    def list_templates(self) -> list[str]:
        """Give the names of all templates, sorted.

        Raises:
            TypeError: The loader cannot tell.
        """
        raise TypeError("this loader cannot iterate over all templates")


class FileSystemLoader(BaseLoader):
    """Load templates from one or more folders.

    Args:
        searchpath: A folder, or several in order of preference.
        encoding: The encoding of the files.
        followlinks: Whether `list_templates` follows links to folders.
    """

    def __init__(
        self,
        searchpath: _Path | Sequence[_Path],
        encoding: str = "utf-8",
        followlinks: bool = False,  # Jinja's signature
    ) -> None:
        folders = [searchpath] if isinstance(searchpath, str | os.PathLike) else searchpath
        self.searchpath = [os.fspath(folder) for folder in folders]
        self.encoding = encoding
        self.followlinks = followlinks

    def get_source(self, environment: Configuration, template: str) -> Source:
        """Read the file of a template from the first folder that has it."""
        del environment
        parts = split_template_path(template)
        for folder in self.searchpath:
            path = os.path.join(folder, *parts)
            try:
                source, modified = _read(path, self.encoding)
            except (OSError, UnicodeEncodeError):
                continue
            return source, path, _unchanged(path, modified)
        folders = ", ".join(repr(folder) for folder in self.searchpath)
        message = f"{template!r} not found in search path: {folders}"
        raise TemplateNotFound(template, message)

    def list_templates(self) -> list[str]:
        """Give the paths of all files, relative to their folder."""
        found: set[str] = set()
        for folder in self.searchpath:
            for directory, _, files in os.walk(folder, followlinks=self.followlinks):
                relative = os.path.relpath(directory, folder)
                prefix = "" if relative == os.curdir else relative.replace(os.sep, "/") + "/"
                found.update(prefix + file for file in files)
        return sorted(found)


def _read(path: str, encoding: str) -> tuple[str, float]:
    with open(path, encoding=encoding) as file:
        return file.read(), os.fstat(file.fileno()).st_mtime


def _unchanged(path: str, modified: float) -> Callable[[], bool]:
    """Give a function that says whether a file is as old as it was."""

    def unchanged() -> bool:
        try:
            return os.stat(path).st_mtime == modified
        except OSError:
            return False

    return unchanged


class PackageLoader(FileSystemLoader):
    """Load templates from a folder inside of an installed package.

    Args:
        package_name: The name of the package, which is imported.
        package_path: The folder, relative to the package.
        encoding: The encoding of the files.
    """

    def __init__(
        self, package_name: str, package_path: str = "templates", encoding: str = "utf-8"
    ) -> None:
        __import__(package_name)
        module = sys.modules[package_name]
        roots = list(getattr(module, "__path__", ()))
        if not roots:
            roots = [os.path.dirname(os.path.abspath(str(module.__file__)))]
        parts = os.path.normpath(package_path).split(os.sep)
        folders = [os.path.join(root, *parts) for root in roots]
        existing = [folder for folder in folders if os.path.isdir(folder)]
        if not existing:
            raise ValueError(
                f"The package {package_name!r} has no folder {package_path!r} that could hold"
                f" templates; looked at {', '.join(folders)}"
            )
        super().__init__(existing, encoding)
        self.package_name = package_name
        self.package_path = package_path


class DictLoader(BaseLoader):
    """Load templates from a mapping of names to sources."""

    def __init__(self, mapping: Mapping[str, str]) -> None:
        self.mapping = mapping

    def get_source(self, environment: Configuration, template: str) -> Source:
        """Give the source of a name."""
        del environment
        if template not in self.mapping:
            raise TemplateNotFound(template)
        source = self.mapping[template]
        return source, None, lambda: self.mapping.get(template) == source

    def list_templates(self) -> list[str]:
        """Give the names, sorted."""
        return sorted(self.mapping)


class FunctionLoader(BaseLoader):
    """Load templates through a function.

    Args:
        load_func: Takes a name; returns a source, or a source, its file and a check that it is
            current, or None for a name it does not know.
    """

    def __init__(self, load_func: Callable[[str], str | Source | None]) -> None:
        self.load_func = load_func

    def get_source(self, environment: Configuration, template: str) -> Source:
        """Give what the function gives for a name."""
        del environment
        found = self.load_func(template)
        if found is None:
            raise TemplateNotFound(template)
        return (found, None, None) if isinstance(found, str) else found


class PrefixLoader(BaseLoader):
    """Choose another loader by the first part of a name.

    Args:
        mapping: The loaders by prefix.
        delimiter: What stands between the prefix and the rest of a name.
    """

    def __init__(self, mapping: Mapping[str, BaseLoader], delimiter: str = "/") -> None:
        self.mapping = mapping
        self.delimiter = delimiter

    def get_source(self, environment: Configuration, template: str) -> Source:
        """Give the source from the loader of the prefix."""
        prefix, found, name = template.partition(self.delimiter)
        if not found or prefix not in self.mapping:
            raise TemplateNotFound(template)
        try:
            return self.mapping[prefix].get_source(environment, name)
        except TemplateNotFound as exc:
            # The whole name, not the one without its prefix.
            raise TemplateNotFound(template) from exc

    def list_templates(self) -> list[str]:
        """Give the names of all loaders, with their prefixes, sorted."""
        return sorted(
            prefix + self.delimiter + name
            for prefix, loader in self.mapping.items()
            for name in loader.list_templates()
        )


class ChoiceLoader(BaseLoader):
    """Ask several loaders in order."""

    def __init__(self, loaders: Sequence[BaseLoader]) -> None:
        self.loaders = loaders

    def get_source(self, environment: Configuration, template: str) -> Source:
        """Give the source from the first loader that knows the name."""
        for loader in self.loaders:
            try:
                return loader.get_source(environment, template)
            except TemplateNotFound:
                continue
        raise TemplateNotFound(template)

    def list_templates(self) -> list[str]:
        """Give the names that any of the loaders knows, sorted."""
        return sorted({name for loader in self.loaders for name in loader.list_templates()})


def find_source(loader: BaseLoader, environment: Configuration, name: str) -> Source:
    """Give what a loader knows of a template.

    Raises:
        TemplateNotFound: There is no such template; the message names the nearest one.
    """
    try:
        return loader.get_source(environment, name)
    except TemplateNotFound as exc:
        hint = _hint(loader, name)
        if hint and exc.name == name:
            raise TemplateNotFound(name, f"{exc.message}.{hint}") from None
        raise


def _hint(loader: BaseLoader, name: str) -> str:
    try:
        return nearest(name, loader.list_templates()[:1000])
    except TypeError:  # it cannot list them
        return ""

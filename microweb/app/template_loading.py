"""Find an app's templates: in its own folder first, then in those of its blueprints.

The module comes in with the first template, as the engine does.
"""

import os
from collections.abc import Callable, Iterable

from microweb.templating.configuration import Configuration
from microweb.templating.exceptions import TemplateNotFound
from microweb.templating.loaders import BaseLoader, FileSystemLoader, Source

__all__ = ["ScopedLoader"]


class ScopedLoader(BaseLoader):
    """Looks in the folders of several scopes, asked for at every look so that none comes too late.

    Args:
        scopes: Gives the name and the folder of each scope, the first to look in first.
        explain: Called with the steps of a look, one a line; or None where nobody wants them.
    """

    def __init__(
        self,
        scopes: Callable[[], Iterable[tuple[str, str]]],
        explain: Callable[[], Callable[[str], object] | None],
    ) -> None:
        self._scopes = scopes
        self._explain = explain
        self._loaders: dict[str, FileSystemLoader] = {}

    def _loader(self, folder: str) -> FileSystemLoader:
        return self._loaders.setdefault(folder, FileSystemLoader(folder))

    def get_source(self, environment: Configuration, template: str) -> Source:
        """Read a template from the first scope that has it."""
        tell = self._explain()
        steps = [f"Looking for the template {template!r}:"]
        found: Source | None = None
        for name, folder in self._scopes():
            try:
                source = self._loader(folder).get_source(environment, template)
            except TemplateNotFound:
                steps.append(f"  {name}: {folder}: no such file")
                continue
            steps.append(f"  {name}: {folder}: {'hidden by the one above' if found else 'found'}")
            found = found or source
            if tell is None:
                break
        if tell is not None:
            tell("\n".join(steps if found else [*steps, "  It was found in none of them."]))
        if found is None:
            folders = ", ".join(_show(folder) for _, folder in self._scopes()) or "nowhere"
            raise TemplateNotFound(template, f"{template!r} not found in search path: {folders}")
        return found

    def list_templates(self) -> list[str]:
        """Give the names of all templates, sorted."""
        names = {
            name for _, folder in self._scopes() for name in self._loader(folder).list_templates()
        }
        return sorted(names)


def _show(folder: str) -> str:
    return repr(folder) if os.path.isdir(folder) else f"{folder!r} (there is no such folder)"

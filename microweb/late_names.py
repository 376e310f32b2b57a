"""Hand on the names of other modules when they are first asked for: the bottom of the house.

A program pays at its start for what it uses alone. Type checkers read the names in the `.pyi` file
that stands beside a module that does this.
"""

import sys
from collections.abc import Callable, Mapping

__all__ = ["late_names"]


def late_names(
    module: str, homes: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Give the `__getattr__` and `__dir__` of a module that imports names late, each once.

        __getattr__, __dir__ = late_names(__name__, {"Client": "microweb.testing.client"})

    Args:
        module: The name of the module that hands the names on.
        homes: For each name the module that it is defined in.

    PEP 562.
    """
    namespace = sys.modules[module].__dict__

    def find(name: str) -> object:
        home = homes.get(name)
        if home is None:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        # What `from home import name` does; `importlib` takes 0.2 ms and hides from -X importtime.
        value: object = getattr(__import__(home, fromlist=[name]), name)
        namespace[name] = value
        return value

    def list_names() -> list[str]:
        return [*namespace, *homes]

    return find, list_names

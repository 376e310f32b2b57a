"""View and MethodView: views that are classes, for what several of them share."""

from collections.abc import Callable, Collection
from typing import Any, ClassVar

from microweb.context import current_context
from microweb.exceptions import MethodNotAllowed, RegistrationError

__all__ = ["MethodView", "View"]

_METHODS = ("GET", "POST", "HEAD", "OPTIONS", "DELETE", "PUT", "TRACE", "PATCH")


class View:
    """A view that is a class: override `dispatch_request`, register what `as_view` gives.

    Attributes:
        methods: The methods its rules answer, where these do not say; by default GET.
        provide_automatic_options: Whether OPTIONS is answered for it.
        decorators: Applied to what `as_view` gives, the first innermost.
        init_every_request: Whether each request gets an instance of its own. One that is made but
            once saves time and must not keep anything of a request.
    """

    methods: ClassVar[Collection[str] | None] = None
    provide_automatic_options: ClassVar[bool | None] = None
    decorators: ClassVar[Collection[Callable[..., Any]]] = ()
    init_every_request: ClassVar[bool] = True

    def dispatch_request(self, **arguments: Any) -> Any:
        """Answer; what it returns is what a view may return."""
        raise NotImplementedError(f"{type(self).__name__} has no dispatch_request")

    @classmethod
    def as_view(cls, name: str, *class_args: Any, **class_kwargs: Any) -> Callable[..., Any]:
        """Give the function to register.

        Args:
            name: Its name, and so the endpoint.
            class_args: For the class, each time it is instantiated; as are the keywords.
        """
        if cls.init_every_request:

            def view(**arguments: Any) -> Any:
                return cls(*class_args, **class_kwargs)._answer(arguments)
        else:
            instance = cls(*class_args, **class_kwargs)

            def view(**arguments: Any) -> Any:
                return instance._answer(arguments)

        view.__name__, view.__module__, view.__doc__ = name, cls.__module__, cls.__doc__
        attributes = {
            "view_class": cls,
            "methods": cls.methods,
            "provide_automatic_options": cls.provide_automatic_options,
        }
        if not cls.decorators:  # these may change what arguments there are
            attributes["handlers"] = cls._handlers()
        vars(view).update(attributes)
        decorated: Callable[..., Any] = view
        for decorator in cls.decorators:
            decorated = decorator(decorated)
        decorated.__name__ = name
        # A decorator that wraps without care must not hide what the class says.
        for key in ("methods", "provide_automatic_options"):
            vars(decorated).setdefault(key, attributes[key])
        return decorated

    @classmethod
    def _handlers(cls) -> dict[str, Callable[..., Any]]:
        """Give the functions that answer, by method, to be checked against rules."""
        return dict.fromkeys(map(str.upper, cls.methods or ["GET"]), cls.dispatch_request)

    def _answer(self, arguments: dict[str, Any]) -> Any:
        return current_context().app.ensure_sync(self.dispatch_request)(**arguments)


class MethodView(View):
    """A view with a method for each request method: `get`, `post` and so on.

    `methods` are those there are. HEAD is answered by `get`, where there is no `head`.
    """

    @classmethod
    def as_view(cls, name: str, *class_args: Any, **class_kwargs: Any) -> Callable[..., Any]:
        """Give the function to register: see `View.as_view`.

        Raises:
            RegistrationError: No request method has a method here.
        """
        if not cls.methods and cls.dispatch_request is MethodView.dispatch_request:
            raise RegistrationError(f"{cls.__name__} has no method such as `get`{_suggest(cls)}")
        return super().as_view(name, *class_args, **class_kwargs)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "methods" not in cls.__dict__:
            inherited = {
                name for base in cls.__bases__ for name in getattr(base, "methods", None) or ()
            }
            own = {name for name in _METHODS if hasattr(cls, name.lower())}
            cls.methods = inherited | own or None

    @classmethod
    def _handlers(cls) -> dict[str, Callable[..., Any]]:
        if cls.dispatch_request is not MethodView.dispatch_request:
            return super()._handlers()
        return {name: getattr(cls, name.lower()) for name in _METHODS if hasattr(cls, name.lower())}

    def dispatch_request(self, **arguments: Any) -> Any:
        """Call the method that is named as the request's is.

        Raises:
            MethodNotAllowed: There is none, though the rule was registered for it.
        """
        context = current_context()
        method = context.request.method
        handler = getattr(self, method.lower(), None) if method in _METHODS else None
        if handler is None and method == "HEAD":
            handler = getattr(self, "get", None)
        if handler is None:
            raise MethodNotAllowed(self._handlers())
        return context.app.ensure_sync(handler)(**arguments)


def _suggest(cls: type[MethodView]) -> str:
    from difflib import get_close_matches  # only on the way to an error

    for name in vars(cls):
        near = get_close_matches(name, [method.lower() for method in _METHODS], 1)
        if near:
            return f"; did you mean `{near[0]}` for `{name}`?"
    return ""

"""The part of an app that says where its views are, and sends clients there."""

from typing import Any, cast

from microweb.app import late
from microweb.app.registration import Registration
from microweb.context import find_context
from microweb.exceptions import BuildError
from microweb.requests.request import Request
from microweb.responses.response import Response

__all__ = ["Linking"]


class Linking(Registration):
    """URLs of an app."""

    def url_for(
        self,
        endpoint: str,
        *,
        _anchor: str | None = None,
        _method: str | None = None,
        _scheme: str | None = None,
        _external: bool | None = None,
        **values: Any,
    ) -> str:
        """Give the URL of an endpoint: see `links.build_link`.

        That of a static file has the hash of its content, unless `STATIC_HASHED_URLS` is off, so
        that a client may keep it for ever.
        """
        context = find_context()
        if context is not None and context.app is not cast("object", self):
            context = None
        endpoint = late.resolve_endpoint(endpoint, context)
        if endpoint.endswith("static") and self.config["STATIC_HASHED_URLS"]:
            self._add_version(endpoint, values)
        self.inject_url_defaults(endpoint, values)
        try:
            return late.build_link(
                self,
                context,
                endpoint,
                values,
                anchor=_anchor,
                method=_method,
                scheme=_scheme,
                external=_external,
            )
        except BuildError as error:
            values.update(_anchor=_anchor, _method=_method, _scheme=_scheme, _external=_external)
            return self.handle_url_build_error(error, endpoint, values)

    def inject_url_defaults(self, endpoint: str, values: dict[str, Any]) -> None:
        """Let the `url_defaults` functions of the app and the endpoint's blueprints add values."""
        for function in self.url_default_functions:
            function(endpoint, values)
        if "." in endpoint:
            for name in reversed(self.find_blueprints(endpoint)):
                for function in self.blueprints[name].url_default_functions:
                    function(endpoint, values)

    def handle_url_build_error(
        self, error: BuildError, endpoint: str, values: dict[str, Any]
    ) -> str:
        """Let the `url_build_error_handlers` give the URL that could not be built.

        Args:
            error: Why it could not.
            endpoint: The name.
            values: What `url_for` was given, its options with their underscore among them.

        Raises:
            BuildError: None of them gave one.
        """
        for handler in self.url_build_error_handlers:
            try:
                url = handler(error, endpoint, values)
            except BuildError as another:
                error = another
            else:
                if url is not None:
                    return url
        raise error

    def _add_version(self, endpoint: str, values: dict[str, Any]) -> None:
        """Add the content's hash to what a URL of a static file is built of."""
        name, _, last = endpoint.rpartition(".")
        filename = values.get("filename")
        if last != "static" or "v" in values or not isinstance(filename, str):
            return
        scope = self.blueprints.get(name) if name else self
        if scope is not None and scope.static_folder is not None:
            from microweb.files.static import find_static_folder  # 5 ms, for who serves files

            version = find_static_folder(scope.static_folder).version(filename)
            if version is not None:
                values["v"] = version

    def redirect(self, location: str, code: int = 303) -> Response:
        """Give a response that sends the client on: see `redirection.make_redirect`."""
        return late.make_redirect(location, code, self.response_class)

    def find_host(self, request: Request) -> str | None:
        """Give the host of a request in the terms of the route table."""
        return "" if self.domains is None else self.domains.find(request)

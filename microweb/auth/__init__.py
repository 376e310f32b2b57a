"""Who is asking: logins, remembered browsers, roles, tokens for programs and for mails."""

from microweb.auth.bearer import TokenInfo
from microweb.auth.devices import LoginInfo
from microweb.auth.guards import fresh_login_required, login_required, roles_required
from microweb.auth.helpers import (
    CurrentUser,
    by_user,
    confirm_login,
    current_user,
    login_fresh,
    login_user,
    logout_user,
    next_url,
)
from microweb.auth.keeping import NoStoreError
from microweb.auth.login_throttle import LoginThrottle
from microweb.auth.manager import Auth
from microweb.auth.one_time import OneTimeTokens
from microweb.auth.tokens import (
    create_token,
    current_token,
    list_tokens,
    revoke_all_tokens,
    revoke_token,
    token_required,
)
from microweb.auth.users import AnonymousUser, UserMixin

__all__ = [
    "AnonymousUser",
    "Auth",
    "CurrentUser",
    "LoginInfo",
    "LoginThrottle",
    "NoStoreError",
    "OneTimeTokens",
    "TokenInfo",
    "UserMixin",
    "by_user",
    "confirm_login",
    "create_token",
    "current_token",
    "current_user",
    "fresh_login_required",
    "list_tokens",
    "login_fresh",
    "login_required",
    "login_user",
    "logout_user",
    "next_url",
    "revoke_all_tokens",
    "revoke_token",
    "roles_required",
    "token_required",
]

from microweb.sessions.app import SessionApp
from microweb.sessions.configured import ConfiguredSessions
from microweb.sessions.cookie import SessionTooLargeError, SignedCookieSessions
from microweb.sessions.interface import (
    NoSessionStoreError,
    SessionInfo,
    SessionInterface,
)
from microweb.sessions.sent import SessionSentError
from microweb.sessions.session import NullSession, Session
from microweb.sessions.stored import StoredSessions

__all__ = [
    "ConfiguredSessions",
    "NoSessionStoreError",
    "NullSession",
    "Session",
    "SessionApp",
    "SessionInfo",
    "SessionInterface",
    "SessionSentError",
    "SessionTooLargeError",
    "SignedCookieSessions",
    "StoredSessions",
]

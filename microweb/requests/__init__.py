"""Requests: what a client sent, read when it is asked for, within limits."""

from microweb.requests.request import Request

__all__ = ["Request"]

"""Responses: what a view gives back, with its headers, conditions, ranges and cookies."""

from microweb.responses.response import Response

__all__ = ["Response"]

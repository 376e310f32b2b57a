"""The content security policy: one with a nonce for pages of templates, one for the rest."""

import re
from typing import NamedTuple

__all__ = ["PLAIN_POLICY", "REPORT_PATH", "ContentPolicy"]

PLAIN_POLICY = "base-uri 'self'; frame-ancestors 'self'; object-src 'none'"
"""What any response gets: nothing in it breaks a page."""

REPORT_PATH = "/.microweb/csp-reports"
"""Where pages in debug mode send what their policy has stopped: see `reports`."""

# Scripts run by nonce alone, and what these load in turn; styles come from here or by nonce. Style
# attributes stay allowed: they cannot run anything, and many pages have them.
_PAGE_POLICY = (
    f"{PLAIN_POLICY}; script-src 'nonce-{{nonce}}' 'strict-dynamic'; "
    "style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'"
)
_NONCE = "{nonce}"
_REPORTS = r"(?:^|;)\s*report-(?:uri|to)\s"
_NONCE_SOURCE = "'nonce-{nonce}'"


class ContentPolicy(NamedTuple):
    """The policies that follow from the setting.

    W3C Content Security Policy Level 3; OWASP Content Security Policy Cheat Sheet.
    """

    plain: str | None
    """For a response that no template made; None for no policy."""

    page: str | None
    """For a page that a template made, with `{nonce}` in it; None where it is the plain one."""

    @classmethod
    def from_setting(
        cls, setting: str | None, *, report_path: str | None = None
    ) -> "ContentPolicy":
        """Read `CONTENT_SECURITY_POLICY`.

        Args:
            setting: A policy, in which `{nonce}` stands for the nonce of a page; `PLAIN_POLICY` for
                microweb's own two; None for no policy.
            report_path: The path that pages report to what their policy stopped, unless the policy
                says where to.
        """
        policy = cls._split(setting)
        if setting is None or report_path is None or re.search(_REPORTS, setting, re.IGNORECASE):
            return policy
        # Not report-to: browsers that know it would keep a report for up to a minute.
        page = policy.page or setting
        return policy._replace(page=f"{page.rstrip('; ')}; report-uri {report_path}")

    @classmethod
    def _split(cls, setting: str | None) -> "ContentPolicy":
        if setting == PLAIN_POLICY:
            return cls(PLAIN_POLICY, _PAGE_POLICY)
        if setting is None or _NONCE not in setting:
            return cls(setting, None)
        plain = " ".join(setting.replace(_NONCE_SOURCE, "").split())
        return cls(plain.replace(" ;", ";"), setting)

    def for_page(self, nonce: str) -> str | None:
        """Give the policy of a page."""
        return self.page and self.page.replace(_NONCE, nonce)

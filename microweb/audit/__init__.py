"""Look an app over before it serves: for mistakes, and for settings that are unsafe in production.

    for finding in [*audit(app), *audit_deployment(app)]:
        print(finding.level, finding.message, finding.fix)

Nothing here runs by itself, and nothing here answers a request.
"""

from microweb.audit.application import audit
from microweb.audit.deployment import audit_deployment
from microweb.audit.findings import Finding

__all__ = ["Finding", "audit", "audit_deployment"]

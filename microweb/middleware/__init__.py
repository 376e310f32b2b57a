"""What runs around an app: each module is one middleware and knows nothing of the others.

`CORS`, `Compression`, `RateLimit` and `RequestID` see requests and responses:
`app.use(CORS(origins=[...]))`.
`ProxyFix` sees the environ before the app does: `app.wsgi_app = ProxyFix(app.wsgi_app)`.
"""

from microweb.middleware.compression import Compression
from microweb.middleware.cors import CORS
from microweb.middleware.proxy_fix import ProxyFix
from microweb.middleware.rate_limit import RateLimit
from microweb.middleware.request_id import RequestID

__all__ = ["CORS", "Compression", "ProxyFix", "RateLimit", "RequestID"]

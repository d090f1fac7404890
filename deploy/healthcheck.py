"""Exit with 0 when this Odoo answers that it is ready."""

import http.client
import sys

try:
    connection = http.client.HTTPConnection("127.0.0.1", 8069, timeout=4)
    connection.request("GET", "/api/health/ready")
    sys.exit(connection.getresponse().status != 200)
except OSError as error:
    sys.exit(str(error))

from . import test_api_kernel
from . import test_bad_input
from . import test_carts
from . import test_home
from . import test_http_client
from . import test_events
from . import test_queue
from . import test_webhook

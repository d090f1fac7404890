from . import test_api_kernel
from . import test_queue
from . import test_webhook

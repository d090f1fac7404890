from . import jsonrpc
from . import meta
from . import carts
from . import catalog
from . import customers
from . import events

from . import jsonrpc
from . import meta
from . import carts
from . import customers

from . import jsonrpc
from . import meta

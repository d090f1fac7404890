from . import dispatcher  # registers the request type that operations use
from . import errors, tokens
from .access_log import secret_route
from .call import Call, Caller, CustomerInfo, api_env
from .operation import Operation, available_operations, operation
from .responses import ApiResponse, RawJson, to_json

from . import ecom_public_id_mixin
from . import ecom_store
from . import ecom_store_key
from . import ecom_idempotency_key

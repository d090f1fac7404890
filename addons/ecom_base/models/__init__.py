from . import ecom_public_id_mixin
from . import ecom_store
from . import ecom_store_key

from . import ecom_store_key_wizard

from . import ecom_price_setup

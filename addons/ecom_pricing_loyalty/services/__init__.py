from . import ecom_order_pricing

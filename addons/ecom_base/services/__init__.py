from . import queue_overview
from . import ecom_addresses
from . import ecom_carts
from . import ecom_customers
from . import ecom_order_builder
from . import ecom_stock
from . import ecom_stock_reservation

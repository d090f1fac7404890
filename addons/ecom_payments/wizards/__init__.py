from . import ecom_order_bulk_wizard
from . import ecom_order_collect_wizard
from . import ecom_order_refund_wizard

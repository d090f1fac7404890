from . import ecom_order_bulk_wizard
from . import ecom_order_collect_wizard
from . import ecom_order_refund_wizard
from . import ecom_payment_rule_import
from . import ecom_payment_rule_import_line
from . import ecom_payment_simulator
from . import ecom_payment_simulator_line

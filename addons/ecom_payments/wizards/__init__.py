from . import ecom_cod_remittance_import
from . import ecom_cod_remittance_import_column
from . import ecom_order_collect_wizard
from . import ecom_order_refund_wizard

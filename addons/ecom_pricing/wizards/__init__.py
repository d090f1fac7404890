from . import (
    ecom_price_campaign_preview,
    ecom_price_export_wizard,
    ecom_price_import,
    ecom_price_import_problem,
    ecom_price_setup,
    ecom_price_warning_dismiss,
    sale_order_discount,
)

from . import (
    ecom_store,
    ecom_store_currency,
    pos_config,
    product_pricelist,
    product_template,
    sale_order,
)

from . import (
    ecom_region,
    ecom_store_currency,
    ecom_store,
    ecom_price_change,
    ecom_product_price,
    ecom_product_price_history,
    product_pricelist,
    product_pricelist_item,
    product_template,
    sale_order,
    sale_order_line,
)

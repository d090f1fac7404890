from . import (
    ecom_price_cells,
    ecom_price_reader,
    ecom_price_campaigns,
    ecom_price_timeline_replay,
    ecom_price_timeline,
    ecom_price_extras,
    ecom_price_tax,
    ecom_catalog_offer,
    ecom_order_builder,
    ecom_order_pricing,
)

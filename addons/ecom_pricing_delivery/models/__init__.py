from . import ecom_delivery_price, delivery_carrier, sale_order_line

from . import (
    ecom_loyalty_amount,
    loyalty_program,
    loyalty_rule,
    sale_order,
    sale_order_line,
)

from . import (
    test_campaigns,
    test_concurrency,
    test_price_batch,
    test_price_cells,
    test_price_dialogs,
    test_price_extras,
    test_price_taxes,
    test_prices,
    test_roles,
    test_setup,
    test_strict_orders,
    test_timeline,
)

from . import test_price_cells, test_prices, test_strict_orders

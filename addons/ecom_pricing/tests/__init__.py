from . import test_prices, test_strict_orders

from . import configurator, currencies, price_admin, price_files, prices

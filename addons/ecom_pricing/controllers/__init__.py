from . import configurator, currencies, price_files, prices

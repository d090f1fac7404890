from . import configurator, price_files

from . import ecom_demo
from . import dates
from . import carts

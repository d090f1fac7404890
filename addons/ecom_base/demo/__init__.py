from . import ecom_demo
from . import company
from . import catalog
from . import pictures
from . import people
from . import carts

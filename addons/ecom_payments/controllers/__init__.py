from . import carriers
from . import orders
from . import payments
from . import demo_gateway

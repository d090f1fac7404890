from . import ecom_demo
from . import placing
from . import parcels
from . import money
from . import books
from . import dates
from . import risk
from . import messages

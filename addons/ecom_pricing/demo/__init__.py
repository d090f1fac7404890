from . import ecom_demo
from . import abroad
from . import campaigns

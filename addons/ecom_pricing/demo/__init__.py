from . import ecom_demo
from . import abroad

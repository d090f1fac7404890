from . import payment_options
from . import order_payments
from . import cash_on_delivery
from . import refunds
from . import gateway_events

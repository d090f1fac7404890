"""What can be done to many orders at once. An addon adds one by extending the selections that use this list, and implementing
``_refusal_<operation>`` and ``_do_<operation>`` in ``ecom.order.operations``."""

OPERATIONS = [
    ("ship", "Hand over to the courier"),
    ("deliver", "Delivered and collected"),
    ("bring_back", "Refused: returns to origin"),
    ("send_link", "Send payment link"),
    ("remind", "Remind of the payment"),
    ("convert", "Ask to pay online instead of at the door"),
    ("cancel", "Cancel and refund"),
]

"""Who buys in the client tests and in the examples of the API page."""

ADDRESS = {
    "name": "Asha Rao",
    "line1": "12 MG Road",
    "city": "Bengaluru",
    "state": "IN-KA",
    "postalCode": "560001",
    "country": "IN",
    "phone": "+919845012345",
}
BUYER = {"name": "Asha Rao", "email": "asha.rao@example.com", "phone": "+919845012345"}

"""Who the demo shop is. The company is invented; its GSTIN has a valid check digit and belongs to nobody known."""

from .art.logo import draw_logo

NAME = "Amrai Living Private Limited"
SHOP = "Amrai"
GSTIN = "29AAHCA4821K1Z8"
COMPANY = {
    "name": NAME,
    "street": "No. 42, 80 Feet Road",
    "street2": "4th Block, Koramangala",
    "city": "Bengaluru",
    "zip": "560034",
    "phone": "+91 80 4718 2200",
    "email": "hello@amrai.example",
    "website": "https://www.amrai.example",
}
STATE = "KA"
STOREFRONT_URL = "https://shop.amrai.example"
#: Where a storefront runs while somebody develops it.
CORS_ORIGINS = "http://localhost:3000"
BADGES = {"Bestseller": "#B5542F", "New": "#2F6F4F", "Festive": "#8C2F5C"}


def logo():
    """Return the logo as PNG bytes."""
    return draw_logo(SHOP)

{
    "name": "Ecom Bench",
    "version": "19.0.1.0.0",
    "summary": "The empty route that ./ecom bench measures Odoo's own floor with; never part of a shop",
    "author": "Ecom Suite",
    "license": "LGPL-3",
    "category": "Hidden",
    "depends": ["web"],
}

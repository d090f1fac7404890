{
    "name": "Ecom Pricing: Delivery",
    "version": "19.0.1.0.0",
    "summary": "Delivery prices and free delivery in every currency, never converted",
    "author": "Ecom Suite",
    "website": "https://github.com/ecom-suite/ecom-suite",
    "license": "LGPL-3",
    "category": "Sales/Ecommerce",
    "depends": ["ecom_pricing", "delivery"],
    "auto_install": True,
    "data": [
        "security/ir.model.access.csv",
        "security/rules.xml",
        "views/delivery_carrier_views.xml",
        "wizards/choose_delivery_carrier_views.xml",
    ],
}

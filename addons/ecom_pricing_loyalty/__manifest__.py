{
    "name": "Ecom Pricing: Loyalty",
    "version": "19.0.1.0.0",
    "summary": "Coupons, promotions and rewards with amounts in every currency, never converted",
    "author": "Ecom Suite",
    "website": "https://github.com/ecom-suite/ecom-suite",
    "license": "LGPL-3",
    "category": "Sales/Ecommerce",
    "depends": ["ecom_pricing", "sale_loyalty"],
    "auto_install": True,
    "data": [
        "security/ir.model.access.csv",
        "security/rules.xml",
        "views/loyalty_program_views.xml",
    ],
}

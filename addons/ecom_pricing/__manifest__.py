{
    "name": "Ecom Pricing",
    "version": "19.0.1.0.0",
    "summary": "The seller's own price in every currency, never a converted one",
    "author": "Ecom Suite",
    "website": "https://github.com/ecom-suite/ecom-suite",
    "license": "LGPL-3",
    "category": "Sales/Ecommerce",
    "depends": ["ecom_base"],
    "data": [
        "security/groups.xml",
        "security/ir.model.access.csv",
        "security/rules.xml",
        "views/menus.xml",
    ],
    "pre_init_hook": "pre_init_hook",
    "uninstall_hook": "uninstall_hook",
    "application": True,
}

{
    "name": "Ecom Payments",
    "version": "19.0.1.0.0",
    "summary": "Prepaid, COD and Partial COD orders, gateways, collections, refunds and returns to origin",
    "author": "Ecom Suite",
    "website": "https://github.com/ecom-suite/ecom-suite",
    "license": "LGPL-3",
    "category": "Sales/Ecommerce",
    "depends": ["ecom_base", "account_payment", "stock_delivery"],
    "data": [
        "security/ir.model.access.csv",
        "security/rules.xml",
        "data/crons.xml",
        "views/demo_gateway_templates.xml",
    ],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}

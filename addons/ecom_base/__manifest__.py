{
    "name": "Ecom Base",
    "version": "19.0.1.0.0",
    "summary": "The store, the storefront API, catalogue, carts, customers and events of a headless shop",
    "author": "Ecom Suite",
    "website": "https://github.com/ecom-suite/ecom-suite",
    "license": "LGPL-3",
    "category": "Sales/Ecommerce",
    "depends": ["sale_stock"],
    "external_dependencies": {
        "python": ["PyJWT", "limits", "phonenumbers", "pydantic", "requests", "simplejson"],
    },
    "data": [
        "security/groups.xml",
        "security/ir.model.access.csv",
        "security/rules.xml",
        "data/technical_user.xml",
        "views/ecom_store_views.xml",
        "views/menus.xml",
    ],
    "application": True,
}

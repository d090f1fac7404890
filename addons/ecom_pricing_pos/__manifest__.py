{
    "name": "Ecom Pricing: Point of Sale",
    "version": "19.0.1.0.0",
    "summary": "The register sells at the seller's prices",
    "author": "Ecom Suite",
    "website": "https://github.com/ecom-suite/ecom-suite",
    "license": "LGPL-3",
    "category": "Sales/Ecommerce",
    "depends": ["ecom_pricing", "point_of_sale"],
    "auto_install": True,
    "data": ["data/crons.xml", "views/ecom_store_views.xml"],
}

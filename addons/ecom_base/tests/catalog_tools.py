"""A catalogue in tests: products as the shop shows them, once the lane has run."""

import base64
import io
import json

from PIL import Image

from ..schemas.catalog import CategoryListRequest, ProductGetRequest, ProductListRequest
from ..services import catalog_reader
from .lanes import LaneTools
from .selling import SellingMixin


class CatalogMixin(LaneTools, SellingMixin):
    """Put it before ``EcomCase`` or ``ApiCase``."""

    def settle(self):
        """Do what happens within moments of a commit: note what changed, and let the lane work it off."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.run_lane("ecom.catalog")
        self.env.invalidate_all()

    def listed(self, store=None, **fields):
        """Return ``products.list`` as the API answers it (dict)."""
        request = ProductListRequest.model_validate(fields)
        answer = catalog_reader.list_products(
            self.env.cr, (store or self.store)._to_info(), request
        )
        return json.loads(answer.text)

    def names(self, **fields):
        """Return the names of the listed products, in order."""
        return [product["name"] for product in self.listed(**fields)["items"]]

    def shown(self, product, **fields):
        """Return ``products.get`` of a template or variant (dict)."""
        template = product if product._name == "product.template" else product.product_tmpl_id
        request = ProductGetRequest.model_validate({"idOrSlug": template.ecom_uid, **fields})
        return json.loads(
            catalog_reader.get_product(self.env.cr, self.store._to_info(), request).text
        )

    def tree(self, among, **fields):
        """Return what ``categories.list`` answers about some categories (list of dict), in its order."""
        request = CategoryListRequest.model_validate(fields)
        answer = catalog_reader.list_categories(self.env.cr, self.store._to_info(), request)
        uids = set(among.mapped("ecom_uid"))
        return [entry for entry in json.loads(answer.text)["items"] if entry["id"] in uids]

    @classmethod
    def make_category(cls, name, parent=None, **values):
        return cls.env["ecom.category"].create(
            {"name": name, "parent_id": parent and parent.id, **values}
        )

    @classmethod
    def make_picture(cls, colour="red", size=(600, 400)):
        """Return a PNG in base64, as image fields take it."""
        buffer = io.BytesIO()
        Image.new("RGB", size, colour).save(buffer, "PNG")
        return base64.b64encode(buffer.getvalue())

    @classmethod
    def make_sized(cls, name="Kurta", sizes="SML", **values):
        """Create a product with one variant for each letter; return the template."""
        attribute = cls.env["product.attribute"].search([("name", "=", "Size")], limit=1)
        attribute = attribute or cls.env["product.attribute"].create({"name": "Size"})
        known = {value.name: value for value in attribute.value_ids}
        for size in sizes:
            if size not in known:
                known[size] = cls.env["product.attribute.value"].create(
                    {"name": size, "attribute_id": attribute.id}
                )
        line = {"attribute_id": attribute.id, "value_ids": [known[size].id for size in sizes]}
        values = {
            "name": name,
            "list_price": 499.0,
            "type": "consu",
            "company_id": cls.store.company_id.id,
            "taxes_id": False,
            "ecom_store_ids": cls.store.ids,
            "attribute_line_ids": [(0, 0, line)],
            **values,
        }
        return cls.env["product.template"].create(values).with_env(cls.env)

from odoo.http import request

from odoo.addons.sale.controllers.combo_configurator import SaleComboConfiguratorController
from odoo.addons.sale.controllers.product_configurator import SaleProductConfiguratorController


class ProductConfigurator(SaleProductConfiguratorController):
    """The dialog that the back office chooses attributes in shows the extras of the order's currency."""

    def _get_product_information(
        self, product_template, combination, currency, pricelist, *args, **kwargs
    ):
        extras = request.env["ecom.price.reader"]._shown_extras(
            pricelist, product_template.attribute_line_ids.product_template_value_ids
        )
        request.update_context(ecom_shown_extras=extras)
        return super()._get_product_information(
            product_template, combination, currency, pricelist, *args, **kwargs
        )

    def _get_basic_product_information(self, product_or_template, pricelist, combination, **kwargs):
        values = super()._get_basic_product_information(
            product_or_template, pricelist, combination, **kwargs
        )
        extras = request.env["ecom.price.reader"]._shown_extras(pricelist, combination)
        if extras is not None:
            values["price"] += sum(extras.get(value.id, 0.0) for value in combination)
        return values

    def _get_ptav_price_extra(self, ptav, currency, date, product_or_template):
        extras = request.env.context.get("ecom_shown_extras")
        if extras is None:
            return super()._get_ptav_price_extra(ptav, currency, date, product_or_template)
        return extras.get(ptav.id, 0.0)


class ComboConfigurator(SaleComboConfiguratorController):
    """So does the one for combos."""

    def _get_combo_item_data(
        self, combo, combo_item, selected_combo_item, date, currency, pricelist, **kwargs
    ):
        reader = request.env["ecom.price.reader"]
        values = combo_item.product_id.attribute_line_ids.product_template_value_ids
        request.update_context(ecom_shown_extras=reader._shown_extras(pricelist, values))
        data = super()._get_combo_item_data(
            combo, combo_item, selected_combo_item, date, currency, pricelist, **kwargs
        )
        extras = reader._shown_extras(pricelist, None, combo_item)
        if extras is not None:
            data["extra_price"] = extras[combo_item.id]
        return data

    def _get_selected_ptavs_data(self, selected_ptavs, custom_value_by_ptav_id):
        data = super()._get_selected_ptavs_data(selected_ptavs, custom_value_by_ptav_id)
        extras = request.env.context.get("ecom_shown_extras")
        if extras is not None:
            for values in data:
                values["price_extra"] = extras.get(values["id"], 0.0)
        return data

from odoo import api, fields, models

_INTERVALS = 500  # the latest; a chart of more shows nothing


class EcomPriceChart(models.AbstractModel):
    """What the price chart shows: what one product was offered at over time, in one currency. Never two in one chart."""

    _name = "ecom.price.chart"
    _description = "Price Chart"

    @api.model
    def load(self, template_id, options=None):
        """Return a price line and what can be chosen instead of it.

        :param int template_id: ``product.template``
        :param dict options: ``storeId``, ``currencyId``, ``productId`` (variant) and ``regionId``; None where empty
        :return: dict with ``name``, the choices ``stores``, ``currencies``, ``variants``, ``regions``, the chosen
            ``options``, ``intervals``, ``campaigns`` and ``reference``; moments are UTC texts as in the web client
        """
        template = self.env["product.template"].browse(template_id)
        everything = self.env["ecom.price.interval"].search(
            [("product_tmpl_id", "=", template_id)], order="start_at"
        )
        choices = self._choices(template, everything)
        chosen = self._chosen(choices, options or {})
        line = self._line(everything, chosen)
        return {
            "name": template.display_name,
            **choices,
            "options": chosen,
            "now": fields.Datetime.to_string(fields.Datetime.now()),
            "intervals": [self._interval(one) for one in line],
            "reference": self._reference(template, chosen) if line else None,
        }

    @api.model
    def _choices(self, template, intervals):
        regions = intervals.region_id.exists()
        return {
            "stores": [{"id": store.id, "name": store.name} for store in intervals.store_id],
            "currencies": [
                {"id": one.id, "name": one.name} for one in intervals.currency_id.sorted("name")
            ],
            "variants": [
                {"id": one.id, "name": one.display_name} for one in intervals.product_id.exists()
            ],
            "regions": [{"id": region.id, "name": region.name} for region in regions],
        }

    @api.model
    def _chosen(self, choices, options):
        """Return the options with what does not exist replaced by what is there."""
        chosen = {}
        for option, choice, required in (
            ("storeId", "stores", True),
            ("currencyId", "currencies", True),
            ("productId", "variants", False),
            ("regionId", "regions", False),
        ):
            ids = [one["id"] for one in choices[choice]]
            wanted = options.get(option)
            first = ids[0] if required and ids else None
            chosen[option] = wanted if wanted in ids else first
        store = self.env["ecom.store"].browse(chosen["storeId"])
        primary = store.currency_id.id
        currencies = [one["id"] for one in choices["currencies"]]
        if options.get("currencyId") not in currencies and primary in currencies:
            chosen["currencyId"] = primary
        return chosen

    @api.model
    def _line(self, intervals, chosen):
        return intervals.filtered(
            lambda one: (
                one.store_id.id == chosen["storeId"]
                and one.currency_id.id == chosen["currencyId"]
                and (one.product_id.id or None) == chosen["productId"]
                and (one.region_id.id or None) == chosen["regionId"]
            )
        )[-_INTERVALS:]

    @api.model
    def _interval(self, interval):
        return {
            "id": interval.id,
            "amount": interval.amount,
            "compareAt": interval.compare_at or None,
            "start": fields.Datetime.to_string(interval.start_at),
            "end": interval.end_at and fields.Datetime.to_string(interval.end_at),
            "campaign": interval.campaign_id.name or None,
            "campaignId": interval.campaign_id.id or None,
        }

    @api.model
    def _reference(self, template, chosen):
        """Return the 30-day reference of what is reduced now, with the days it was looked for in, or None."""
        variants = self.env["product.product"]
        variant = variants.browse(chosen["productId"]) or template.product_variant_id
        if not variant:
            return None
        found = self.env["ecom.price.omnibus"]._reference(
            self.env["ecom.store"].browse(chosen["storeId"]),
            variant,
            self.env["res.currency"].browse(chosen["currencyId"]),
            self.env["ecom.region"].browse(chosen["regionId"]),
        )[variant.id]
        return found and {
            "amount": None if found.amount is None else float(found.amount),
            "start": fields.Datetime.to_string(found.start),
            "end": fields.Datetime.to_string(found.end),
            "announceable": found.announceable,
            "insufficientHistory": found.insufficient_history,
            "percent": found.percent,
        }

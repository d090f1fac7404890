from odoo import api, models
from odoo.fields import Domain


class EcomHome(models.AbstractModel):
    """Whether prices are complete, and what needs a person."""

    _inherit = "ecom.home"

    @api.model
    def _cards(self, scope):
        cards = super()._cards(scope)
        if not scope.store._ecom_is_priced():
            return cards
        return [
            *cards,
            self._coverage_card(scope),
            self._warnings_card(scope),
            self._campaigns_card(scope),
        ]

    @api.model
    def _coverage_card(self, scope):
        rows = scope.store.store_currency_ids.filtered("enabled")
        published = scope.store.published_count
        missing = {row.currency_id.name: published - row.priced_count for row in rows}
        gaps = sum(missing.values())
        wanted = published * len(rows)
        hint = (
            self.env._(
                "%(count)s prices missing: %(currencies)s",
                count=gaps,
                currencies=", ".join(f"{name} {count}" for name, count in missing.items() if count),
            )
            if gaps
            else self.env._("every product in every currency")
        )
        return self._card(
            "price_coverage",
            self.env._("Prices set"),
            (wanted - gaps) / wanted if wanted else None,
            kind="percent",
            hint=hint,
            action={"xmlId": "ecom_pricing.price_overview_action"},
        )

    @api.model
    def _warnings_card(self, scope):
        open_ones = Domain("store_id", "=", scope.store.id) & Domain("dismissed_at", "=", False)
        groups = dict(
            self.env["ecom.price.warning"]._read_group(open_ones, ["severity"], ["__count"])
        )
        return self._card(
            "price_warnings",
            self.env._("Price warnings"),
            sum(groups.values()),
            hint=self.env._("%(count)s of them serious", count=groups.get("1_high", 0)),
            action={"xmlId": "ecom_pricing.ecom_price_warning_action"},
        )

    @api.model
    def _campaigns_card(self, scope):
        campaigns = self.env["ecom.price.campaign"]
        of_store = Domain("store_id", "=", scope.store.id)
        running, planned = (
            campaigns.search_count(of_store & Domain("state", "=", state))
            for state in ("running", "scheduled")
        )
        return self._card(
            "price_campaigns",
            self.env._("Campaigns running"),
            running,
            hint=self.env._("%(count)s more planned", count=planned),
        )

    @api.model
    def _health(self, scope):
        unrated = scope.store.unrated_currencies
        lights = super()._health(scope)
        if not unrated:
            return lights
        text = self.env._(
            "No accounting rate for %(currencies)s: invoices would be booked 1:1",
            currencies=unrated,
        )
        return [
            *lights,
            self._light(self.env._("Currencies"), "warning", text, self._store_action(scope.store)),
        ]

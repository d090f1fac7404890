from odoo import api, fields, models
from odoo.orm.models import parse_read_group_spec
from odoo.tools import SQL

_MONEY = ("net", "tax", "total", "refunded", "cost", "margin", "margin_net")


class EcomPriceSale(models.Model):
    """What was sold in which currency and where: a row for each line of an order, and one for each refund.

    Sums over several currencies are empty, in every view and through the API: amounts of different currencies are never
    added up, and never converted to be.
    """

    _name = "ecom.price.sale"
    _description = "Sales by Currency"
    _auto = False
    _order = "placed_at desc, id desc"
    _rec_name = "order_id"

    kind = fields.Selection([("line", "Sale"), ("refund", "Refund")], readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    store_id = fields.Many2one("ecom.store", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    country_id = fields.Many2one(
        "res.country", readonly=True, help="Where the order was shipped to."
    )
    region_id = fields.Many2one("ecom.region", string="Price Region", readonly=True)
    product_tmpl_id = fields.Many2one("product.template", string="Product", readonly=True)
    placed_at = fields.Datetime(string="Placed", readonly=True)
    units = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="In the products' own units, without fees and deliveries.",
    )
    net = fields.Monetary(readonly=True, help="Before tax.")
    tax = fields.Monetary(readonly=True)
    total = fields.Monetary(readonly=True, help="With tax.")
    refunded = fields.Monetary(
        readonly=True, help="Given back, as a negative amount, on the day of the order."
    )
    cost = fields.Monetary(
        readonly=True,
        help="The unit cost that stands beside the price; else the product's cost at the accounting rate of the order. Empty "
        "if there is no such rate.",
    )
    cost_basis = fields.Selection(
        [
            ("price", "Cost beside the price"),
            ("own", "Product cost"),
            ("accounting", "Product cost at the accounting rate"),
            ("no_rate", "No accounting rate"),
            ("no_cost", "No cost"),
        ],
        string="Cost From",
        readonly=True,
    )
    margin = fields.Monetary(readonly=True, help="Net less cost, where the cost is known.")
    margin_net = fields.Monetary(
        string="Net with Known Cost", readonly=True, help="What margins are a share of."
    )
    rate = fields.Float(
        string="Accounting Rate",
        digits=0,
        readonly=True,
        aggregator=None,
        help="Of the day of the order, for one unit of the company's currency. Empty if none was on file.",
    )
    rate_date = fields.Date(readonly=True, help="The day the accounting rate was entered for.")
    has_rate = fields.Boolean(readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            WITH sold AS (
                SELECT o.id, o.ecom_store_id AS store_id, o.company_id, o.currency_id, ship.country_id,
                       o.ecom_region_id AS region_id, o.ecom_placed_at AS placed_at, company.currency_id AS own_currency_id,
                       rate.name AS rate_date,
                       CASE WHEN o.currency_id = company.currency_id THEN 1.0
                            WHEN o.currency_rate <> 1 OR rate.rate = 1 THEN NULLIF(o.currency_rate, 0) END AS usual_rate,
                       rate.rate IS NOT NULL OR o.currency_id = company.currency_id AS on_file
                  FROM sale_order o
                  JOIN res_company company ON company.id = o.company_id
             LEFT JOIN res_partner ship ON ship.id = o.partner_shipping_id
             LEFT JOIN LATERAL (
                       SELECT r.rate, r.name FROM res_currency_rate r
                        WHERE r.currency_id = o.currency_id AND r.name <= o.date_order::date
                          AND (r.company_id IS NULL OR r.company_id = split_part(company.parent_path, '/', 1)::int)
                        ORDER BY r.company_id, r.name DESC LIMIT 1) rate ON o.currency_id <> company.currency_id
                 WHERE o.ecom_store_id IS NOT NULL AND o.ecom_placed_at IS NOT NULL AND o.state = 'sale'
            )
            %(lines)s UNION ALL %(refunds)s
            """,
            lines=self._lines(),
            refunds=self._refunds(),
        )

    @api.model
    def _lines(self):
        # a rate of 1 where none was on file is Odoo's stand-in for one: such an order has no rate
        return SQL(
            """
            SELECT l.id, 'line' AS kind, o.id AS order_id, o.store_id, o.company_id, o.currency_id, o.country_id,
                   o.region_id, p.product_tmpl_id, o.placed_at,
                   CASE WHEN %(is_item)s THEN qty.units ELSE 0 END AS units,
                   l.price_subtotal AS net, l.price_tax AS tax, l.price_total AS total, 0.0 AS refunded,
                   cost.amount AS cost,
                   CASE WHEN NOT (%(is_item)s) THEN NULL WHEN price.unit_cost > 0 THEN 'price'
                        WHEN unit.cost IS NULL THEN 'no_cost'
                        WHEN cost.amount IS NULL THEN 'no_rate'
                        WHEN o.currency_id = o.own_currency_id THEN 'own' ELSE 'accounting' END AS cost_basis,
                   l.price_subtotal - cost.amount AS margin,
                   CASE WHEN cost.amount IS NOT NULL THEN l.price_subtotal ELSE 0 END AS margin_net,
                   CASE WHEN o.on_file THEN o.usual_rate END AS rate, o.rate_date,
                   COALESCE(o.on_file AND o.usual_rate IS NOT NULL, FALSE) AS has_rate
              FROM sale_order_line l
              JOIN sold o ON o.id = l.order_id
              JOIN product_product p ON p.id = l.product_id
              JOIN product_template t ON t.id = p.product_tmpl_id
         LEFT JOIN uom_uom line_uom ON line_uom.id = l.product_uom_id
         LEFT JOIN uom_uom own_uom ON own_uom.id = t.uom_id
         LEFT JOIN ecom_product_price price ON price.id = l.ecom_price_id AND price.currency_id = o.currency_id
        CROSS JOIN LATERAL (SELECT l.product_uom_qty * line_uom.factor / own_uom.factor AS units) qty
        CROSS JOIN LATERAL (
                   SELECT NULLIF((p.standard_price ->> o.company_id::text)::numeric, 0) AS cost) unit
        CROSS JOIN LATERAL (
                   SELECT CASE WHEN NOT (%(is_item)s) THEN NULL
                               WHEN price.unit_cost > 0 THEN qty.units * price.unit_cost
                               WHEN o.on_file THEN qty.units * unit.cost * o.usual_rate END AS amount) cost
             WHERE l.display_type IS NULL AND l.is_downpayment IS NOT TRUE
            """,
            is_item=self._is_item(),
        )

    @api.model
    def _is_item(self):
        """Return SQL that tells goods from fees, deliveries and discounts, of ``sale_order_line`` ``l``."""
        lines = self.env["sale.order.line"]
        flags = ("is_delivery", "is_reward_line", "ecom_is_cod_fee", "ecom_is_offer")
        stored = [name for name in flags if name in lines._fields and lines._fields[name].store]
        conditions = [SQL("%s IS NOT TRUE", SQL.identifier("l", name)) for name in stored]
        return SQL(" AND ").join([SQL("l.price_subtotal >= 0"), *conditions])

    @api.model
    def _refunds(self):
        order = SQL("source.sale_order_id")
        if "ecom_order_id" in self.env["payment.transaction"]._fields:
            order = SQL("COALESCE(refund.ecom_order_id, source.sale_order_id)")
        return SQL(
            """
            SELECT -refund.id, 'refund', o.id, o.store_id, o.company_id, refund.currency_id, o.country_id, o.region_id,
                   NULL::int, o.placed_at, 0, 0, 0, 0, -abs(refund.amount), NULL, NULL, NULL, 0,
                   CASE WHEN o.on_file THEN o.usual_rate END, o.rate_date,
                   COALESCE(o.on_file AND o.usual_rate IS NOT NULL, FALSE)
              FROM payment_transaction refund
         LEFT JOIN LATERAL (
                   SELECT sale_order_id FROM sale_order_transaction_rel
                    WHERE transaction_id = refund.source_transaction_id ORDER BY sale_order_id LIMIT 1) source ON TRUE
              JOIN sold o ON o.id = %s
             WHERE refund.operation = 'refund' AND refund.state = 'done'
            """,
            order,
        )

    def _read_group_select(self, aggregate_spec, query):
        """Add amounts up within one currency only: over several ones the sum is empty, and nothing is converted."""
        if aggregate_spec != "__count":
            name, _property, function = parse_read_group_spec(aggregate_spec)
            if name in _MONEY and function in ("sum", "sum_currency", "avg"):
                return SQL(
                    "CASE WHEN count(DISTINCT %s) = 1 THEN %s(%s) END",
                    self._field_to_sql(self._table, "currency_id", query),
                    SQL("avg") if function == "avg" else SQL("sum"),
                    self._field_to_sql(self._table, name, query),
                )
        return super()._read_group_select(aggregate_spec, query)

    def action_open_order(self):
        """Show the order of a row."""
        action = self.env["ir.actions.act_window"]._for_xml_id("ecom_base.ecom_order_action")
        form = self.env.ref("sale.view_order_form").id
        return action | {"res_id": self.order_id.id, "view_mode": "form", "views": [(form, "form")]}

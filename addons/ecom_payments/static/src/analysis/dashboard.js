import { Component, onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { formatInteger } from "@web/views/fields/formatters";
import { exportFigures } from "./export";
import { basis, interval, money, percent } from "./figures";
import { GroupTable } from "./group_table";
import { PlacesTable } from "./places_table";
import { RateChart } from "./rate_chart";
import { TrendChart } from "./trend_chart";

const MEMORY_KEY = "ecom_payments.analysis";

/** What is sold how, what is paid, what comes back, at what cost, and what is done about it: `ecom.order.dashboard`. */
export class OrderDashboard extends Component {
    static template = "ecom_payments.OrderDashboard";
    static components = { Layout, GroupTable, PlacesTable, RateChart, TrendChart };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Payments and Returns");
    static path = "storefront-analysis";

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.lastLoad = new KeepLast();
        this.periods = [
            { key: 1, label: _t("This month") },
            { key: 3, label: _t("3 months") },
            { key: 6, label: _t("6 months") },
            { key: 12, label: _t("12 months") },
        ];
        this.types = [
            { key: "prepaid", label: _t("Prepaid") },
            { key: "cod", label: _t("COD") },
            { key: "partial_cod", label: _t("Partial COD") },
        ];
        this.aucSeries = [{ key: "auc", label: _t("Ranking (AUC)") }];
        Object.assign(this, { percent, basis, count: formatInteger });
        const remembered = JSON.parse(browser.localStorage.getItem(MEMORY_KEY) || "{}");
        this.state = useState({
            storeId: remembered.storeId || null,
            months: remembered.months || 6,
            currencyId: remembered.currencyId || null,
            data: null,
        });
        onWillStart(() => this.load());
    }

    async load() {
        const { storeId, months, currencyId } = this.state;
        const call = this.orm.call("ecom.order.dashboard", "load", [storeId, months, currencyId]);
        this.state.data = await this.lastLoad.add(call);
    }

    choose(choice) {
        Object.assign(this.state, choice);
        const { storeId, months, currencyId } = this.state;
        browser.localStorage.setItem(MEMORY_KEY, JSON.stringify({ storeId, months, currencyId }));
        return this.load();
    }

    onStoreChange(ev) {
        return this.choose({ storeId: Number(ev.target.value), currencyId: null });
    }

    onCurrencyChange(ev) {
        return this.choose({ currencyId: Number(ev.target.value) });
    }

    money(value) {
        return money(value, this.state.data.currencyId);
    }

    cost(value) {
        return money(value, this.state.data.store.currencyId);
    }

    get cards() {
        const { orders } = this.state.data;
        return [
            { label: _t("Orders"), value: formatInteger(orders.orders), hint: this.ordersHint, domain: [["orders", "=", 1]] },
            { label: _t("Revenue"), value: this.money(orders.revenue), hint: this.averageHint, domain: [["orders", "=", 1]] },
            { label: _t("Paid online"), value: this.money(orders.online), hint: _t("before refunds"), domain: [["online", ">", 0]] },
            { label: _t("Collected at the door"), value: this.money(orders.cash), hint: _t("before refunds"), domain: [["cash", ">", 0]] },
            { label: _t("Still to be paid"), value: this.money(orders.pending), hint: _t("of orders placed in this period"), domain: [["pending", ">", 0]] },
            { label: _t("Refunded"), value: this.money(orders.refunded), hint: _t("of orders placed in this period"), domain: [["refunded", ">", 0]] },
        ];
    }

    get ordersHint() {
        return _t("%s more were cancelled", formatInteger(this.state.data.orders.cancelled));
    }

    get averageHint() {
        const { orders, revenue } = this.state.data.orders;
        return orders ? _t("%s an order", this.money(revenue / orders)) : "";
    }

    get totalText() {
        const { total, enough } = this.state.data;
        if (!total.enough) {
            return _t("%(basis)s; %(enough)s are needed", { basis: basis(total), enough });
        }
        return _t("%(basis)s, 95 percent interval %(interval)s", { basis: basis(total), interval: interval(total) });
    }

    get goodsText() {
        return _t("Goods of %(amount)s came back", { amount: this.money(this.state.data.cost.goods) });
    }

    get costText() {
        const { cost } = this.state.data;
        if (cost.total === null) {
            return _t("Set the cost of a return on the carriers or the store.");
        }
        return _t("%(amount)s for each parcel that came back, and %(lost)s written off", {
            amount: this.cost(cost.perParcel),
            lost: this.cost(cost.writtenOff),
        });
    }

    get monthsText() {
        return _t(
            "The shade is the 95 percent interval. Spans with fewer than %(enough)s ended parcels are left out; recent ones still change.",
            { enough: this.state.data.enough }
        );
    }

    conversionText(row) {
        return _t("%(placed)s, now %(now)s", { placed: row.placedLabel, now: row.label });
    }

    policyText(policy) {
        return _t("Treated: %(treated)s came back. Left alone: %(control)s.", {
            treated: basis(policy.policy),
            control: basis(policy.control),
        });
    }

    differenceClass(policy) {
        if (!policy.difference || !policy.difference.sure) {
            return "text-muted";
        }
        return policy.difference.value < 0 ? "text-success" : "text-danger";
    }

    // === BEHIND THE FIGURES === //

    /** The rows that a figure adds up. */
    openRows(kind, domain = []) {
        const xmlId = kind === "order" ? "ecom_payments.ecom_order_report_action" : "ecom_payments.ecom_rto_report_action";
        return this.openAction(xmlId, {
            domain: [...this.state.data.domains[kind], ...domain],
            context: {},
            views: [
                [false, "list"],
                [false, "pivot"],
                [false, "graph"],
            ],
        });
    }

    openGroup(field, row) {
        return this.openRows("order", [[field, "=", row.key || false]]);
    }

    openStore() {
        return this.openForm("ecom.store", this.state.data.store.id);
    }

    openPolicies() {
        return this.openAction("ecom_payments.ecom_risk_policy_action");
    }

    async openAction(xmlId, changes = {}) {
        const action = await this.action.loadAction(xmlId);
        return this.action.doAction({ ...action, ...changes });
    }

    openForm(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    exportFigures() {
        return exportFigures(this.state.data);
    }
}

registry.category("actions").add("ecom_payments.analysis", OrderDashboard);

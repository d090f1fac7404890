import { Component, onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { formatMonetary, formatPercentage } from "@web/views/fields/formatters";
import { RtoChart } from "./rto_chart";

const MEMORY_KEY = "ecom_payments.rto";

/** How many parcels come back, where, at what cost, and what is done about it. Figures: `ecom.rto.dashboard`. */
export class RtoDashboard extends Component {
    static template = "ecom_payments.RtoDashboard";
    static components = { Layout, RtoChart };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Returns to Origin");
    static path = "storefront-rto";

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.lastLoad = new KeepLast();
        this.periods = [
            { key: 3, label: _t("3 months") },
            { key: 6, label: _t("6 months") },
            { key: 12, label: _t("12 months") },
        ];
        const remembered = JSON.parse(browser.localStorage.getItem(MEMORY_KEY) || "{}");
        this.state = useState({
            storeId: remembered.storeId || null,
            months: remembered.months || 6,
            data: null,
        });
        onWillStart(() => this.load());
    }

    async load() {
        const call = this.orm.call("ecom.rto.dashboard", "load", [this.state.storeId, this.state.months]);
        this.state.data = await this.lastLoad.add(call);
    }

    choose(choice) {
        Object.assign(this.state, choice);
        const { storeId, months } = this.state;
        browser.localStorage.setItem(MEMORY_KEY, JSON.stringify({ storeId, months }));
        return this.load();
    }

    onStoreChange(ev) {
        return this.choose({ storeId: Number(ev.target.value) });
    }

    percent(value) {
        return value === null || value === undefined ? "–" : formatPercentage(value, { digits: [16, 1] });
    }

    money(value) {
        return formatMonetary(value, { currencyId: this.state.data.store.currencyId });
    }

    interval(figures) {
        return figures.final ? `${this.percent(figures.low)} – ${this.percent(figures.high)}` : "";
    }

    /** What a rate rests on; rates of few parcels are not shown. */
    basis(figures) {
        return _t("%(returned)s of %(final)s parcels", {
            returned: figures.returned,
            final: figures.final,
        });
    }

    get totalText() {
        const { total, enough } = this.state.data;
        if (!total.enough) {
            return _t("%(basis)s; %(enough)s are needed", { basis: this.basis(total), enough });
        }
        return _t("%(basis)s, 95 percent interval %(interval)s", {
            basis: this.basis(total),
            interval: this.interval(total),
        });
    }

    get goodsText() {
        return _t("Goods of %(amount)s came back", { amount: this.money(this.state.data.cost.goods) });
    }

    get costText() {
        const { cost } = this.state.data;
        return cost.total === null
            ? _t("Set the cost of a returned parcel on the store.")
            : _t("%(amount)s for each parcel that came back", { amount: this.money(cost.perParcel) });
    }

    get monthsText() {
        return _t(
            "The shade is the 95 percent interval. Months with fewer than %(enough)s ended parcels are left out; recent ones still change.",
            { enough: this.state.data.enough }
        );
    }

    policyText(policy) {
        return _t("Treated: %(treated)s came back. Left alone: %(control)s.", {
            treated: this.basis(policy.policy),
            control: this.basis(policy.control),
        });
    }

    get statesShown() {
        return this.state.data.states.slice(0, 15);
    }

    /** Shade of a cell of the heat table: the higher the rate beside the others, the darker. */
    heat(figures) {
        if (!figures.enough) {
            return "";
        }
        const highest = Math.max(...this.state.data.states.map((state) => (state.enough ? state.rate : 0)));
        const strength = highest ? figures.rate / highest : 0;
        return `background-color: rgba(220, 53, 69, ${(0.08 + 0.5 * strength).toFixed(2)})`;
    }

    differenceClass(policy) {
        if (!policy.difference || !policy.difference.sure) {
            return "text-muted";
        }
        return policy.difference.value < 0 ? "text-success" : "text-danger";
    }

    openReport(domain = []) {
        return this.openAction("ecom_payments.ecom_rto_report_action", {
            domain: [["store_id", "=", this.state.data.store.id], ...domain],
        });
    }

    openState(row) {
        return this.openReport([["state_id", "=", row.key]]);
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
}

registry.category("actions").add("ecom_payments.rto", RtoDashboard);

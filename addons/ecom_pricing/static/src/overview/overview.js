import { Component, onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { formatFloat, formatInteger, formatMonetary, formatPercentage } from "@web/views/fields/formatters";
import { PreferenceChart } from "./preference_chart";

const MEMORY_KEY = "ecom_pricing.overview";

/** What is priced, what is sold in which currency, and where: `ecom.price.overview`. Currencies are never added up. */
export class PriceOverview extends Component {
    static template = "ecom_pricing.PriceOverview";
    static components = { Layout, PreferenceChart };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Prices and Currencies");
    static path = "storefront-price-overview";

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.lastLoad = new KeepLast();
        this.periods = [
            { key: 4, label: _t("4 weeks") },
            { key: 12, label: _t("12 weeks") },
            { key: 26, label: _t("6 months") },
            { key: 52, label: _t("1 year") },
        ];
        this.count = formatInteger;
        this.showText = _t("Show one figure in the company's currency");
        this.hideText = _t("Hide the figure in the company's currency");
        const remembered = JSON.parse(browser.localStorage.getItem(MEMORY_KEY) || "{}");
        this.state = useState({
            storeId: remembered.storeId || null,
            weeks: remembered.weeks || 12,
            data: null,
            consolidated: null,
        });
        onWillStart(() => this.load());
    }

    async load() {
        const { storeId, weeks } = this.state;
        const call = this.orm.call("ecom.price.overview", "load", [storeId, weeks]);
        this.state.data = await this.lastLoad.add(call);
        this.state.consolidated = null;
    }

    choose(choice) {
        Object.assign(this.state, choice);
        const { storeId, weeks } = this.state;
        browser.localStorage.setItem(MEMORY_KEY, JSON.stringify({ storeId, weeks }));
        return this.load();
    }

    onStoreChange(ev) {
        return this.choose({ storeId: Number(ev.target.value) });
    }

    money(value, currencyId) {
        return value === null || value === undefined ? "–" : formatMonetary(value, { currencyId: Number(currencyId) });
    }

    percent(value) {
        return value === null || value === undefined ? "–" : formatPercentage(value, { digits: [16, 0] });
    }

    marginNote(row) {
        const { accounting, no_rate, no_cost } = row.costs;
        const notes = [];
        if (no_rate) {
            notes.push(_t("%s units left out: no accounting rate on file", formatInteger(no_rate)));
        }
        if (accounting) {
            notes.push(_t("%s units at product cost and the accounting rate of the order", formatInteger(accounting)));
        }
        if (no_cost) {
            notes.push(_t("%s units without a cost left out", formatInteger(no_cost)));
        }
        return notes.join(" · ");
    }

    /** Currencies that something was sold in: the columns of the tables of places. */
    get sold() {
        const ids = new Set(this.state.data.sales.map((row) => row.id));
        return this.state.data.currencies.filter(({ id }) => ids.has(id));
    }

    get placeTables() {
        const { regions, countries } = this.state.data;
        return [
            { key: "country_id", title: _t("By country of delivery"), label: _t("Country"), rows: countries },
            { key: "region_id", title: _t("By price region"), label: _t("Region"), rows: regions },
        ];
    }

    coverageText(row) {
        return _t("%(priced)s of %(published)s products", {
            priced: formatInteger(row.priced),
            published: formatInteger(row.published),
        });
    }

    // === ONE FIGURE, WHEN ASKED FOR === //

    async toggleConsolidated() {
        if (this.state.consolidated) {
            this.state.consolidated = null;
            return;
        }
        const { store, weeks } = this.state.data;
        this.state.consolidated = await this.orm.call("ecom.price.overview", "consolidated", [store.id, weeks]);
    }

    rateText(rate) {
        const [low, high] = [rate.low, rate.high].map((value) => formatFloat(value, { digits: [16, 6], trailingZeros: false }));
        const [from, to] = [rate.from, rate.to].map((day) => formatDate(deserializeDate(day)));
        return _t("1 %(own)s = %(rates)s %(name)s (entered for %(days)s)", {
            own: this.state.data.store.companyCurrency,
            rates: low === high ? low : `${low} – ${high}`,
            name: rate.name,
            days: from === to ? from : `${from} – ${to}`,
        });
    }

    leftOutText(row) {
        return _t("%(count)s orders in %(name)s are left out: no accounting rate on file.", {
            count: formatInteger(row.orders),
            name: row.name,
        });
    }

    // === BEHIND THE FIGURES === //

    openSales(domain) {
        return this.openAction("ecom_pricing.ecom_price_sale_action", {
            domain: [...this.state.data.domain, ...domain],
            context: {},
            views: [
                [false, "list"],
                [false, "pivot"],
                [false, "graph"],
            ],
        });
    }

    openWarnings(domain) {
        return this.openAction("ecom_pricing.ecom_price_warning_action", {
            domain: [["store_id", "=", this.state.data.store.id], ["dismissed_at", "=", false], ...domain],
            context: {},
        });
    }

    openSetup() {
        const context = { default_store_id: this.state.data.store.id };
        return this.action.doAction("ecom_pricing.ecom_price_setup_action", {
            additionalContext: context,
            onClose: () => this.load(),
        });
    }

    async openAction(xmlId, changes) {
        const action = await this.action.loadAction(xmlId);
        return this.action.doAction({ ...action, ...changes });
    }
}

registry.category("actions").add("ecom_pricing.overview", PriceOverview);

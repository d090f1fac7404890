import { Component, onWillStart, useState } from "@odoo/owl";
import { deserializeDateTime, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { formatMonetary } from "@web/views/fields/formatters";
import { PriceChart } from "./price_chart";

/** What a product was offered at, when and why: a chart, and the proof behind its 30-day reference price. */
export class PriceTimeline extends Component {
    static template = "ecom_pricing.PriceTimeline";
    static components = { Layout, PriceChart };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Price Chart");
    static path = "storefront-price-chart";

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.lastLoad = new KeepLast();
        const { params, context } = this.props.action;
        this.templateId = context.active_id;
        this.ranges = [
            { days: 90, label: _t("90 days") },
            { days: 365, label: _t("1 year") },
            { days: 0, label: _t("All") },
        ];
        this.state = useState({ days: 90, options: params?.options || {}, data: null });
        onWillStart(() => this.load());
    }

    async load() {
        const call = this.orm.call("ecom.price.chart", "load", [this.templateId, this.state.options]);
        this.state.data = await this.lastLoad.add(call);
        this.state.options = this.state.data.options;
    }

    /** The choices that there are, with the option that each of them sets. */
    get choices() {
        const { stores, variants, regions } = this.state.data;
        return [
            { option: "storeId", label: _t("Store"), list: stores, shown: stores.length > 1 },
            { option: "productId", label: _t("Variant"), list: variants, none: _t("All other variants"), shown: variants.length },
            { option: "regionId", label: _t("Region"), list: regions, none: _t("All other regions"), shown: regions.length },
        ].filter((choice) => choice.shown);
    }

    choose(option, value) {
        this.state.options = { ...this.state.options, [option]: Number(value) || null };
        return this.load();
    }

    get latestFirst() {
        return [...this.state.data.intervals].reverse();
    }

    /** Whether an interval is among those that the reference price was the lowest of. */
    isEvidence({ start, end }) {
        const { reference } = this.state.data;
        return reference?.amount && start < reference.end && (!end || end > reference.start);
    }

    money(amount) {
        return formatMonetary(amount, { currencyId: this.state.options.currencyId });
    }

    moment(text) {
        return toLocaleDateTimeString(deserializeDateTime(text));
    }

    openCampaign(campaignId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "ecom.price.campaign",
            res_id: campaignId,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("ecom_pricing.price_timeline", PriceTimeline);

import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { formatPercentage } from "@web/views/fields/formatters";
import { formatValue } from "./format";
import { HomeChart } from "./home_chart";

const REFRESH_MS = 60_000;
const MEMORY_KEY = "ecom_base.home";

/** The state of a store at a glance. Everything shown comes from the server model `ecom.home`. */
export class StorefrontHome extends Component {
    static template = "ecom_base.StorefrontHome";
    static components = { Layout, HomeChart };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Storefront");
    static path = "storefront";

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.lastLoad = new KeepLast();
        this.periods = [
            { key: "today", label: _t("Today") },
            { key: "7d", label: _t("7 days") },
            { key: "30d", label: _t("30 days") },
            { key: "90d", label: _t("90 days") },
        ];
        const remembered = JSON.parse(browser.localStorage.getItem(MEMORY_KEY) || "{}");
        this.state = useState({
            storeId: remembered.storeId || null,
            period: remembered.period || "today",
            data: null,
            busy: false,
        });
        onWillStart(() => this.load());
        const timer = browser.setInterval(() => {
            if (document.visibilityState === "visible") {
                this.load({ silent: true });
            }
        }, REFRESH_MS);
        onWillUnmount(() => browser.clearInterval(timer));
    }

    async load({ silent = false } = {}) {
        this.state.busy = !silent;
        const orm = silent ? this.orm.silent : this.orm;
        const call = orm.call("ecom.home", "load", [this.state.storeId, this.state.period]);
        try {
            this.state.data = await this.lastLoad.add(call);
        } finally {
            this.state.busy = false;
        }
    }

    choose(choice) {
        Object.assign(this.state, choice);
        const { storeId, period } = this.state;
        browser.localStorage.setItem(MEMORY_KEY, JSON.stringify({ storeId, period }));
        return this.load();
    }

    onStoreChange(ev) {
        return this.choose({ storeId: Number(ev.target.value) });
    }

    get isNew() {
        return Boolean(this.state.data.setup.length);
    }

    value(item) {
        return formatValue(item.value, item.kind, item.currencyId || this.state.data.store.currencyId);
    }

    changeText(card) {
        const sign = card.change > 0 ? "+" : "";
        return sign + formatPercentage(card.change, { digits: [16, 0] });
    }

    changeTitle() {
        return this.state.period === "today"
            ? _t("Compared with yesterday until this time of day")
            : _t("Compared with the same number of days before");
    }

    changeClass(card) {
        if (!card.good || !card.change) {
            return "text-muted";
        }
        return card.change * card.good > 0 ? "text-success" : "text-danger";
    }

    lightIcon(light) {
        return {
            good: "fa-check-circle text-success",
            warning: "fa-exclamation-triangle text-warning",
            bad: "fa-times-circle text-danger",
        }[light.level];
    }

    lightWord(light) {
        return { good: _t("Fine"), warning: _t("Attention"), bad: _t("Problem") }[light.level];
    }

    async open(target) {
        if (!target) {
            return;
        }
        if (target.url) {
            browser.open(target.url, "_blank", "noopener");
        } else if (target.model) {
            await this.action.doAction({
                type: "ir.actions.act_window",
                res_model: target.model,
                res_id: target.id,
                views: [[target.viewId || false, "form"]],
            });
        } else {
            const action = await this.action.loadAction(target.xmlId);
            await this.action.doAction(
                { ...action, domain: target.domain || action.domain },
                { additionalContext: target.context || {} }
            );
        }
    }
}

registry.category("actions").add("ecom_base.home", StorefrontHome);

import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { KeepLast } from "@web/core/utils/concurrency";
import { Model } from "@web/model/model";

const MEMORY_KEY = "ecom_pricing.comparison";
const PAGE = 80;

/** A page of products with their prices beside each other, and what is usual among all that match. */
export class PriceComparisonModel extends Model {
    setup(params) {
        const remembered = JSON.parse(browser.localStorage.getItem(MEMORY_KEY) || "{}");
        this.choice = {
            storeId: null,
            regionId: null,
            minQty: 0,
            show: "all",
            tolerance: 20,
            order: "",
            ...remembered,
            ...params.choice,
        };
        this.offset = params.offset || 0;
        this.limit = PAGE;
        this.data = { stores: [], store: null, currencies: [], rows: [], total: 0, summary: {} };
        this.lastLoad = new KeepLast();
    }

    async load(searchParams = {}) {
        if (searchParams.domain) {
            if (this.domain && JSON.stringify(searchParams.domain) !== JSON.stringify(this.domain)) {
                this.offset = 0;
            }
            this.domain = searchParams.domain;
        }
        const { storeId, regionId, minQty, show, tolerance, order } = this.choice;
        const args = [this.domain, { storeId, regionId, minQty }, show, tolerance, order, this.offset, this.limit];
        const data = await this.lastLoad.add(this.orm.call("ecom.price.comparison", "compare", args));
        this.data = data;
        Object.assign(this.choice, { storeId: data.store && data.store.id, regionId: data.regionId || null });
    }

    /** Look at something else; pages start again. */
    async look({ offset = 0, ...choice }) {
        Object.assign(this.choice, choice);
        this.offset = offset;
        await this.load();
        const { storeId, regionId, tolerance } = this.choice;
        browser.localStorage.setItem(MEMORY_KEY, JSON.stringify({ storeId, regionId, tolerance }));
        this.notify();
    }

    get currencies() {
        return this.data.currencies;
    }

    get primary() {
        return this.currencies.find((currency) => currency.primary);
    }

    get emptiness() {
        if (this.data.store && this.currencies.length > 1) {
            return null;
        }
        return {
            title: _t("Nothing to compare yet"),
            text: _t("Prices are compared where a store sells in two currencies or more."),
        };
    }
}

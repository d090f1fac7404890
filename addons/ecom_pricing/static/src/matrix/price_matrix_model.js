import { browser } from "@web/core/browser/browser";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { KeepLast } from "@web/core/utils/concurrency";
import { Model } from "@web/model/model";
import { parseAmount } from "./amounts";
import { PriceMatrixEdits } from "./price_matrix_edits";
import { problemText } from "./price_matrix_texts";
import { viewCell } from "./price_matrix_view_cell";

const MEMORY_KEY = "ecom_pricing.matrix";
const PAGE = 80;
const CHUNK = 500;

/** The prices of a page of products, what was typed over them, and saving that. */
export class PriceMatrixModel extends Model {
    setup(params) {
        const remembered = JSON.parse(browser.localStorage.getItem(MEMORY_KEY) || "{}");
        this.place = {
            storeId: remembered.storeId || null,
            regionId: remembered.regionId || null,
            minQty: 0,
            ...params.place,
        };
        this.offset = params.offset || 0;
        this.order = params.order || "";
        this.limit = PAGE;
        this.edits = new PriceMatrixEdits();
        this.variants = new Map();
        this.data = { stores: [], store: null, currencies: [], rows: [], total: 0 };
        this.rows = [];
        this.progress = null;
        this.views = new Map();
        this.lastLoad = new KeepLast();
    }

    async load(searchParams = {}) {
        if (searchParams.domain) {
            const domain = JSON.stringify(searchParams.domain);
            if (this.domain && domain !== JSON.stringify(this.domain)) {
                this.offset = 0;
            }
            this.domain = searchParams.domain;
        }
        const { storeId, regionId, minQty } = this.place;
        const page = [this.offset, this.limit, this.order];
        const args = [this.domain, storeId, regionId, minQty, ...page];
        const data = await this.lastLoad.add(this.orm.call("ecom.price.matrix", "load", args));
        this.data = data;
        Object.assign(this.place, { storeId: data.store && data.store.id, regionId: data.regionId || null });
        const shown = new Set(data.rows.map((row) => row.templateId));
        await this.loadVariants([...this.variants.keys()].filter((id) => shown.has(id)));
        this.arrange();
    }

    /** Look at another store, region, quantity, page or order. */
    async look(changes) {
        const { offset, order, ...place } = changes;
        if ("storeId" in place) {
            place.regionId = null;
        }
        Object.assign(this.place, place);
        this.offset = offset || 0;
        this.order = order ?? this.order;
        await this.load();
        const { storeId, regionId } = this.place;
        browser.localStorage.setItem(MEMORY_KEY, JSON.stringify({ storeId, regionId }));
        this.notify();
    }

    // === VARIANTS === //

    async toggleVariants(templateIds) {
        const open = templateIds.every((id) => this.variants.has(id));
        if (open) {
            templateIds.forEach((id) => this.variants.delete(id));
        } else {
            await this.loadVariants([...this.variants.keys(), ...templateIds]);
        }
        this.arrange();
        this.notify();
    }

    async loadVariants(templateIds) {
        this.variants = new Map();
        if (templateIds.length) {
            const { storeId, regionId, minQty } = this.place;
            const args = [[...new Set(templateIds)], storeId, regionId, minQty];
            const found = await this.orm.call("ecom.price.matrix", "variants", args);
            this.variants = new Map(Object.entries(found).map(([id, rows]) => [Number(id), rows]));
        }
    }

    get expandable() {
        return this.data.rows.filter((row) => row.variants).map((row) => row.templateId);
    }

    /** Put the variants under their products. */
    arrange() {
        this.views.clear();
        this.rows = this.data.rows.flatMap((row) => [
            row,
            ...(this.variants.get(row.templateId) || []).map((variant) => ({ ...variant, parent: row.name })),
        ]);
    }

    // === CELLS === //

    get currencies() {
        return this.data.currencies;
    }

    get canEdit() {
        return this.data.canEdit;
    }

    isLocked(col) {
        return !this.canEdit || !this.currencies[col].enabled;
    }

    target(row, col) {
        return {
            product_tmpl_id: row.templateId,
            product_id: row.productId,
            currency_id: this.currencies[col].id,
            region_id: this.place.regionId || false,
            min_qty: this.place.minQty,
        };
    }

    key(row, col) {
        return Object.values(this.target(row, col)).map(Number).join("/");
    }

    saved(row, col) {
        return row.cells[this.currencies[col].id] || {};
    }

    edit(row, col) {
        return this.edits.get(this.key(row, col));
    }

    /** The price in a cell, typed or saved: amount, null for none. */
    value(row, col) {
        const edit = this.edit(row, col);
        return edit ? edit.value : this.saved(row, col).amount || null;
    }

    /**
     * Return what a cell becomes when a text is typed into it: undefined if that is what is saved.
     *
     * @param {string | null} text null: clear it
     */
    typed(row, col, text) {
        const currency = this.currencies[col];
        const before = this.edit(row, col);
        const base = before ? before.base : this.saved(row, col);
        const edit = {
            key: this.key(row, col),
            target: this.target(row, col),
            label: [row.parent, row.name, currency.code].filter(Boolean).join(" · "),
            base,
            text: "",
            value: null,
        };
        if (text !== null) {
            const { value, problem } = parseAmount(text, currency, localization.decimalPoint);
            if (problem) {
                return { ...edit, text, problem: problemText(problem, currency) };
            }
            edit.value = value;
        }
        return edit.value === (base.amount || null) ? undefined : edit;
    }

    /** @param {Map<string, Object | undefined>} changes */
    apply(changes) {
        this.changed(this.edits.apply(changes));
    }

    undo() {
        return this.changed(this.edits.undo());
    }

    redo() {
        return this.changed(this.edits.redo());
    }

    changed(keys) {
        for (const key of keys) {
            this.views.delete(key.split("/", 2).join("/"));
        }
        this.notify();
        return keys;
    }

    /** What is drawn of a row: the same array until something in it changes, so that only that row is drawn again. */
    viewRow(row) {
        const key = [row.templateId, Number(row.productId)].join("/");
        if (!this.views.has(key)) {
            this.views.set(key, this.currencies.map((currency, col) => viewCell(this, row, col)));
        }
        return this.views.get(key);
    }

    discard() {
        this.views.clear();
        this.edits.clear();
        this.notify();
    }

    // === SAVING === //

    /** @returns {Promise<{ saved: number, left: number }>} cells that were saved, and that could not be */
    async save() {
        const edits = this.edits.sendable;
        let saved = 0;
        try {
            for (let start = 0; start < edits.length; start += CHUNK) {
                if (edits.length > CHUNK) {
                    this.progress = { done: start, total: edits.length };
                    this.notify();
                }
                saved += await this.saveSome(edits.slice(start, start + CHUNK));
            }
        } finally {
            this.progress = null;
            if (edits.length) {
                await this.load();
            }
            this.notify();
        }
        return { saved, left: this.edits.size };
    }

    async saveSome(edits) {
        const cells = edits.map(({ target, value, base }) => ({
            ...target,
            amount: value,
            expected_version: base.version || 0,
        }));
        const answers = await this.orm.call("ecom.price.matrix", "save_cells", [this.place.storeId, cells]);
        const settled = edits.filter((edit, index) => answers[index].status === "saved");
        this.edits.settle(settled.map((edit) => edit.key));
        edits.forEach((edit, index) => {
            const { status, message, cell } = answers[index];
            if (status !== "saved") {
                const trouble = status === "conflict" ? { theirs: cell } : { problem: message };
                this.edits.all.set(edit.key, { ...edit, ...trouble });
            }
        });
        return settled.length;
    }

    /** Settle conflicts: type one's own price over the other's, or leave the other's. */
    resolve(edits, mine) {
        for (const edit of edits) {
            const { theirs, ...kept } = edit;
            if (mine && edit.value !== (theirs.amount || null)) {
                this.edits.all.set(edit.key, { ...kept, base: theirs });
            } else {
                this.edits.all.delete(edit.key);
            }
        }
        this.edits.history.clear();
        this.changed(edits.map((edit) => edit.key));
    }

    /** What keeps prices from being set at all. */
    get emptiness() {
        if (!this.data.store) {
            return { title: _t("No store yet"), text: _t("A store gives your products a place to be sold, and prices.") };
        }
        if (!this.currencies.length) {
            return {
                title: _t("%s has no currencies yet", this.data.store.name),
                text: _t(
                    "Choose the currencies you sell in. From then on you set each price yourself, and nothing is ever converted."
                ),
                setUp: this.data.canSetUp,
            };
        }
        return null;
    }
}

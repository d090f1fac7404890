import { Component, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { plainText } from "./amounts";
import { copySelection, pasteText } from "./price_matrix_clipboard";
import { onKey } from "./price_matrix_keyboard";
import { PriceMatrixRow } from "./price_matrix_row";
import { PriceMatrixStatus } from "./price_matrix_status";
import { PriceMatrixTroubles } from "./price_matrix_troubles";
import { usePointer } from "./price_matrix_pointer";
import { extendTo, move, rangeOf, selectCell } from "./selection";

/** The table of prices: what is selected, what is being typed, and what keys, mouse and clipboard do to it. */
export class PriceMatrixRenderer extends Component {
    static template = "ecom_pricing.PriceMatrixRenderer";
    static components = { PriceMatrixRow, PriceMatrixStatus, PriceMatrixTroubles };
    static props = { model: Object, revision: Number, openProduct: Function };

    setup() {
        this.notification = useService("notification");
        this.table = useRef("table");
        this.state = useState({ selection: selectCell(0, 0), editing: null });
        this.pointer = usePointer(this);
        this.toggle = (row) => this.toggleVariants([row.templateId]);
        onWillUpdateProps(() => this.stayInside());
        useEffect(
            (editing) => {
                if (editing !== null) {
                    this.focusInput(editing);
                }
            },
            () => [this.state.editing]
        );
        useEffect(
            () => this.scrollToHead(),
            () => [this.state.selection.head.row, this.state.selection.head.col]
        );
        useEffect(
            () => this.table.el?.focus({ preventScroll: true }),
            () => []
        );
    }

    get model() {
        return this.props.model;
    }

    get size() {
        return { rows: this.model.rows.length, cols: this.model.currencies.length };
    }

    get range() {
        return rangeOf(this.state.selection);
    }

    get activeRow() {
        return this.model.rows[this.state.selection.anchor.row];
    }

    get isEditing() {
        return this.state.editing !== null;
    }

    /** Props of a row: the same values unless something in the row has changed. */
    rowProps(row, index) {
        const { anchor } = this.state.selection;
        const { top, bottom, left, right } = this.range;
        const inside = index >= top && index <= bottom;
        return {
            row,
            index,
            cells: this.model.viewRow(row),
            isOpen: this.model.variants.has(row.templateId),
            active: anchor.row === index ? anchor.col : -1,
            from: inside ? left : -1,
            to: inside ? right : -1,
            editing: anchor.row === index && this.isEditing ? this.state.editing : undefined,
            toggle: this.toggle,
            open: this.props.openProduct,
        };
    }

    // === SELECTION === //

    select({ row, col }) {
        this.state.selection = selectCell(row, col);
    }

    selectAll() {
        this.state.selection = extendTo(selectCell(0, 0), this.size.rows - 1, this.size.cols - 1);
    }

    moveBy(key, how) {
        const selection = move(this.state.selection, key, this.size, how);
        if (selection) {
            this.state.selection = selection;
        }
        return Boolean(selection);
    }

    stayInside() {
        const { anchor, head } = this.state.selection;
        const { rows, cols } = this.size;
        if (Math.max(anchor.row, head.row) >= rows || Math.max(anchor.col, head.col) >= cols) {
            this.state.editing = null;
            this.select({ row: 0, col: 0 });
        }
    }

    /** Show or hide variants; the active cell stays the one it is, not the place it is at. */
    async toggleVariants(templateIds) {
        const { templateId, productId } = this.activeRow;
        const { col } = this.state.selection.anchor;
        await this.model.toggleVariants(templateIds);
        const same = (row) => row.templateId === templateId && row.productId === productId;
        const product = (row) => row.templateId === templateId;
        const rows = this.model.rows;
        this.select({ row: Math.max(rows.findIndex(same), rows.findIndex(product)), col });
    }

    scrollToHead() {
        const { row, col } = this.state.selection.head;
        this.table.el?.querySelector(`#price_cell_${row}_${col}`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
    }

    // === TYPING === //

    /** @param {string} [text] that replaces what is in the cell; none: edit that */
    startEdit(text) {
        const { col } = this.state.selection.anchor;
        if (!this.activeRow || this.model.isLocked(col)) {
            this.explainLock(col);
            return;
        }
        const edit = this.model.edit(this.activeRow, col);
        const value = this.model.value(this.activeRow, col);
        const present = edit?.text || (value ? plainText(value, localization.decimalPoint) : "");
        this.select(this.state.selection.anchor);
        this.state.editing = text ?? present;
        this.replaces = text !== undefined;
    }

    get input() {
        return this.table.el.querySelector(".o_price_matrix_input");
    }

    focusInput(text) {
        this.input.focus();
        if (this.replaces) {
            this.input.setSelectionRange(text.length, text.length);
        } else {
            this.input.select();
        }
    }

    commitEdit() {
        if (!this.isEditing) {
            return;
        }
        const { col } = this.state.selection.anchor;
        const text = (this.input ? this.input.value : this.state.editing).trim();
        const row = this.activeRow;
        this.endEdit();
        this.model.apply(new Map([[this.model.key(row, col), this.model.typed(row, col, text || null)]]));
    }

    cancelEdit() {
        this.endEdit();
    }

    endEdit() {
        this.state.editing = null;
        this.table.el.focus({ preventScroll: true });
    }

    /** Change every selected cell that may be changed. */
    changeSelection(change) {
        const { top, bottom, left, right } = this.range;
        const changes = new Map();
        for (let index = top; index <= bottom; index++) {
            for (let col = left; col <= right; col++) {
                const row = this.model.rows[index];
                if (!this.model.isLocked(col)) {
                    changes.set(this.model.key(row, col), this.model.typed(row, col, change(col)));
                }
            }
        }
        this.model.apply(changes);
    }

    clearSelection() {
        this.changeSelection(() => null);
    }

    /** Put the prices of the first selected row into the others. */
    fillDown() {
        const first = this.model.rows[this.range.top];
        this.changeSelection((col) => this.model.value(first, col));
    }

    undo() {
        this.showChanged(this.model.undo());
        return true;
    }

    redo() {
        this.showChanged(this.model.redo());
        return true;
    }

    /** Go to what was undone, if it is on this page. */
    showChanged(keys) {
        const changed = new Set(keys);
        for (const [row, line] of this.model.rows.entries()) {
            const col = this.model.currencies.findIndex((currency, index) => changed.has(this.model.key(line, index)));
            if (col >= 0) {
                this.select({ row, col });
                return;
            }
        }
    }

    explainLock(col) {
        if (this.model.canEdit && this.model.currencies[col] && !this.model.currencies[col].enabled) {
            const { code } = this.model.currencies[col];
            this.notification.add(_t("%s is switched off in this store. Its prices are kept, but cannot be changed.", code));
        }
    }

    // === EVENTS === //

    onKeydown(ev) {
        if (this.size.rows && onKey(ev, this)) {
            ev.preventDefault();
            ev.stopPropagation();
        }
    }

    onFocusout(ev) {
        if (this.isEditing && ev.target.closest(".o_price_matrix_input") && ev.relatedTarget !== this.table.el) {
            this.commitEdit();
        }
    }

    onCopy(ev) {
        if (!this.isEditing && this.size.rows) {
            ev.clipboardData.setData("text/plain", copySelection(this.model, this.state.selection));
            ev.preventDefault();
        }
    }

    onPaste(ev) {
        if (this.isEditing || !this.model.canEdit || !this.size.rows) {
            return;
        }
        ev.preventDefault();
        const text = ev.clipboardData.getData("text/plain");
        const { changes, refused, beyond, range } = pasteText(this.model, this.state.selection, text);
        this.state.selection = range;
        this.model.apply(changes);
        if (beyond || refused) {
            this.notification.add(this.leftOutText(beyond, refused), { type: "warning" });
        }
    }

    leftOutText(beyond, refused) {
        return [
            beyond && _t("%s cells did not fit into this page.", beyond),
            refused && _t("%s cells belong to a currency that is switched off.", refused),
        ]
            .filter(Boolean)
            .join(" ");
    }

    // === HEADER === //

    sortByName() {
        const next = { "": "name", name: "name desc", "name desc": "" };
        return this.model.look({ order: next[this.model.order] ?? "" });
    }

    get sortIcon() {
        return { name: "fa-caret-up", "name desc": "fa-caret-down" }[this.model.order] || "fa-sort text-muted";
    }
}

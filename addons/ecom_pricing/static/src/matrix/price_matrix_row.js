import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/** A product, or a variant of one, with its prices. Events are the table's business. */
export class PriceMatrixRow extends Component {
    static template = "ecom_pricing.PriceMatrixRow";
    static props = {
        row: Object,
        index: Number,
        cells: Array,
        isOpen: Boolean,
        active: Number, // column of the active cell, -1 if it is in another row
        from: Number, // first and last selected column, -1 if none is
        to: Number,
        editing: { type: String, optional: true }, // what the active cell's input starts with
        toggle: Function,
        open: Function,
    };

    get isVariant() {
        return Boolean(this.props.row.productId);
    }

    get toggleTitle() {
        return this.props.isOpen ? _t("Hide variants") : _t("Show variants");
    }

    isEditing(col) {
        return col === this.props.active && this.props.editing !== undefined;
    }

    cellClass(cell, col) {
        const { active, from, to } = this.props;
        return {
            [cell.classes]: Boolean(cell.classes),
            o_price_matrix_active: col === active,
            o_price_matrix_selected: col >= from && col <= to,
        };
    }
}

import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { amountText, cellLines } from "./price_matrix_texts";

/** The line below the table: all about the active cell. */
export class PriceMatrixStatus extends Component {
    static template = "ecom_pricing.PriceMatrixStatus";
    static props = { model: Object, row: Object, col: Number, revision: Number };

    setup() {
        this.action = useService("action");
    }

    get currency() {
        return this.props.model.currencies[this.props.col];
    }

    get cell() {
        return this.props.model.saved(this.props.row, this.props.col);
    }

    get edit() {
        return this.props.model.edit(this.props.row, this.props.col);
    }

    get label() {
        const { row } = this.props;
        return [row.parent, row.name, this.currency.code].filter(Boolean).join(" · ");
    }

    get lines() {
        return cellLines(this.cell, this.currency).filter((line) => !(this.cell.warnings || []).includes(line));
    }

    get stateText() {
        const { cell, edit } = this;
        if (edit && !edit.problem) {
            return _t("Not saved yet. Saved: %s", amountText(edit.base.amount, this.currency) || _t("none"));
        }
        if (!cell.amount && !cell.now && !cell.inherited && !edit) {
            return cell.byVariant ? "" : _t("No price: it cannot be bought in this currency.");
        }
        return "";
    }

    /** All prices of the product in this currency, at any place and time. */
    openPrices() {
        const { row } = this.props;
        return this.action.doAction("ecom_pricing.ecom_product_price_action", {
            additionalContext: {
                search_default_by_product: 0,
                default_product_tmpl_id: row.templateId,
                default_store_id: this.props.model.place.storeId,
                search_default_product_tmpl_id: row.templateId,
                search_default_currency_id: this.currency.id,
            },
        });
    }

    openHistory() {
        const { row } = this.props;
        return this.action.doAction("ecom_pricing.ecom_price_change_action", {
            additionalContext: {
                search_default_product_tmpl_id: row.templateId,
                search_default_currency_id: this.currency.id,
            },
        });
    }
}

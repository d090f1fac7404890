import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/views/fields/formatters";
import { amountText } from "../matrix/price_matrix_texts";
import { ratioDigits, readable } from "./comparison_figures";

/** Products by currencies, with ratios. */
export class ComparisonTable extends Component {
    static template = "ecom_pricing.ComparisonTable";
    static props = { model: Object, revision: Number, openProduct: Function };

    get model() {
        return this.props.model;
    }

    summary(currency) {
        return this.model.data.summary[currency.id] || { priced: 0, missing: this.model.data.total };
    }

    amount(cell, currency) {
        return amountText(cell.amount, currency);
    }

    ratio(ratio, currency) {
        const { median } = this.summary(currency);
        const value = readable(ratio, median);
        return formatFloat(value, { digits: [16, ratioDigits(value)] });
    }

    medianText(currency) {
        const { median } = this.summary(currency);
        if (!median) {
            return "";
        }
        const [one, other] = median < 1 ? [currency, this.model.primary] : [this.model.primary, currency];
        return _t("1 %(one)s : %(ratio)s %(other)s", {
            one: one.code,
            other: other.code,
            ratio: this.ratio(median, currency),
        });
    }

    deviationText({ deviation }) {
        const rounded = Math.round(deviation);
        const sign = rounded ? (rounded > 0 ? "+" : "−") : "";
        return `${sign}${formatFloat(Math.abs(rounded), { digits: [16, 0] })} %`;
    }

    deviationTitle({ deviation }) {
        return deviation > 0
            ? _t("Dearer in this currency than is usual among these products")
            : _t("Cheaper in this currency than is usual among these products");
    }

    missingText({ missing }) {
        return _t("%s missing", missing);
    }

    outliersText({ outliers }) {
        return outliers === 1 ? _t("1 outlier") : _t("%s outliers", outliers);
    }

    sort(order) {
        return this.model.look({ order: this.model.choice.order === order ? "" : order });
    }

    sortIcon(order) {
        return this.model.choice.order === order ? "fa-caret-down" : "fa-sort text-muted";
    }
}

import { user } from "@web/core/user";
import { formatInteger, formatMonetary, formatPercentage } from "@web/views/fields/formatters";

/**
 * Write a figure of the home screen for people.
 *
 * @param {number | null} value null: nothing was measured yet
 * @param {"count" | "money" | "percent"} kind
 * @param {number} currencyId of amounts
 * @param {Object} [options]
 * @param {boolean} [options.short] for axes: abbreviated, without currency
 * @returns {string}
 */
export function formatValue(value, kind, currencyId, { short = false } = {}) {
    if (value === null || value === undefined) {
        return "–";
    }
    if (kind === "percent") {
        return formatPercentage(value, { digits: [16, 1] });
    }
    if (short) {
        // the words of the reader's language: 25K, or 2.5L (lakh) in India
        return new Intl.NumberFormat(user.lang, { notation: "compact" }).format(value);
    }
    if (kind === "money") {
        return formatMonetary(value, { currencyId });
    }
    return formatInteger(value);
}

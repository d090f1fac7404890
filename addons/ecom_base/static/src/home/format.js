import { formatFloat, formatInteger, formatMonetary } from "@web/views/fields/formatters";
import { formatPercentage } from "@web/views/fields/formatters";

/**
 * Write a figure of the home screen for people.
 *
 * @param {number | null} value null: nothing was measured yet
 * @param {"count" | "money" | "percent"} kind
 * @param {number} currencyId of amounts
 * @param {Object} [options]
 * @param {boolean} [options.short] for axes: no decimals, thousands abbreviated
 * @returns {string}
 */
export function formatValue(value, kind, currencyId, { short = false } = {}) {
    if (value === null || value === undefined) {
        return "–";
    }
    if (kind === "percent") {
        return formatPercentage(value, { digits: [16, 1] });
    }
    if (short && Math.abs(value) >= 1000) {
        const text = formatFloat(value, { humanReadable: true, decimals: 1, trailingZeros: false });
        return text;
    }
    if (kind === "money") {
        return formatMonetary(value, { currencyId, trailingZeros: !short });
    }
    return formatInteger(value);
}

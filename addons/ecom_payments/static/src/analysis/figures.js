import { _t } from "@web/core/l10n/translation";
import { formatInteger, formatMonetary, formatPercentage } from "@web/views/fields/formatters";

/** Writes rates for people. A rate of too few parcels is not written. */
export function percent(value) {
    return value === null || value === undefined ? "–" : formatPercentage(value, { digits: [16, 1] });
}

export function rate(figures) {
    return figures.enough ? percent(figures.rate) : _t("too few");
}

export function interval(figures) {
    return figures.final ? `${percent(figures.low)} – ${percent(figures.high)}` : "";
}

/** What a rate rests on. */
export function basis(figures) {
    return _t("%(returned)s of %(final)s parcels", {
        returned: formatInteger(figures.returned),
        final: formatInteger(figures.final),
    });
}

export function money(value, currencyId) {
    return value === null || value === undefined ? "–" : formatMonetary(value, { currencyId });
}

/** Shade of a cell of a heat table: the higher the rate beside the others, the darker. */
export function heat(figures, rows) {
    if (!figures.enough) {
        return "";
    }
    const highest = Math.max(...rows.map((row) => (row.enough ? row.rate : 0)));
    const strength = highest ? figures.rate / highest : 0;
    return `background-color: rgba(220, 53, 69, ${(0.08 + 0.5 * strength).toFixed(2)})`;
}

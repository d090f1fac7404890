import { deserializeDateTime, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/views/fields/formatters";

/** Say why a text is not a price in a currency. */
export function problemText(problem, { code, decimals }) {
    switch (problem) {
        case "ambiguous":
            return _t("This could mean two amounts. Write it without a separator for thousands.");
        case "comma":
            return _t("Write decimals after a point, as in 12.50.");
        case "precision":
            return decimals
                ? _t("Prices in %(currency)s have %(decimals)s decimals at most.", { currency: code, decimals })
                : _t("Prices in %(currency)s have no decimals.", { currency: code });
        case "notPositive":
            return _t("A price must be more than zero. To remove it, empty the cell.");
        case "tooLarge":
            return _t("This is too large to be a price.");
        default:
            return localization.decimalPoint === ","
                ? _t("This is not a price. Write digits, and decimals after a comma or a point.")
                : _t("This is not a price. Write digits, and decimals after a point.");
    }
}

/** An amount for people, without its currency. */
export function amountText(value, { decimals }) {
    return value ? formatFloat(Number(value), { digits: [16, decimals] }) : "";
}

export function momentText(text) {
    return text ? toLocaleDateTimeString(deserializeDateTime(text)) : "";
}

/** Say when a price for a time applies. */
export function windowText({ from, to }) {
    if (from && to) {
        return _t("from %(start)s to %(end)s", { start: momentText(from), end: momentText(to) });
    }
    return from ? _t("from %s", momentText(from)) : _t("until %s", momentText(to));
}

function inheritedText(why) {
    return {
        product: _t("Price of the product"),
        everywhere: _t("Price for everywhere"),
        quantity: _t("Price of a lower quantity"),
    }[why];
}

/** Say who set a price, when and how. */
export function originText(cell) {
    if (!cell.at) {
        return "";
    }
    return _t("%(user)s, %(moment)s, %(source)s, version %(version)s", {
        user: cell.user || _t("Somebody"),
        moment: momentText(cell.at),
        source: cell.source,
        version: cell.version,
    });
}

/**
 * Say all there is to say about a saved cell.
 *
 * @returns {string[]} lines
 */
export function cellLines(cell, currency) {
    const amount = (value) => amountText(value, currency);
    const lines = [
        cell.compareAt && _t("Compare-at price: %s", amount(cell.compareAt)),
        cell.mrp && _t("MRP: %s", amount(cell.mrp)),
        cell.now && _t("Now %(amount)s, %(window)s", { amount: amount(cell.now.amount), window: windowText(cell.now) }),
        cell.next && _t("Then %(amount)s, %(window)s", { amount: amount(cell.next.amount), window: windowText(cell.next) }),
        cell.inherited && `${inheritedText(cell.inherited.why)}: ${amount(cell.inherited.amount)}`,
        cell.byVariant && _t("Variants with a price of their own: %s", cell.byVariant),
        cell.others && _t("Prices for other regions, quantities or times: %s", cell.others),
        originText(cell),
    ];
    return [...lines, ...(cell.warnings || [])].filter(Boolean);
}

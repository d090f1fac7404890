/**
 * Amounts of money as people type and paste them. What could mean two amounts is refused: a guess costs a factor of a
 * thousand.
 */

const ALLOWED = /^[\d.,\s\u00a0\u202f'’]+$/;
const MOST_DIGITS = 12;

/**
 * Read an amount.
 *
 * @param {string} text with or without the currency's symbol or code
 * @param {Object} currency
 * @param {number} currency.decimals
 * @param {string} [currency.code]
 * @param {string} [currency.symbol]
 * @param {string} decimalPoint of the reader's language: "." or ","
 * @returns {{ value?: string, problem?: string }} the amount with a point and all decimals of its currency, or
 *      `notNumber`, `ambiguous`, `comma`, `precision`, `notPositive` or `tooLarge`
 */
export function parseAmount(text, currency, decimalPoint) {
    const bare = withoutCurrency(text, currency);
    if (!ALLOWED.test(bare) || !/\d/.test(bare)) {
        return { problem: "notNumber" };
    }
    const parts = split(bare, currency.decimals, decimalPoint);
    return parts.problem ? parts : exact(parts, currency.decimals);
}

/** An amount as `parseAmount` gives it, for people to edit and for spreadsheets: no groups, their own decimal point. */
export function plainText(value, decimalPoint) {
    return value.replace(".", decimalPoint);
}

function withoutCurrency(text, { code, symbol }) {
    // marks of writing direction come along from spreadsheets
    let bare = text.replace(/[\u200e\u200f\u061c\u2066-\u2069]/g, "").trim();
    for (const sign of [code, symbol]) {
        if (sign && bare.toUpperCase().startsWith(sign.toUpperCase())) {
            bare = bare.slice(sign.length).trim();
        } else if (sign && bare.toUpperCase().endsWith(sign.toUpperCase())) {
            bare = bare.slice(0, -sign.length).trim();
        }
    }
    return bare;
}

/** Tell the whole part from the decimals. */
function split(text, decimals, decimalPoint) {
    const points = text.split(".").length - 1;
    const commas = text.split(",").length - 1;
    if (points && commas) {
        const last = text.lastIndexOf(".") > text.lastIndexOf(",") ? "." : ",";
        return Math.min(points, commas) > 1 || (last === "." ? points : commas) > 1
            ? { problem: "notNumber" }
            : cut(text, last);
    }
    if (points + commas > 1) {
        return { whole: text, fraction: "" };
    }
    if (!points && !commas) {
        return { whole: text, fraction: "" };
    }
    return splitAtOnly(text, points ? "." : ",", decimals, decimalPoint);
}

/** Split at the only separator there is, unless it may as well part thousands. */
function splitAtOnly(text, separator, decimals, decimalPoint) {
    const groupable = /^[1-9]\d{0,2}[.,]\d{3}$/.test(text);
    if (separator === decimalPoint && (separator === "," || !groupable || decimals >= 3)) {
        return cut(text, separator);
    }
    if (groupable) {
        const thousands = separator === "," && decimals < 3;
        return thousands ? { whole: text, fraction: "" } : { problem: "ambiguous" };
    }
    return separator === "." ? cut(text, separator) : { problem: "comma" };
}

function cut(text, separator) {
    const place = text.lastIndexOf(separator);
    return { whole: text.slice(0, place), fraction: text.slice(place + 1) };
}

function exact({ whole, fraction }, decimals) {
    const digits = ungrouped(whole);
    if (digits === null || /\D/.test(fraction)) {
        return { problem: "notNumber" };
    }
    const significant = fraction.replace(/0+$/, "");
    if (significant.length > decimals) {
        return { problem: "precision" };
    }
    const units = digits.replace(/^0+(?=\d)/, "") || "0";
    if (units.length > MOST_DIGITS) {
        return { problem: "tooLarge" };
    }
    if (/^0*$/.test(units + significant)) {
        return { problem: "notPositive" };
    }
    return { value: decimals ? `${units}.${significant.padEnd(decimals, "0")}` : units };
}

/** The digits of a whole number in groups of three, or of two before the last three (India); null if it is none. */
function ungrouped(whole) {
    const separators = new Set(whole.replace(/\d/g, ""));
    if (!separators.size) {
        return whole;
    }
    const groups = whole.split([...separators][0]);
    const [first, ...rest] = groups;
    const last = rest.pop();
    const inner = new Set(rest.map((group) => group.length));
    const sane =
        separators.size === 1 &&
        /^\d{1,3}$/.test(first) &&
        last.length === 3 &&
        inner.size < 2 &&
        [...inner].every((length) => length === 3 || (length === 2 && first.length < 3));
    return sane ? groups.join("") : null;
}

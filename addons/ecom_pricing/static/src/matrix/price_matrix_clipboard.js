import { localization } from "@web/core/l10n/localization";
import { plainText } from "./amounts";
import { rangeOf } from "./selection";
import { parseTsv, toTsv } from "./tsv";

const CLEAR = "-";

/** The selected prices as spreadsheets read them, in the user's own way of writing decimals. */
export function copySelection(model, selection) {
    const { top, bottom, left, right } = rangeOf(selection);
    const rows = [];
    for (let row = top; row <= bottom; row++) {
        const cells = [];
        for (let col = left; col <= right; col++) {
            const value = model.value(model.rows[row], col);
            cells.push(value ? plainText(value, localization.decimalPoint) : "");
        }
        rows.push(cells);
    }
    return toTsv(rows);
}

/**
 * Work out what pasting a text does: it starts at the selection's first cell; one that is smaller than the selection fills
 * it. Empty cells leave what is there, `-` clears it.
 *
 * @returns {{ changes: Map, refused: number, beyond: number, range: Object }} cells that become another (of
 *      `PriceMatrixModel.typed`), cells that cannot be changed, cells beyond the table, and where the text went
 */
export function pasteText(model, selection, text) {
    const source = parseTsv(text);
    const { top, bottom, left, right } = rangeOf(selection);
    const width = Math.max(...source.map((cells) => cells.length));
    const height = repeated(source.length, bottom - top + 1);
    const across = repeated(width, right - left + 1);
    const changes = new Map();
    let refused = 0;
    let beyond = 0;
    for (let down = 0; down < height; down++) {
        for (let side = 0; side < across; side++) {
            const cell = (source[down % source.length][side % width] || "").trim();
            const [row, col] = [model.rows[top + down], left + side];
            if (!cell) {
                continue;
            } else if (!row || !model.currencies[col]) {
                beyond++;
            } else if (model.isLocked(col)) {
                refused++;
            } else {
                changes.set(model.key(row, col), model.typed(row, col, cell === CLEAR ? null : cell));
            }
        }
    }
    const end = { row: Math.min(top + height, model.rows.length) - 1, col: Math.min(left + across, model.currencies.length) - 1 };
    return { changes, refused, beyond, range: { anchor: { row: top, col: left }, head: end } };
}

/** A source fills a selection that it fits into a whole number of times. */
function repeated(source, selected) {
    return selected % source === 0 ? selected : source;
}

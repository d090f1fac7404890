/**
 * Which cells are selected: the active one (`anchor`, where one types) and the opposite corner (`head`).
 *
 * @typedef {{ row: number, col: number }} Position
 * @typedef {{ anchor: Position, head: Position }} Selection
 */

const PAGE_ROWS = 15;
const STEPS = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    PageUp: [-PAGE_ROWS, 0],
    PageDown: [PAGE_ROWS, 0],
};

/** @returns {Selection} of one cell */
export function selectCell(row, col) {
    return { anchor: { row, col }, head: { row, col } };
}

/** @returns {Selection} from the active cell to another */
export function extendTo(selection, row, col) {
    return { anchor: selection.anchor, head: { row, col } };
}

/** @returns {{ top: number, bottom: number, left: number, right: number }} all four included */
export function rangeOf({ anchor, head }) {
    return {
        top: Math.min(anchor.row, head.row),
        bottom: Math.max(anchor.row, head.row),
        left: Math.min(anchor.col, head.col),
        right: Math.max(anchor.col, head.col),
    };
}

/**
 * Move as a key says.
 *
 * @param {Selection} selection
 * @param {string} key name of the key, e.g. ArrowUp, Home, Tab
 * @param {{ rows: number, cols: number }} size of the table
 * @param {{ extend?: boolean, far?: boolean }} [how] with Shift, with Ctrl
 * @returns {Selection | null} null: it is no key that moves
 */
export function move(selection, key, size, { extend = false, far = false } = {}) {
    if (key === "Tab") {
        return tab(selection, size, extend);
    }
    const from = extend ? selection.head : selection.anchor;
    const to = target(from, key, size, far);
    if (!to) {
        return null;
    }
    const row = clamp(to.row, size.rows);
    const col = clamp(to.col, size.cols);
    return extend ? extendTo(selection, row, col) : selectCell(row, col);
}

function target({ row, col }, key, size, far) {
    if (key === "Home") {
        return { row: far ? 0 : row, col: 0 };
    }
    if (key === "End") {
        return { row: far ? size.rows : row, col: size.cols };
    }
    const step = STEPS[key];
    return step && { row: row + step[0] * (far ? size.rows : 1), col: col + step[1] * (far ? size.cols : 1) };
}

/** Tab goes on in the next row; beyond the last cell, or before the first, it leaves the table. */
function tab({ anchor }, { rows, cols }, back) {
    const place = anchor.row * cols + anchor.col + (back ? -1 : 1);
    return place < 0 || place >= rows * cols
        ? null
        : selectCell(Math.floor(place / cols), place % cols);
}

function clamp(index, length) {
    return Math.max(0, Math.min(index, length - 1));
}

import { move } from "./selection";

/**
 * What keys do in the table.
 *
 * @param {KeyboardEvent} ev
 * @param {import("./price_matrix_renderer").PriceMatrixRenderer} table
 * @returns {boolean} whether the key has done something, and nobody else shall act on it
 */
export function onKey(ev, table) {
    const command = (ev.ctrlKey || ev.metaKey) && !ev.altKey;
    if (ev.altKey || ev.isComposing) {
        return false;
    }
    return table.isEditing ? keyWhileEditing(ev, table, command) : keyOnCell(ev, table, command);
}

function keyWhileEditing(ev, table, command) {
    if (!table.input && !command && ev.key.length === 1) {
        // people type faster than the input is drawn
        table.state.editing += ev.key;
        return true;
    }
    switch (ev.key) {
        case "Escape":
            table.cancelEdit();
            return true;
        case "Enter":
            table.commitEdit();
            table.moveBy(ev.shiftKey ? "ArrowUp" : "ArrowDown");
            return true;
        case "Tab":
            table.commitEdit();
            return table.moveBy("Tab", { extend: ev.shiftKey });
        case "ArrowUp":
        case "ArrowDown":
            table.commitEdit();
            table.moveBy(ev.key);
            return true;
        default:
            return false;
    }
}

function keyOnCell(ev, table, command) {
    if (command && keyWithCtrl(ev, table)) {
        return true;
    }
    switch (ev.key) {
        case "Enter":
        case "F2":
            table.startEdit();
            return true;
        case "Delete":
        case "Backspace":
            table.clearSelection();
            return true;
        case "Escape":
            table.select(table.state.selection.anchor);
            return true;
    }
    if (move(table.state.selection, ev.key, table.size)) {
        return table.moveBy(ev.key, { extend: ev.shiftKey, far: command });
    }
    if (!command && ev.key.length === 1 && ev.key !== " ") {
        table.startEdit(ev.key);
        return true;
    }
    return false;
}

function keyWithCtrl(ev, table) {
    switch (ev.key.toLowerCase()) {
        case "a":
            table.selectAll();
            return true;
        case "z":
            return ev.shiftKey ? table.redo() : table.undo();
        case "y":
            return table.redo();
        case "d":
            table.fillDown();
            return true;
    }
    return false;
}

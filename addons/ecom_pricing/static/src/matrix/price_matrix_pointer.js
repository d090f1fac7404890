import { extendTo, selectCell } from "./selection";

/**
 * What mouse and finger do in the table: press selects, dragging and Shift extend, a double click edits; on touch screens a
 * second tap on the same cell.
 *
 * @param {import("./price_matrix_renderer").PriceMatrixRenderer} table
 */
export function usePointer(table) {
    let dragging = false;
    let wasActive = false;

    /** The cell under the pointer; none if the table is about to be drawn without it. */
    function position(ev) {
        const cell = ev.target.closest("td[data-row]");
        const at = cell && { row: Number(cell.dataset.row), col: Number(cell.dataset.col) };
        return at && at.row < table.size.rows && at.col < table.size.cols ? at : null;
    }

    return {
        onPointerdown(ev) {
            const at = position(ev);
            if (!at || ev.button || ev.target.closest("input")) {
                return;
            }
            table.commitEdit();
            const { selection } = table.state;
            const { anchor } = selection;
            wasActive = anchor.row === at.row && anchor.col === at.col && document.activeElement === table.table.el;
            table.state.selection = ev.shiftKey ? extendTo(selection, at.row, at.col) : selectCell(at.row, at.col);
            table.table.el.focus({ preventScroll: true });
            dragging = ev.pointerType === "mouse";
            if (dragging) {
                ev.preventDefault();
            }
        },
        onPointerover(ev) {
            dragging = dragging && Boolean(ev.buttons);
            const at = dragging && position(ev);
            if (at) {
                table.state.selection = extendTo(table.state.selection, at.row, at.col);
            }
        },
        onClick(ev) {
            if (wasActive && ev.pointerType === "touch" && position(ev) && !table.isEditing) {
                table.startEdit();
            }
        },
        onDblclick(ev) {
            if (position(ev) && !table.isEditing) {
                table.startEdit();
            }
        },
    };
}

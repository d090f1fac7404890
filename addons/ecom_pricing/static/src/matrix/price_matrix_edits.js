import { EditHistory } from "./edit_history";

/**
 * A cell that was typed into and is not saved yet.
 *
 * @typedef {Object} Edit
 * @property {string} key of the cell
 * @property {Object} target what the server calls the cell: product, variant, currency, region, quantity
 * @property {string} label of the cell for people
 * @property {Object} base the cell as it was when it was typed into
 * @property {string} text what was typed, if it is no price
 * @property {string | null} value the price; null: to be cleared
 * @property {string} [problem] why it cannot be saved
 * @property {Object} [theirs] the cell as somebody else has left it in the meantime
 */

/** All cells that were typed into, on whatever page, and the way back. */
export class PriceMatrixEdits {
    constructor() {
        this.all = new Map();
        this.history = new EditHistory();
    }

    get size() {
        return this.all.size;
    }

    get(key) {
        return this.all.get(key);
    }

    /** Those that keep somebody waiting. */
    get troubled() {
        return [...this.all.values()].filter((edit) => edit.problem || edit.theirs);
    }

    /** Those that can be sent. */
    get sendable() {
        return [...this.all.values()].filter((edit) => !edit.problem && !edit.theirs);
    }

    /**
     * Replace cells at once, as one step that can be undone.
     *
     * @param {Map<string, Edit | undefined>} changes by key; undefined: as it is saved
     */
    apply(changes) {
        const steps = [...changes].map(([key, after]) => ({ key, before: this.all.get(key), after }));
        this.history.record(steps);
        return this.put(steps);
    }

    undo() {
        return this.put(this.history.undo());
    }

    redo() {
        return this.put(this.history.redo());
    }

    /** @returns {string[]} keys of cells that are another now */
    put(steps) {
        for (const { key, after } of steps) {
            if (after) {
                this.all.set(key, after);
            } else {
                this.all.delete(key);
            }
        }
        return steps.map((step) => step.key);
    }

    /** Forget what the server has saved or what nobody wants: there is no way back behind that. */
    settle(keys) {
        for (const key of keys) {
            this.all.delete(key);
        }
        this.history.clear();
    }

    clear() {
        this.settle([...this.all.keys()]);
    }
}

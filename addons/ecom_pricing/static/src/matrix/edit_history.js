/**
 * What was typed and not saved yet, step by step: to undo and to do again.
 *
 * @typedef {{ key: string, before: any, after: any }} Change
 */
export class EditHistory {
    constructor() {
        this.clear();
    }

    clear() {
        this.done = [];
        this.undone = [];
    }

    /** @param {Change[]} changes that were made at once, and are undone at once */
    record(changes) {
        if (changes.length) {
            this.done.push(changes);
            this.undone = [];
        }
    }

    /** @returns {Change[]} that put things back as they were; empty if there is nothing to undo */
    undo() {
        const changes = this.done.pop();
        if (!changes) {
            return [];
        }
        this.undone.push(changes);
        return changes.map(({ key, before, after }) => ({ key, before: after, after: before })).reverse();
    }

    /** @returns {Change[]} that were undone last; empty if there are none */
    redo() {
        const changes = this.undone.pop();
        if (!changes) {
            return [];
        }
        this.done.push(changes);
        return changes;
    }
}

import { _t } from "@web/core/l10n/translation";
import { amountText, cellLines } from "./price_matrix_texts";

/**
 * What is drawn of a cell.
 *
 * @returns {{ text: string, hint: string, classes: string, title: string, now: string, dot: boolean, clock: boolean }}
 */
export function viewCell(model, row, col) {
    const currency = model.currencies[col];
    const saved = model.saved(row, col);
    const edit = model.edit(row, col);
    const amount = (value) => amountText(value, currency);
    const text = edit ? edit.text || amount(edit.value) : amount(saved.amount);
    const view = {
        text,
        hint: text ? "" : hint(saved, row, amount),
        now: saved.now ? amount(saved.now.amount) : "",
        clock: Boolean(saved.next),
        dot: Boolean(saved.warnings),
        title: [edit && trouble(edit, amount), ...cellLines(saved, currency)].filter(Boolean).join("\n"),
    };
    view.classes = classes(model, { view, saved, edit, col });
    return view;
}

/** What stands in a cell without a price of its own: what applies instead. */
function hint(saved, row, amount) {
    if (saved.inherited) {
        return amount(saved.inherited.amount);
    }
    return saved.byVariant && saved.byVariant >= row.variants ? _t("by variant") : "";
}

function trouble(edit, amount) {
    if (edit.problem) {
        return edit.problem;
    }
    if (edit.theirs) {
        return _t("Somebody else changed this price in the meantime.");
    }
    return _t("Not saved yet. Saved: %s", amount(edit.base.amount) || _t("none"));
}

function classes(model, { view, saved, edit, col }) {
    return [
        !view.text && !view.hint && !saved.now && "o_price_matrix_missing",
        edit && "o_price_matrix_dirty",
        edit && !edit.value && !edit.text && "o_price_matrix_cleared",
        edit && edit.problem && "o_price_matrix_problem",
        edit && edit.theirs && "o_price_matrix_conflict",
        model.isLocked(col) && "o_price_matrix_locked",
        !model.currencies[col].enabled && "o_price_matrix_off",
    ]
        .filter(Boolean)
        .join(" ");
}

import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { amountText, momentText } from "./price_matrix_texts";

/** What could not be saved, and what to do about it. */
export class PriceMatrixTroubles extends Component {
    static template = "ecom_pricing.PriceMatrixTroubles";
    static props = { model: Object, revision: Number };

    get edits() {
        return this.props.model.edits.troubled;
    }

    get conflicts() {
        return this.edits.filter((edit) => edit.theirs);
    }

    get conflictsText() {
        return _t("%s prices were changed by somebody else", this.conflicts.length);
    }

    currency(edit) {
        return this.props.model.currencies.find(({ id }) => id === edit.target.currency_id) || { decimals: 2 };
    }

    amount(edit, value) {
        return amountText(value, this.currency(edit)) || _t("no price");
    }

    conflictText(edit) {
        const { theirs, value } = edit;
        const prices = { mine: this.amount(edit, value), theirs: this.amount(edit, theirs.amount) };
        if (!theirs.user) {
            return _t("You: %(mine)s. Somebody else in the meantime: %(theirs)s.", prices);
        }
        return _t("You: %(mine)s. %(user)s on %(moment)s: %(theirs)s.", {
            ...prices,
            user: theirs.user,
            moment: momentText(theirs.at),
        });
    }

    resolve(edits, mine) {
        this.props.model.resolve(edits, mine);
    }

    forget(edit) {
        this.props.model.apply(new Map([[edit.key, undefined]]));
    }
}

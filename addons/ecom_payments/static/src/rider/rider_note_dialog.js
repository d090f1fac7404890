import { Component, useState } from "@odoo/owl";
import { useAutofocus } from "@web/core/utils/hooks";
import { Dialog } from "@web/core/dialog/dialog";

/** Asks why a parcel was not delivered, in one tap or own words. */
export class RiderNoteDialog extends Component {
    static template = "ecom_payments.RiderNoteDialog";
    static components = { Dialog };
    static props = {
        title: [String, Object],
        suggestions: Array,
        explanation: { type: [String, Object], optional: true },
        nextTry: { type: String, optional: true },
        confirmLabel: [String, Object],
        confirm: Function,
        close: Function,
    };

    setup() {
        this.state = useState({ note: "", nextTry: this.props.nextTry });
        useAutofocus();
    }

    confirm() {
        const note = this.state.note.trim();
        if (!note) {
            return;
        }
        this.props.close();
        return this.props.confirm({ note, nextTry: this.state.nextTry || null });
    }
}

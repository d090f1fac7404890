import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useAutofocus } from "@web/core/utils/hooks";
import { formatFloat } from "@web/core/utils/numbers";
import { Dialog } from "@web/core/dialog/dialog";

/** Asks what a customer paid: another amount than due, or by UPI. The server reads the amount; here it is only compared. */
export class RiderAmountDialog extends Component {
    static template = "ecom_payments.RiderAmountDialog";
    static components = { Dialog };
    static props = { stop: Object, method: String, confirm: Function, close: Function };

    setup() {
        this.methods = [
            { key: "cash", label: _t("Cash") },
            { key: "upi", label: _t("UPI") },
        ];
        this.state = useState({ amount: this.props.stop.due, method: this.props.method, reference: "" });
        useAutofocus({ selectAll: true, mobile: true });
    }

    /** What was typed in hundredths, null if it is no amount: whole numbers compare exactly. */
    cents(text) {
        const plain = text.replace(/[₹,\s]/g, "");
        if (!/^\d+(\.\d{0,2}0*)?$/.test(plain)) {
            return null;
        }
        const [whole, part = ""] = plain.split(".");
        return Number(whole) * 100 + Number(part.slice(0, 2).padEnd(2, "0"));
    }

    get consequence() {
        const paid = this.cents(this.state.amount);
        const gap = paid === null ? null : paid - this.cents(this.props.stop.due);
        if (!paid) {
            return { style: "text-muted", text: _t("Enter what the customer gave you.") };
        }
        if (!gap) {
            return { style: "text-success", text: _t("Exactly what is due.") };
        }
        const difference = `${this.props.stop.currency} ${formatFloat(Math.abs(gap) / 100, { digits: [16, 2] })}`;
        return gap < 0
            ? {
                  style: "text-danger",
                  text: _t("%s too little: it stays due, and the order desk is told.", difference),
              }
            : {
                  style: "text-warning-emphasis",
                  text: _t("%s too much: the order desk gives it back to the customer.", difference),
              };
    }

    get isComplete() {
        return Boolean(this.cents(this.state.amount)) && (this.state.method === "cash" || this.state.reference.trim());
    }

    confirm() {
        if (!this.isComplete) {
            return;
        }
        const { amount, method, reference } = this.state;
        this.props.close();
        return this.props.confirm({ amount, method, reference: method === "upi" ? reference : null });
    }
}

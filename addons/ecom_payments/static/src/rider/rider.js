import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { RiderAmountDialog } from "./rider_amount_dialog";
import { RiderNoteDialog } from "./rider_note_dialog";

/** The stops of one rider, on a phone. What it shows and reports: service `ecom.rider`. */
export class Rider extends Component {
    static template = "ecom_payments.Rider";
    static props = { ...standardActionServiceProps };
    static displayName = _t("My Stops");
    static path = "storefront-rider";

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        // reports name the version of the parcel that was seen, so that one which is sent twice counts once
        this.state = useState({ data: null, busy: null, showLater: false });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.data = await this.orm.call("ecom.rider", "load");
    }

    /** Send a report about a stop; the answer is the whole screen anew. */
    async report(stop, method, kwargs) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = stop.id;
        try {
            const answer = await this.orm.call("ecom.rider", method, [stop.id, stop.version], kwargs);
            this.state.data = answer;
            this.notification.add(answer.message, {
                type: answer.result === "recorded" ? "success" : "warning",
            });
        } catch (error) {
            // what was refused may rest on something that has changed; without a network the old stops stay
            this.load().catch(() => {});
            throw error;
        } finally {
            this.state.busy = null;
        }
    }

    /** Asked once more: money that is recorded cannot be taken back by a tap. */
    collect(stop) {
        this.dialog.add(ConfirmationDialog, {
            title: stop.name,
            body: stop.dueText
                ? _t("You gave the parcel, and have %s in cash?", stop.dueText)
                : _t("You gave the parcel to the customer?"),
            confirmLabel: _t("Yes"),
            confirm: () => {
                this.report(stop, "report_delivered", { due: stop.due });
            },
            cancel: () => {},
        });
    }

    /** Another amount than due, or paid by UPI. */
    otherAmount(stop, method) {
        this.dialog.add(RiderAmountDialog, {
            stop,
            method,
            confirm: (payment) => this.report(stop, "report_delivered", { due: stop.due, ...payment }),
        });
    }

    notThere(stop) {
        this.dialog.add(RiderNoteDialog, {
            title: _t("Customer not there"),
            suggestions: [_t("Nobody at home"), _t("Does not answer the phone"), _t("Wants it another day")],
            nextTry: this.state.data.tomorrow,
            confirmLabel: _t("Save"),
            confirm: ({ note, nextTry }) => this.report(stop, "report_attempted", { note, next_try: nextTry }),
        });
    }

    refused(stop) {
        this.dialog.add(RiderNoteDialog, {
            title: _t("Refused"),
            suggestions: [_t("Does not want it any more"), _t("Did not order it"), _t("Has no cash")],
            explanation: _t("The parcel goes back to the warehouse, and nothing is collected."),
            confirmLabel: _t("Refused"),
            confirm: ({ note }) => this.report(stop, "report_refused", { note }),
        });
    }

    get stopsText() {
        const { stops, doneCount } = this.state.data;
        return _t("%(open)s to go, %(done)s delivered today", { open: stops.length, done: doneCount });
    }
}

registry.category("actions").add("ecom_payments.rider", Rider);

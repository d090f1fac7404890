import { Component, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { heat, interval, money, rate } from "./figures";

const FIRST_ROWS = 15;

/** A heat table of the states; one of them opens to show its PIN codes. */
export class PlacesTable extends Component {
    static template = "ecom_payments.PlacesTable";
    static props = {
        states: Array,
        storeId: Number,
        months: Number,
        currencyId: Number,
        open: Function, // (domain) the list behind a row
    };

    setup() {
        this.orm = useService("orm");
        this.lastLoad = new KeepLast();
        Object.assign(this, { heat, interval, rate, count: formatInteger });
        this.state = useState({ stateRow: null, pins: [], all: false });
        onWillUpdateProps((next) => {
            if (next.states !== this.props.states) {
                this.close();
            }
        });
    }

    money(value) {
        return money(value, this.props.currencyId);
    }

    get rows() {
        if (this.state.stateRow) {
            return this.state.pins;
        }
        return this.state.all ? this.props.states : this.props.states.slice(0, FIRST_ROWS);
    }

    get hidden() {
        return this.state.stateRow || this.state.all ? 0 : Math.max(this.props.states.length - FIRST_ROWS, 0);
    }

    get moreText() {
        return _t("%s more", this.hidden);
    }

    async choose(row) {
        if (this.state.stateRow) {
            return this.props.open([
                ["state_id", "=", this.state.stateRow.key || false],
                ["zip", "=", row.key || false],
            ]);
        }
        const { storeId, months, currencyId } = this.props;
        const call = this.orm.call("ecom.order.dashboard", "pin_codes", [storeId, months, currencyId, row.key || false]);
        this.state.pins = await this.lastLoad.add(call);
        this.state.stateRow = row;
    }

    close() {
        Object.assign(this.state, { stateRow: null, pins: [] });
    }

    openState() {
        return this.props.open([["state_id", "=", this.state.stateRow.key || false]]);
    }

    onKeydown(ev, row) {
        if (ev.key === "Enter" || ev.key === " ") {
            ev.preventDefault();
            this.choose(row);
        }
    }
}

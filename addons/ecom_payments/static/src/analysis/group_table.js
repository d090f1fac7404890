import { Component } from "@odoo/owl";
import { formatInteger } from "@web/views/fields/formatters";
import { interval, money, rate } from "./figures";

const MOST_ROWS = 12;

/** Groups of orders with what they brought in, and how many parcels of them came back. */
export class GroupTable extends Component {
    static template = "ecom_payments.GroupTable";
    static props = {
        title: String,
        rows: Array,
        currencyId: Number,
        open: Function, // (row) the list behind a row
        rates: { type: Boolean, optional: true },
    };

    setup() {
        Object.assign(this, { interval, rate, count: formatInteger });
    }

    get rows() {
        return this.props.rows.slice(0, MOST_ROWS);
    }

    money(value) {
        return money(value, this.props.currencyId);
    }
}

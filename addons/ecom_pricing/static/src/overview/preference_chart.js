import { hexToRGBA } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";
import { EcomChart } from "@ecom_base/chart/chart";

/** Orders of each week by currency. Orders are counted, amounts of different currencies would not add up. */
export class PreferenceChart extends EcomChart {
    static props = {
        rows: Array, // {day, orders: {currency id: count}}
        currencies: Array, // {id, name}
    };

    get data() {
        return this.props.rows;
    }

    get isEmpty() {
        return !this.series.length;
    }

    get emptyText() {
        return _t("No order in this period.");
    }

    get series() {
        return this.props.currencies.filter(({ id }) => this.props.rows.some((row) => row.orders[id]));
    }

    get summary() {
        const parts = this.series.map(({ id, name }) => {
            const points = this.props.rows.map((row) => `${this.day(row.day)}: ${formatInteger(row.orders[id] || 0)}`);
            return `${name}: ${points.join(", ")}`;
        });
        return `${_t("Orders a week by currency")}. ${parts.join(". ")}`;
    }

    config() {
        const options = this.commonOptions(({ dataset, raw }) => ` ${dataset.label}: ${formatInteger(raw)}`);
        options.interaction = { mode: "index", intersect: false };
        options.scales = {
            x: { ...this.baseAxis(), stacked: true },
            y: this.valueAxis((value) => value, { stacked: true, ticks: { precision: 0 } }),
        };
        return {
            type: "bar",
            data: {
                labels: this.props.rows.map((row) => this.day(row.day)),
                datasets: this.series.map(({ id, name }, index) => ({
                    label: name,
                    data: this.props.rows.map((row) => row.orders[id] || 0),
                    backgroundColor: hexToRGBA(this.color(index), 0.75),
                    maxBarThickness: 48,
                })),
            },
            options,
        };
    }
}

import { hexToRGBA } from "@web/core/colors/colors";
import { formatInteger } from "@web/views/fields/formatters";
import { EcomChart } from "@ecom_base/chart/chart";

/** Draws counts or figures over time: stacked bars, or lines. */
export class TrendChart extends EcomChart {
    static props = {
        title: String,
        rows: Array, // {key, day, …}
        series: Array, // {key, label}
        kind: String, // bars or line
        empty: String,
    };

    get data() {
        return this.props.rows;
    }

    get isEmpty() {
        return !this.props.rows.some((row) => this.props.series.some(({ key }) => row[key]));
    }

    get emptyText() {
        return this.props.empty;
    }

    get summary() {
        const parts = this.props.series.map(({ key, label }) => {
            const points = this.props.rows.map((row) => `${this.label(row)}: ${this.write(row[key])}`);
            return `${label}: ${points.join(", ")}`;
        });
        return `${this.props.title}. ${parts.join(". ")}`;
    }

    label(row) {
        return this.day(row.day, row.key.includes("W") ? "d MMM" : "MMM yy");
    }

    write(value) {
        if (value === null || value === undefined) {
            return "–";
        }
        return this.props.kind === "line" ? value.toFixed(2) : formatInteger(value);
    }

    config() {
        const isLine = this.props.kind === "line";
        const options = this.commonOptions(({ dataset, raw }) => ` ${dataset.label}: ${this.write(raw)}`);
        options.interaction = { mode: "index", intersect: false };
        options.scales = {
            x: { ...this.baseAxis(), stacked: !isLine },
            y: this.valueAxis((value) => value, isLine ? { beginAtZero: false, min: 0.4, max: 1 } : { stacked: true, ticks: { precision: 0 } }),
        };
        return {
            type: isLine ? "line" : "bar",
            data: {
                labels: this.props.rows.map((row) => this.label(row)),
                datasets: this.props.series.map((series, index) => this.dataset(series, index, isLine)),
            },
            options,
        };
    }

    dataset({ key, label }, index, isLine) {
        const color = this.color(index);
        return {
            label,
            data: this.props.rows.map((row) => row[key]),
            borderColor: color,
            backgroundColor: isLine ? color : hexToRGBA(color, 0.75),
            borderWidth: isLine ? 2 : 0,
            maxBarThickness: 48,
        };
    }
}

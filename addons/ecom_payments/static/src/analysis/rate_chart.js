import { hexToRGBA } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";
import { formatPercentage } from "@web/views/fields/formatters";
import { EcomChart } from "@ecom_base/chart/chart";

/**
 * Draws rates with their 95 % interval: a line within a band over time, or points on bars for groups. Rates of too few
 * parcels are left out.
 */
export class RateChart extends EcomChart {
    static props = {
        title: String,
        rows: Array,
        kind: String, // line, bar, or calibration
    };

    get data() {
        return this.props.rows;
    }

    get isEmpty() {
        return !this.props.rows.some((row) => row.enough);
    }

    get emptyText() {
        return _t("Too few parcels have ended to speak of a rate.");
    }

    get summary() {
        const points = this.props.rows
            .filter((row) => row.enough)
            .map((row) => `${this.label(row)}: ${this.percent(row.rate)}`);
        return `${this.props.title}. ${points.join(", ")}`;
    }

    percent(value) {
        return formatPercentage(value, { digits: [16, 1] });
    }

    label(row) {
        return row.label || this.day(row.day, row.key.includes("W") ? "d MMM" : "MMM yy");
    }

    /** A column of the rows, with gaps where there are too few parcels. */
    column(name) {
        return this.props.rows.map((row) => (row.enough ? row[name] : null));
    }

    config() {
        const isLine = this.props.kind === "line";
        return {
            type: isLine ? "line" : "bar",
            data: {
                labels: this.props.rows.map((row) => this.label(row)),
                datasets: isLine ? this.band() : this.bars(),
            },
            options: this.options(),
        };
    }

    band() {
        const color = this.color(0);
        const edge = { borderWidth: 0, pointRadius: 0, spanGaps: false };
        return [
            { label: _t("RTO rate"), data: this.column("rate"), borderColor: color, backgroundColor: color, borderWidth: 2 },
            { ...edge, label: "high", data: this.column("high"), fill: "+1", backgroundColor: hexToRGBA(color, 0.18) },
            { ...edge, label: "low", data: this.column("low") },
        ];
    }

    bars() {
        const color = this.color(0);
        const spans = this.props.rows.map((row) => (row.enough ? [row.low, row.high] : null));
        const point = { type: "line", showLine: false, pointRadius: 5, borderColor: color, backgroundColor: color };
        const sets = [{ ...point, label: _t("Came back"), data: this.column("rate"), order: 0 }];
        if (this.props.kind === "calibration") {
            const expected = this.color(1);
            sets.push({
                ...point,
                label: _t("Risk given, on average"),
                data: this.column("expected"),
                borderColor: expected,
                backgroundColor: expected,
                pointStyle: "rectRot",
                order: 1,
            });
        }
        sets.push({
            label: _t("95 % interval"),
            data: spans,
            backgroundColor: hexToRGBA(color, 0.25),
            maxBarThickness: 28,
            order: 2,
        });
        return sets;
    }

    options() {
        const options = this.commonOptions(({ dataIndex }) => this.tooltip(this.props.rows[dataIndex]));
        options.interaction = { mode: "index", intersect: false };
        options.plugins.legend.labels.filter = (item) => !["high", "low"].includes(item.text);
        options.plugins.tooltip.filter = (item) => item.datasetIndex === 0;
        options.scales = {
            x: this.baseAxis(),
            y: this.valueAxis((value) => formatPercentage(value, { digits: [16, 0] })),
        };
        return options;
    }

    tooltip(row) {
        return ` ${this.percent(row.rate)} (${this.percent(row.low)} – ${this.percent(row.high)}), ${row.returned} / ${row.final}`;
    }
}

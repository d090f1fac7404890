import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor, hexToRGBA } from "@web/core/colors/colors";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatPercentage } from "@web/views/fields/formatters";

/**
 * Draws rates with their 95 % interval: a line within a band over months, or points on bars for groups.
 * Rates of too few parcels are left out.
 */
export class RtoChart extends Component {
    static template = "ecom_payments.RtoChart";
    static props = {
        title: String,
        rows: Array,
        kind: String, // line, bar, or calibration
    };

    setup() {
        this.canvas = useRef("canvas");
        this.instance = null;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [this.props.rows]
        );
        onWillUnmount(() => this.instance?.destroy());
    }

    get isEmpty() {
        return !this.props.rows.some((row) => row.enough);
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
        return row.label || formatDate(deserializeDate(`${row.key}-01`), { format: "MMM yy" });
    }

    /** A column of the rows, with gaps where there are too few parcels. */
    column(name) {
        return this.props.rows.map((row) => (row.enough ? row[name] : null));
    }

    draw() {
        this.instance?.destroy();
        this.instance = null;
        if (this.isEmpty || !this.canvas.el) {
            return;
        }
        this.instance = new Chart(this.canvas.el, {
            type: this.props.kind === "line" ? "line" : "bar",
            data: {
                labels: this.props.rows.map((row) => this.label(row)),
                datasets: this.props.kind === "line" ? this.band() : this.bars(),
            },
            options: this.options(),
        });
    }

    band() {
        const color = getColor(0, cookie.get("color_scheme"), "sm");
        const edge = { borderWidth: 0, pointRadius: 0, spanGaps: false };
        return [
            { label: _t("RTO rate"), data: this.column("rate"), borderColor: color, backgroundColor: color, borderWidth: 2 },
            { ...edge, label: "high", data: this.column("high"), fill: "+1", backgroundColor: hexToRGBA(color, 0.18) },
            { ...edge, label: "low", data: this.column("low") },
        ];
    }

    bars() {
        const color = getColor(0, cookie.get("color_scheme"), "sm");
        const spans = this.props.rows.map((row) => (row.enough ? [row.low, row.high] : null));
        const point = { type: "line", showLine: false, pointRadius: 5, borderColor: color, backgroundColor: color };
        const sets = [{ ...point, label: _t("Came back"), data: this.column("rate"), order: 0 }];
        if (this.props.kind === "calibration") {
            const expected = getColor(1, cookie.get("color_scheme"), "sm");
            sets.push({
                ...point,
                label: _t("Risk given, on average"),
                data: this.props.rows.map((row) => (row.enough ? row.expected : null)),
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
        return {
            responsive: true,
            maintainAspectRatio: false,
            animation: false,
            interaction: { mode: "index", intersect: false },
            plugins: {
                legend: {
                    position: "bottom",
                    labels: {
                        boxWidth: 12,
                        filter: (item) => !["high", "low"].includes(item.text),
                    },
                },
                tooltip: {
                    filter: (item) => item.datasetIndex === 0,
                    callbacks: { label: ({ dataIndex }) => this.tooltip(this.props.rows[dataIndex]) },
                },
            },
            scales: {
                x: { grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 12 } },
                y: {
                    beginAtZero: true,
                    border: { display: false },
                    ticks: { maxTicksLimit: 6, callback: (value) => formatPercentage(value, { digits: [16, 0] }) },
                },
            },
        };
    }

    tooltip(row) {
        return ` ${this.percent(row.rate)} (${this.percent(row.low)} – ${this.percent(row.high)}), ${row.returned} / ${row.final}`;
    }
}

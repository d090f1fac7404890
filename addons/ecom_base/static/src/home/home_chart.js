import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { getColor, hexToRGBA } from "@web/core/colors/colors";
import { cookie } from "@web/core/browser/cookie";
import { formatDate, deserializeDate } from "@web/core/l10n/dates";
import { formatValue } from "./format";

const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Draws one chart of the home screen: series of money on the left axis, of counts on the right. */
export class HomeChart extends Component {
    static template = "ecom_base.HomeChart";
    static props = {
        chart: Object,
        currencyId: Number,
    };

    setup() {
        this.canvas = useRef("canvas");
        this.instance = null;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [this.props.chart]
        );
        onWillUnmount(() => this.instance?.destroy());
    }

    get isRound() {
        return ["doughnut", "pie"].includes(this.props.chart.type);
    }

    get isEmpty() {
        return !this.props.chart.series.some((series) => series.data.some(Boolean));
    }

    /** What the chart says, for those who cannot see it. */
    get summary() {
        const { labels, series, title } = this.props.chart;
        const parts = series.map((one) => {
            const points = one.data.map((value, index) => `${labels[index]}: ${this.format(value, one)}`);
            return `${one.label}: ${points.join(", ")}`;
        });
        return `${title}. ${parts.join(". ")}`;
    }

    format(value, series) {
        return formatValue(value, series.kind, this.props.currencyId);
    }

    label(text) {
        return ISO_DAY.test(text) ? formatDate(deserializeDate(text), { format: "d MMM" }) : text;
    }

    draw() {
        this.instance?.destroy();
        this.instance = null;
        if (this.isEmpty || !this.canvas.el) {
            return;
        }
        this.instance = new Chart(this.canvas.el, {
            type: this.props.chart.type,
            data: {
                labels: this.props.chart.labels.map((text) => this.label(text)),
                datasets: this.props.chart.series.map((series, index) => this.dataset(series, index)),
            },
            options: this.isRound ? this.roundOptions() : this.axisOptions(),
        });
    }

    dataset(series, index) {
        const scheme = cookie.get("color_scheme");
        const color = getColor(index, scheme, "sm");
        if (this.isRound) {
            const colors = series.data.map((_value, point) => getColor(point, scheme, "sm"));
            return { label: series.label, data: series.data, backgroundColor: colors, borderWidth: 1 };
        }
        const isLine = series.type === "line";
        return {
            label: series.label,
            data: series.data,
            type: series.type || this.props.chart.type,
            yAxisID: series.kind,
            order: isLine ? 0 : 1, // lines lie above bars
            backgroundColor: isLine ? color : hexToRGBA(color, 0.75),
            borderColor: color,
            borderWidth: isLine ? 2 : 0,
            pointRadius: series.data.length > 45 ? 0 : 2,
            maxBarThickness: 48,
        };
    }

    axisOptions() {
        const kinds = [...new Set(this.props.chart.series.map((series) => series.kind))];
        const axes = kinds.map((kind, index) => [
            kind,
            {
                position: index ? "right" : "left",
                beginAtZero: true,
                grid: { drawOnChartArea: !index },
                border: { display: false },
                ticks: {
                    precision: kind === "count" ? 0 : undefined,
                    maxTicksLimit: 6,
                    callback: (value) => formatValue(value, kind, this.props.currencyId, { short: true }),
                },
            },
        ]);
        return {
            ...this.commonOptions(),
            interaction: { mode: "index", intersect: false },
            scales: {
                x: { grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 12 } },
                ...Object.fromEntries(axes),
            },
        };
    }

    roundOptions() {
        const options = this.commonOptions();
        options.cutout = "62%";
        options.plugins.legend = { position: "right", labels: { boxWidth: 12 } };
        return options;
    }

    commonOptions() {
        return {
            responsive: true,
            maintainAspectRatio: false,
            animation: false,
            plugins: {
                legend: { position: "bottom", labels: { boxWidth: 12 } },
                tooltip: {
                    callbacks: {
                        label: ({ dataset, datasetIndex, raw, label }) => {
                            const series = this.props.chart.series[datasetIndex];
                            const name = this.isRound ? label : dataset.label;
                            return ` ${name}: ${this.format(raw, series)}`;
                        },
                    },
                },
            },
        };
    }
}

import { _t } from "@web/core/l10n/translation";
import { hexToRGBA } from "@web/core/colors/colors";
import { EcomChart } from "../chart/chart";
import { formatValue } from "./format";

/** Draws one chart of the home screen: series of money on the left axis, of counts on the right. */
export class HomeChart extends EcomChart {
    static props = {
        chart: Object,
        currencyId: Number,
    };

    get isRound() {
        return ["doughnut", "pie"].includes(this.props.chart.type);
    }

    get isEmpty() {
        return !this.props.chart.series.some((series) => series.data.some(Boolean));
    }

    get emptyText() {
        return _t("Nothing to show for this period.");
    }

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

    config() {
        return {
            type: this.props.chart.type,
            data: {
                labels: this.props.chart.labels.map((text) => this.day(text)),
                datasets: this.props.chart.series.map((series, index) => this.dataset(series, index)),
            },
            options: this.isRound ? this.roundOptions() : this.axisOptions(),
        };
    }

    dataset(series, index) {
        const color = this.color(index);
        if (this.isRound) {
            const colors = series.data.map((_value, point) => this.color(point));
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
            this.valueAxis((value) => formatValue(value, kind, this.props.currencyId, { short: true }), {
                position: index ? "right" : "left",
                grid: { drawOnChartArea: !index },
                ticks: { precision: kind === "count" ? 0 : undefined },
            }),
        ]);
        return {
            ...this.options(),
            interaction: { mode: "index", intersect: false },
            scales: { x: this.baseAxis(), ...Object.fromEntries(axes) },
        };
    }

    roundOptions() {
        const options = this.options();
        options.cutout = "62%";
        options.plugins.legend = { position: "right", labels: { boxWidth: 12 } };
        return options;
    }

    options() {
        return this.commonOptions(({ dataset, datasetIndex, raw, label }) => {
            const series = this.props.chart.series[datasetIndex];
            return ` ${this.isRound ? label : dataset.label}: ${this.format(raw, series)}`;
        });
    }
}

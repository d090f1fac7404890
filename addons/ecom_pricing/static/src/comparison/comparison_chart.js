import { _t } from "@web/core/l10n/translation";
import { EcomChart } from "@ecom_base/chart/chart";
import { formatFloat } from "@web/views/fields/formatters";
import { deviation } from "./comparison_figures";

/** How far prices lie from what is usual in their currency: most of them as a bar, those of the page as points. */
export class ComparisonChart extends EcomChart {
    static props = { data: Object };

    get data() {
        return this.props.data;
    }

    /** Currencies that have a ratio, other than the primary one. */
    get currencies() {
        return this.data.currencies.filter(({ id }) => this.data.summary[id]?.median);
    }

    get isEmpty() {
        return !this.currencies.length;
    }

    get emptyText() {
        return _t("No product has prices in two currencies yet.");
    }

    get summary() {
        return this.currencies
            .map(({ id, code }) => _t("%(code)s: %(count)s outliers", { code, count: this.data.summary[id].outliers }))
            .join(", ");
    }

    /** From where to where eight of ten products lie, in each currency. */
    get bars() {
        return this.currencies.map(({ id }) => {
            const { low, median, high } = this.data.summary[id];
            return [deviation(low, median), deviation(high, median)];
        });
    }

    /** How far the axis goes: one price that is ten times too high must not press all others onto a line. */
    get reach() {
        return Math.max(50, 3 * Math.max(...this.bars.flat().map(Math.abs)));
    }

    points(outlier) {
        const { reach } = this;
        const within = (value) => Math.min(Math.max(value, -reach), reach);
        return this.currencies.flatMap(({ id, code }) =>
            this.data.rows
                .filter((row) => row.cells[id]?.ratio && row.cells[id].outlier === outlier)
                .map((row) => ({ x: code, y: within(row.cells[id].deviation), real: row.cells[id].deviation, name: row.name }))
        );
    }

    config() {
        const percent = (value) => `${value > 0 ? "+" : ""}${formatFloat(value, { digits: [16, 0] })} %`;
        const { bars, reach } = this;
        const edge = (value) => (Math.abs(value) < reach ? percent(value) : `${value > 0 ? "≥" : "≤"} ${percent(value)}`);
        const tooltip = ({ raw, dataset }) =>
            Array.isArray(raw) ? `${dataset.label}: ${raw.map(percent).join(" … ")}` : `${raw.name}: ${percent(raw.real)}`;
        const scatter = (label, outlier, color, radius) => ({
            type: "scatter",
            label,
            data: this.points(outlier),
            backgroundColor: color,
            pointRadius: radius,
            clip: false,
        });
        return {
            data: {
                labels: this.currencies.map(({ code }) => code),
                datasets: [
                    scatter(_t("Outliers on this page"), true, "#d44c59", 5),
                    scatter(_t("Other products on this page"), false, "#8f8f8f", 3),
                    {
                        type: "bar",
                        label: _t("Eight of ten products that match"),
                        data: bars,
                        backgroundColor: `${this.color(0)}59`,
                        maxBarThickness: 90,
                        minBarLength: 2,
                    },
                ],
            },
            options: {
                ...this.commonOptions(tooltip),
                scales: { x: { type: "category", ...this.baseAxis() }, y: this.valueAxis(edge, { min: -reach, max: reach }) },
            },
        };
    }
}

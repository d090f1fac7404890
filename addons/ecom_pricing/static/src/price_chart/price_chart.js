import { hexToRGBA } from "@web/core/colors/colors";
import { deserializeDateTime, formatDate, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatMonetary } from "@web/views/fields/formatters";
import { EcomChart } from "@ecom_base/chart/chart";

const DAY = 24 * 60 * 60 * 1000;

/** Shades the times at which campaigns ran. */
const campaignBands = {
    id: "campaignBands",
    beforeDatasetsDraw(chart, _args, { bands, color }) {
        const { ctx, chartArea, scales } = chart;
        ctx.save();
        ctx.fillStyle = color;
        for (const { start, end } of bands || []) {
            const left = Math.max(scales.x.getPixelForValue(start), chartArea.left);
            const right = Math.min(scales.x.getPixelForValue(end), chartArea.right);
            ctx.fillRect(left, chartArea.top, Math.max(right - left, 1), chartArea.bottom - chartArea.top);
        }
        ctx.restore();
    },
};

/** What one product cost over time, in one currency: a step for each price, campaigns shaded, the 30-day reference. */
export class PriceChart extends EcomChart {
    static props = { chart: Object, days: Number };

    /** Drawn again for other days, too. */
    get data() {
        return `${this.props.days}/${JSON.stringify(this.props.chart)}`;
    }

    get isEmpty() {
        return !this.props.chart.intervals.length;
    }

    get emptyText() {
        return this.props.chart.name
            ? _t("No price was offered here yet. A new price shows within a minute.")
            : _t("Open this chart from a product or a price.");
    }

    get summary() {
        const parts = this.props.chart.intervals.map(
            (one) => `${formatDate(deserializeDateTime(one.start))}: ${this.write(one.amount)}`
        );
        return `${this.props.chart.name}. ${parts.join(", ")}`;
    }

    write(amount) {
        return formatMonetary(amount, { currencyId: this.props.chart.options.currencyId });
    }

    time(text) {
        return deserializeDateTime(text || this.props.chart.now).toMillis();
    }

    /** A point where each price begins, and one where it ends: nothing is drawn while there was none. */
    steps(value) {
        const points = [];
        let before = null;
        for (const one of this.props.chart.intervals) {
            if (before && before.end !== one.start) {
                points.push({ x: this.time(before.end), y: null });
            }
            points.push({ x: this.time(one.start), y: value(one), one });
            before = one;
        }
        points.push({ x: this.time(before.end), y: value(before), one: before });
        return points;
    }

    /** Where the chart begins: so many days ago (0: with the first price), but not before the first price. */
    get first() {
        const begin = this.time(this.props.chart.intervals[0].start);
        const { days } = this.props;
        return days ? Math.max(begin, this.time(null) - days * DAY) : begin;
    }

    config() {
        const color = this.color(0);
        const options = this.commonOptions((item) => this.line(item));
        options.plugins.tooltip.callbacks.title = (items) => this.title(items);
        options.plugins.campaignBands = { bands: this.bands(), color: hexToRGBA(this.color(2), 0.15) };
        options.interaction = { mode: "nearest", axis: "x", intersect: false };
        options.scales = {
            x: {
                ...this.baseAxis(),
                type: "linear",
                min: this.first,
                max: this.time(null),
                ticks: { maxRotation: 0, maxTicksLimit: 8, callback: (value) => this.tick(value) },
            },
            y: this.valueAxis((value) => this.write(value), { beginAtZero: false, grace: "10%" }),
        };
        return { type: "line", data: { datasets: this.datasets(color) }, options, plugins: [campaignBands] };
    }

    datasets(color) {
        const step = { stepped: true, pointRadius: 0, pointHoverRadius: 4 };
        const sets = [
            { ...step, label: _t("Price"), data: this.steps((one) => one.amount), borderColor: color, backgroundColor: color, borderWidth: 2 },
        ];
        if (this.props.chart.intervals.some((one) => one.compareAt)) {
            const grey = this.color(7);
            sets.push({ ...step, label: _t("Reduced from"), data: this.steps((one) => one.compareAt), borderColor: grey, backgroundColor: grey, borderWidth: 1 });
        }
        const { reference } = this.props.chart;
        if (reference?.amount) {
            const red = this.color(3);
            const ends = [reference.start, null].map((text) => ({ x: this.time(text), y: reference.amount }));
            sets.push({ label: _t("Lowest of the 30 days before"), data: ends, borderColor: red, backgroundColor: red, borderDash: [6, 4], borderWidth: 1, pointRadius: 0 });
        }
        return sets;
    }

    bands() {
        return this.props.chart.intervals
            .filter((one) => one.campaignId)
            .map((one) => ({ start: this.time(one.start), end: this.time(one.end) }));
    }

    tick(value) {
        return formatDate(luxon.DateTime.fromMillis(value), { format: "d MMM yy" });
    }

    title(items) {
        const one = items[0]?.raw.one;
        if (!one) {
            return "";
        }
        const format = (text) => toLocaleDateTimeString(deserializeDateTime(text));
        const since = format(one.start);
        return one.end ? `${since} – ${format(one.end)}` : _t("Since %(moment)s", { moment: since });
    }

    line({ dataset, raw }) {
        const text = ` ${dataset.label}: ${this.write(raw.y)}`;
        return raw.one?.campaign && dataset.label === String(_t("Price")) ? `${text} (${raw.one.campaign})` : text;
    }
}

import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor } from "@web/core/colors/colors";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";

const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * A chart drawn with Odoo's own chart library: loads it, draws again when the data is another, and cleans up. A chart of
 * its own derives from this and says what is drawn: `data`, `isEmpty`, `summary`, `config()`.
 */
export class EcomChart extends Component {
    static template = "ecom_base.EcomChart";

    setup() {
        this.canvas = useRef("canvas");
        this.instance = null;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [this.data]
        );
        onWillUnmount(() => this.instance?.destroy());
    }

    /** What is drawn: another object means that it has to be drawn again. */
    get data() {
        return this.props.chart;
    }

    get isEmpty() {
        return false;
    }

    /** What stands in place of an empty chart. */
    get emptyText() {
        return "";
    }

    /** What the chart says, for those who cannot see it. */
    get summary() {
        return "";
    }

    /** @returns {Object} what `new Chart` takes */
    config() {
        return {};
    }

    draw() {
        this.instance?.destroy();
        this.instance = null;
        if (!this.isEmpty && this.canvas.el) {
            this.instance = new Chart(this.canvas.el, this.config());
        }
    }

    color(index) {
        return getColor(index, cookie.get("color_scheme"), "sm");
    }

    /** Days are written in the reader's way, all else stays. */
    day(text, format = "d MMM") {
        return ISO_DAY.test(text) ? formatDate(deserializeDate(text), { format }) : text;
    }

    /** Options that all charts share; `tooltip` is the callback that writes a line of the tooltip. */
    commonOptions(tooltip) {
        return {
            responsive: true,
            maintainAspectRatio: false,
            animation: false,
            plugins: {
                legend: { position: "bottom", labels: { boxWidth: 12 } },
                tooltip: { callbacks: { label: tooltip } },
            },
        };
    }

    /** The axis of days, months or groups. */
    baseAxis() {
        return { grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 12 } };
    }

    /** An axis of values; `write` turns a value into text. */
    valueAxis(write, more = {}) {
        const { ticks, ...rest } = more;
        return {
            beginAtZero: true,
            border: { display: false },
            ticks: { maxTicksLimit: 6, callback: write, ...ticks },
            ...rest,
        };
    }
}

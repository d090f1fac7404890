import { Component, onMounted, onWillUnmount, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const INTERVAL = 2000; // milliseconds

/** Keeps a form up to date while work goes on in the background: reloads it as long as its `state` is "running". */
export class AutoReload extends Component {
    static template = xml`<span/>`;
    static props = { ...standardWidgetProps };

    setup() {
        let timer;
        onMounted(() => {
            timer = setInterval(() => this.reload(), INTERVAL);
        });
        onWillUnmount(() => clearInterval(timer));
    }

    async reload() {
        const { record } = this.props;
        if (record.data.state === "running" && !document.hidden) {
            await record.load();
        }
    }
}

registry.category("view_widgets").add("ecom_auto_reload", { component: AutoReload });

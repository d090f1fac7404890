import { Component, useState } from "@odoo/owl";
import { formatFloat } from "@web/views/fields/formatters";
import { _t } from "@web/core/l10n/translation";

const OTHER = "other";

/** Which prices are looked at: the store's, the region's, from which quantity on. */
export class PricePlace extends Component {
    static template = "ecom_pricing.PricePlace";
    static props = {
        stores: Array,
        storeId: { type: [Number, { value: null }] },
        regions: Array,
        regionId: { type: [Number, { value: null }] },
        steps: Array,
        minQty: Number,
        look: Function,
        slots: { type: Object, optional: true },
    };

    setup() {
        this.state = useState({ typing: false });
    }

    get higherSteps() {
        return this.props.steps.filter((step) => step > 0);
    }

    stepText(step) {
        return _t("From %s", formatFloat(step, { digits: [16, 2], trailingZeros: false }));
    }

    onStore(ev) {
        return this.props.look({ storeId: Number(ev.target.value) });
    }

    onRegion(ev) {
        return this.props.look({ regionId: Number(ev.target.value) || null });
    }

    onStep(ev) {
        if (ev.target.value === OTHER) {
            this.state.typing = true;
            return;
        }
        return this.props.look({ minQty: Number(ev.target.value) });
    }

    onLeave() {
        this.state.typing = false;
    }

    onQuantity(ev) {
        const quantity = ev.target.valueAsNumber;
        this.state.typing = false;
        if (quantity >= 0) {
            return this.props.look({ minQty: quantity });
        }
    }
}

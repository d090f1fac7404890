import { registry } from "@web/core/registry";
import { MonetaryField, monetaryField } from "@web/views/fields/monetary/monetary_field";

/** An amount in the currency of its record. None is nothing, not 0.00: no price is not a price of zero. */
export class PriceField extends MonetaryField {
    get formattedValue() {
        return this.value ? super.formattedValue : "";
    }
}

registry.category("fields").add("ecom_price", { ...monetaryField, component: PriceField });

import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * A credential that can be replaced, but never looked at: the server only sends dots and its last characters.
 */
export class SecretField extends Component {
    static template = "ecom_base.SecretField";
    static props = { ...standardFieldProps };

    setup() {
        this.state = useState({ replacing: false });
    }

    get shown() {
        return this.props.record.data[this.props.name];
    }

    get isTyping() {
        return this.state.replacing || !this.shown;
    }

    async onChange(ev) {
        const value = ev.target.value.trim();
        if (value) {
            await this.props.record.update({ [this.props.name]: value });
        }
        this.state.replacing = false;
    }

    onReplace() {
        this.state.replacing = true;
    }

    async onRemove() {
        await this.props.record.update({ [this.props.name]: false });
    }

    /** What was typed and not saved yet must not show either. */
    get masked() {
        const value = this.shown || "";
        return value.startsWith("•") ? value : "••••";
    }
}

export const secretField = {
    component: SecretField,
    displayName: _t("Secret"),
    supportedTypes: ["char"],
};

registry.category("fields").add("ecom_secret", secretField);

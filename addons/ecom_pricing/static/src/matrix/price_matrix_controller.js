import { Component, useRef, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { _t } from "@web/core/l10n/translation";
import { useBus, useService } from "@web/core/utils/hooks";
import { useModel } from "@web/model/model";
import { useSetupAction } from "@web/search/action_hook";
import { CogMenu } from "@web/search/cog_menu/cog_menu";
import { Layout } from "@web/search/layout";
import { usePager } from "@web/search/pager_hook";
import { SearchBar } from "@web/search/search_bar/search_bar";
import { useSearchBarToggler } from "@web/search/search_bar/search_bar_toggler";
import { ActionHelper } from "@web/views/action_helper";
import { standardViewProps } from "@web/views/standard_view_props";
import { PricePlace } from "./price_place";

/** The screen around the table of prices: search, pages, place, saving and what could not be saved. */
export class PriceMatrixController extends Component {
    static template = "ecom_pricing.PriceMatrixView";
    static components = { ActionHelper, CogMenu, Layout, PricePlace, SearchBar };
    static props = { ...standardViewProps, Model: Function, Renderer: Function };

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.state = useState({ revision: 0, isSaving: false });
        this.model = useModel(this.props.Model, this.props.state?.matrix || {});
        useBus(this.model.bus, "update", () => this.state.revision++);
        useSetupAction({
            rootRef: useRef("root"),
            beforeLeave: () => this.askBeforeLeaving(),
            beforeUnload: (ev) => this.warnBeforeUnload(ev),
            getLocalState: () => {
                const { place, offset, order } = this.model;
                return { matrix: { place: { ...place }, offset, order } };
            },
        });
        usePager(() => ({
            offset: this.model.offset,
            limit: this.model.limit,
            total: this.model.data.total,
            isEditable: false,
            onUpdate: ({ offset }) => this.model.look({ offset }),
        }));
        useHotkey("control+s", () => this.save(), { bypassEditableProtection: true });
        this.searchBarToggler = useSearchBarToggler();
        this.look = (changes) => this.model.look(changes);
        this.openProduct = (row) => this.props.selectRecord(row.templateId, { activeIds: this.templateIds });
    }

    get templateIds() {
        return this.model.data.rows.map((row) => row.templateId);
    }

    get dirty() {
        return this.model.edits.size;
    }

    get savingText() {
        const { progress } = this.model;
        return progress ? _t("Saving %(done)s of %(total)s…", progress) : _t("Saving…");
    }

    async save() {
        this.commit();
        if (this.state.isSaving || !this.model.edits.sendable.length) {
            return;
        }
        this.state.isSaving = true;
        try {
            const { saved, left } = await this.model.save();
            if (saved) {
                const text = saved === 1 ? _t("1 price saved") : _t("%s prices saved", saved);
                this.notification.add(text, { type: "success" });
            }
            if (left) {
                this.notification.add(_t("Not saved: %s. See below the table.", left), { type: "warning" });
            }
        } finally {
            this.state.isSaving = false;
        }
    }

    /** Take what is still in an input. */
    commit() {
        document.activeElement?.closest?.(".o_price_matrix_input")?.blur();
    }

    discard() {
        this.model.discard();
    }

    askBeforeLeaving() {
        this.commit();
        if (!this.dirty) {
            return true;
        }
        return new Promise((resolve) => {
            this.dialog.add(
                ConfirmationDialog,
                {
                    title: _t("Unsaved prices"),
                    body: _t("Not saved yet: %s.", this.dirty),
                    confirmLabel: _t("Save"),
                    cancelLabel: _t("Discard"),
                    confirm: async () => {
                        await this.save();
                        resolve(!this.dirty);
                    },
                    cancel: () => {
                        this.discard();
                        resolve(true);
                    },
                    dismiss: () => resolve(false),
                },
                { onClose: () => resolve(false) }
            );
        });
    }

    warnBeforeUnload(ev) {
        if (this.dirty) {
            ev.preventDefault();
            ev.returnValue = "Unsaved prices";
        }
    }

    async setUp() {
        const { id } = this.model.data.store;
        return this.action.doAction(await this.model.orm.call("ecom.store", "action_ecom_price_setup", [[id]]), {
            onClose: () => this.model.look({}),
        });
    }
}

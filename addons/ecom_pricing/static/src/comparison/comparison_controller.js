import { Component, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useBus } from "@web/core/utils/hooks";
import { useModel } from "@web/model/model";
import { useSetupAction } from "@web/search/action_hook";
import { CogMenu } from "@web/search/cog_menu/cog_menu";
import { Layout } from "@web/search/layout";
import { usePager } from "@web/search/pager_hook";
import { SearchBar } from "@web/search/search_bar/search_bar";
import { useSearchBarToggler } from "@web/search/search_bar/search_bar_toggler";
import { ActionHelper } from "@web/views/action_helper";
import { standardViewProps } from "@web/views/standard_view_props";
import { PricePlace } from "../matrix/price_place";
import { ComparisonChart } from "./comparison_chart";

const STEPS = [0];

/** The screen around the comparison: search, pages, place, what counts as an outlier, and the chart. */
export class PriceComparisonController extends Component {
    static template = "ecom_pricing.PriceComparisonView";
    static components = { ActionHelper, CogMenu, ComparisonChart, Layout, PricePlace, SearchBar };
    static props = { ...standardViewProps, Model: Function, Renderer: Function };

    setup() {
        this.shows = [
            { key: "all", label: _t("All products") },
            { key: "gaps", label: _t("With missing prices") },
            { key: "outliers", label: _t("With outliers") },
        ];
        this.state = useState({ revision: 0, chart: !this.env.isSmall });
        this.model = useModel(this.props.Model, this.props.state?.comparison || {});
        useBus(this.model.bus, "update", () => this.state.revision++);
        useSetupAction({
            rootRef: useRef("root"),
            getLocalState: () => ({
                comparison: { choice: { ...this.model.choice }, offset: this.model.offset },
            }),
        });
        usePager(() => ({
            offset: this.model.offset,
            limit: this.model.limit,
            total: this.model.data.total,
            isEditable: false,
            onUpdate: ({ offset }) => this.model.look({ offset }),
        }));
        this.searchBarToggler = useSearchBarToggler();
        this.look = (changes) => this.model.look(changes);
        this.openProduct = (row) =>
            this.props.selectRecord(row.templateId, { activeIds: this.model.data.rows.map(({ templateId }) => templateId) });
    }

    get note() {
        return _t(
            "Ratios compare the standing prices that you have set with those in %s, and each with the median of all products that match. They are no exchange rates, and no price is made from them.",
            this.model.primary.code
        );
    }

    get steps() {
        return [...new Set([...STEPS, this.model.choice.minQty])];
    }

    onShow(ev) {
        return this.look({ show: ev.target.value });
    }

    onTolerance(ev) {
        const tolerance = ev.target.valueAsNumber;
        return tolerance > 0 && this.look({ tolerance });
    }

    toggleChart() {
        this.state.chart = !this.state.chart;
    }
}

import { registry } from "@web/core/registry";
import { PriceComparisonController } from "./comparison_controller";
import { PriceComparisonModel } from "./comparison_model";
import { ComparisonTable } from "./comparison_table";

export const priceComparisonView = {
    type: "price_comparison",
    Controller: PriceComparisonController,
    Model: PriceComparisonModel,
    Renderer: ComparisonTable,
    searchMenuTypes: ["filter", "favorite"],
    props: (genericProps, { Model, Renderer }) => ({ ...genericProps, Model, Renderer }),
};

registry.category("views").add("price_comparison", priceComparisonView);

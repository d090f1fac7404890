import { registry } from "@web/core/registry";
import { PriceMatrixController } from "./price_matrix_controller";
import { PriceMatrixModel } from "./price_matrix_model";
import { PriceMatrixRenderer } from "./price_matrix_renderer";

export const priceMatrixView = {
    type: "price_matrix",
    Controller: PriceMatrixController,
    Model: PriceMatrixModel,
    Renderer: PriceMatrixRenderer,
    searchMenuTypes: ["filter", "favorite"],
    props: (genericProps, { Model, Renderer }) => ({ ...genericProps, Model, Renderer }),
};

registry.category("views").add("price_matrix", priceMatrixView);

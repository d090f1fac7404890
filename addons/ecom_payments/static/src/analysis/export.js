import { downloadFile } from "@web/core/network/download";

const GROUPS = ["types", "gateways", "carriers", "categories", "states"];
const COLUMNS = [
    "orders",
    "cancelled",
    "converted",
    "revenue",
    "online",
    "cash",
    "refunded",
    "paid",
    "pending",
    "parcels",
    "final",
    "returned",
    "rate",
    "low",
    "high",
    "onTheWay",
];

/** Save the figures of the screen as CSV: one row for each group, all columns, rates as shares. */
export function exportFigures(data) {
    const currency = data.currencies.find(({ id }) => id === data.currencyId);
    const head = ["group", "name", "currency", ...COLUMNS];
    const rows = GROUPS.flatMap((group) =>
        data[group].map((row) => [group, row.label, currency?.name, ...COLUMNS.map((name) => row[name])])
    );
    const all = ["all", "", currency?.name, ...COLUMNS.map((name) => data.orders[name] ?? data.total[name])];
    const text = [head, all, ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
    return downloadFile(`\ufeff${text}\r\n`, `orders-${data.store.name}.csv`, "text/csv;charset=utf-8");
}

/** A spreadsheet must not take a name for a formula. */
function cell(value) {
    if (value === null || value === undefined) {
        return "";
    }
    if (typeof value !== "string") {
        return String(value);
    }
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return `"${safe.replaceAll('"', '""')}"`;
}

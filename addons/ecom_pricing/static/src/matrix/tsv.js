/** Ranges of cells as spreadsheets put them on the clipboard: tabs between cells, a line for each row. */

/**
 * @param {string} text
 * @returns {string[][]} cells of each row
 */
export function parseTsv(text) {
    const rows = [[]];
    let cell = "";
    let quoted = false;
    const clean = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (let place = 0; place < clean.length; place++) {
        const letter = clean[place];
        if (quoted) {
            if (letter === '"' && clean[place + 1] === '"') {
                cell += '"';
                place++;
            } else if (letter === '"') {
                quoted = false;
            } else {
                cell += letter;
            }
        } else if (letter === '"' && !cell) {
            quoted = true;
        } else if (letter === "\t" || letter === "\n") {
            rows.at(-1).push(cell);
            cell = "";
            if (letter === "\n") {
                rows.push([]);
            }
        } else {
            cell += letter;
        }
    }
    rows.at(-1).push(cell);
    return rows;
}

/**
 * @param {string[][]} rows
 * @returns {string}
 */
export function toTsv(rows) {
    return rows.map((row) => row.map(quote).join("\t")).join("\n");
}

function quote(cell) {
    return /["\t\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

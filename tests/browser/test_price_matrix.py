"""The price matrix: prices typed and pasted are stored, what somebody else changed is never overwritten unseen."""

import pytest
from served import call, search_read

PATH = "/odoo/storefront-price-matrix"
MODULES = "@ecom_pricing/matrix/"
RUPEES = {"code": "INR", "symbol": "₹", "decimals": 2}
YEN = {"code": "JPY", "symbol": "¥", "decimals": 0}
DINARS = {"code": "KWD", "symbol": "د.ك", "decimals": 3}
_PASTE = """text => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(event);
}"""
_COPY = """() => {
    const clipboardData = new DataTransfer();
    const event = new ClipboardEvent("copy", { clipboardData, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(event);
    return clipboardData.getData("text/plain");
}"""

desktop = pytest.mark.parametrize("screen", ["desktop"], indirect=True)


@pytest.fixture
def matrix(screen):
    """Return the screen with the matrix open."""
    screen.open(PATH)
    screen.page.wait_for_selector(".o_price_matrix_table")
    return screen


def run(screen, module, expression, *args):
    """Return what an expression on a module of the matrix gives; ``m`` is the module."""
    code = f"args => (m => {expression})(odoo.loader.modules.get('{MODULES}{module}'))"
    return screen.page.evaluate(code, list(args))


@desktop
def test_amounts_are_read_without_a_guess(matrix):
    point, comma = ".", ","
    for text, currency, separator, wanted in (
        ("499", RUPEES, point, "499.00"),
        (" ₹ 1,23,456.50 ", RUPEES, point, "123456.50"),
        ("1.234,50", RUPEES, point, "1234.50"),
        ("1 234,5", RUPEES, comma, "1234.50"),
        ("1,234", RUPEES, point, "1234.00"),
        ("99.0", YEN, point, "99"),
        ("1.234 KWD", DINARS, point, "1.234"),
        ("1,234", DINARS, comma, "1.234"),
        ("1.234", RUPEES, comma, "ambiguous"),
        ("1.234", RUPEES, point, "ambiguous"),
        ("1.234", DINARS, comma, "ambiguous"),
        ("1,234", DINARS, point, "ambiguous"),
        ("12,5", RUPEES, point, "comma"),
        ("99.5", YEN, point, "precision"),
        ("1.2345", DINARS, point, "precision"),
        ("0", YEN, point, "notPositive"),
        ("1234567890123", YEN, point, "tooLarge"),
        *((text, RUPEES, point, "notNumber") for text in ("", "-5", "1e3", "=1+1", "1,2,3", "abc")),
    ):
        read = run(matrix, "amounts", "m.parseAmount(...args)", text, currency, separator)
        assert wanted in read.values(), f"{text!r} in {currency['code']}: {read}"


@desktop
def test_ranges_moves_and_undo(matrix):
    tsv = 'a\tb\r\n"x\ty"\t"say ""hi"""\r\n\t\r\n'
    cells = [["a", "b"], ["x\ty", 'say "hi"'], ["", ""]]
    assert run(matrix, "tsv", "m.parseTsv(args[0])", tsv) == cells
    assert run(matrix, "tsv", "m.parseTsv(m.toTsv(args[0]))", cells) == cells

    def move(row, col, key, **how):
        size = {"rows": 3, "cols": 2}
        code = "m.move(m.selectCell(args[0], args[1]), ...args.slice(2))"
        moved = run(matrix, "selection", code, row, col, key, size, how)
        return moved and (moved["anchor"], moved["head"])

    def at(row, col):
        return {"row": row, "col": col}

    assert move(0, 1, "Tab") == (at(1, 0), at(1, 0))
    assert move(2, 1, "Tab") is None, "from the last cell, Tab leaves the table"
    assert move(0, 0, "ArrowUp") == (at(0, 0), at(0, 0))
    assert move(1, 0, "ArrowDown", extend=True, far=True) == (at(1, 0), at(2, 0))
    assert move(0, 0, "x") is None

    steps = """(history => {
        history.record([{ key: "a", before: 1, after: 2 }]);
        history.record([{ key: "b", before: 1, after: 3 }]);
        const undone = [history.undo()[0].after, history.undo()[0].key, history.undo().length];
        return [...undone, history.redo()[0].after, history.redo()[0].key, history.redo().length];
    })(new m.EditHistory())"""
    assert run(matrix, "edit_history", steps) == [1, "a", 0, 2, "b", 0]


def _priced(codes, names):
    """Return {code: price} of one of the named products that has standing prices in these currencies."""
    domain = [
        ("currency_id.name", "in", codes),
        ("product_id", "=", False),
        ("region_id", "=", False),
        ("min_qty", "=", 0),
        ("valid_from", "=", False),
        ("valid_to", "=", False),
        ("mrp", "in", (0, False)),
        ("compare_at", "in", (0, False)),
        ("product_tmpl_id.name", "in", names),
    ]
    fields = ["product_tmpl_id", "currency_id", "amount", "version"]
    found = {}
    for price in search_read("ecom.product.price", domain, fields):
        prices = found.setdefault(price["product_tmpl_id"][0], {})
        prices[price["currency_id"][1]] = price
        if len(prices) == len(codes):
            return prices
    raise AssertionError(f"the demo store has no product with prices in {codes}")


def _amount(price):
    return search_read("ecom.product.price", [("id", "=", price["id"])], ["amount"])[0]["amount"]


@desktop
def test_type_paste_save_and_conflict(matrix):
    page = matrix.page
    names = page.locator("tbody tr a").all_inner_texts()
    prices = _priced(["EUR", "USD"], names)
    name = prices["USD"]["product_tmpl_id"][1].split("] ")[-1]
    troubles = page.locator(".o_price_matrix_troubles")
    columns = page.locator("thead th").all_inner_texts()
    row = page.locator("tbody tr", has=page.get_by_text(name, exact=True)).first

    def cell(code):
        place = next(i for i, text in enumerate(columns) if code in text) - 1
        return row.locator("td").nth(place)

    try:
        cell("USD").click()
        page.keyboard.type("123.45")
        page.keyboard.press("Enter")
        cell("EUR").click()
        page.evaluate(_PASTE, "1.234")
        assert "two amounts" in troubles.inner_text()
        page.keyboard.press("Control+z")
        page.evaluate(_PASTE, "€ 98.7")
        page.keyboard.press("Control+s")
        matrix.settle()
        assert _amount(prices["EUR"]) == 98.7
        assert _amount(prices["USD"]) == 123.45
        cell("EUR").click()
        assert page.evaluate(_COPY) == "98.70"

        call("ecom.product.price", "write", ids=[prices["USD"]["id"]], vals={"amount": 120.0})
        cell("USD").click()
        page.keyboard.type("125")
        page.keyboard.press("Control+s")
        matrix.settle()
        trouble = troubles.inner_text()
        assert "125.00" in trouble
        assert "120.00" in trouble
        assert _amount(prices["USD"]) == 120
        matrix.picture("price matrix with a conflict")
        page.get_by_role("button", name="Keep mine").click()
        page.keyboard.press("Control+s")
        matrix.settle()
        assert _amount(prices["USD"]) == 125
        matrix.check("price matrix")
    finally:
        for price in prices.values():
            call(
                "ecom.product.price",
                "write",
                ids=[price["id"]],
                vals={"amount": price["amount"]},
            )

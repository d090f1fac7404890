"""Every screen the suite has in its menus opens, in every view, without an error, on a desktop and on a phone."""

import pytest
from served import search_read

_MENUS = [("module", "=like", "ecom_%"), ("model", "=", "ir.ui.menu")]
_OPENABLE = {"ir.actions.act_window", "ir.actions.client"}


def _menus():
    """Return [(path of menu names, action id)] of the suite's menus that open something."""
    ours = [row["res_id"] for row in search_read("ir.model.data", _MENUS, ["res_id"])]
    menus = search_read("ir.ui.menu", [("id", "in", ours)], ["complete_name", "action"])
    found = []
    for menu in menus:
        kind, _comma, number = (menu["action"] or "").partition(",")
        if kind in _OPENABLE:
            found.append((menu["complete_name"], int(number)))
    return sorted(found)


MENUS = _menus()


def test_suite_has_menus():
    assert MENUS


@pytest.mark.parametrize(("name", "action"), MENUS, ids=[name for name, _action in MENUS])
def test_menu(screen, name, action):
    screen.open(f"/odoo/action-{action}")
    screen.picture(name)
    screen.check(name)
    if screen.size == "desktop":
        _other_views(screen, name)
    _first_record(screen, name, action)
    if screen.size == "desktop":
        _new_record(screen, name, action)


def _other_views(screen, name):
    """Go through the view switcher."""
    switches = screen.page.locator(".o_switch_view:visible")
    for index in range(switches.count()):
        switches.nth(index).click()
        screen.settle()
        screen.check(f"{name}, view {index + 1}")


def _first_record(screen, name, action):
    """Open the first record of a list or kanban, with all its tabs."""
    screen.open(f"/odoo/action-{action}")
    first = screen.page.locator(
        ".o_data_row .o_data_cell:visible, .o_kanban_record:not(.o_kanban_ghost):visible"
    ).first
    if not first.count() or screen.page.locator(".o_view_sample_data").count():
        return
    first.click()
    screen.settle()
    screen.picture(f"{name} record")
    screen.check(f"{name}, first record")
    tabs = screen.page.locator(".o_notebook .nav-link:visible")
    for index in range(tabs.count()):
        tabs.nth(index).click()
        screen.settle()
        screen.check(f"{name}, first record, tab {tabs.nth(index).inner_text()}")


def _new_record(screen, name, action):
    """Open an empty form, where the screen lets one make records."""
    screen.open(f"/odoo/action-{action}")
    new = screen.page.locator(".o_list_button_add:visible, .o-kanban-button-new:visible").first
    if new.count():
        new.click()
        screen.settle()
        screen.check(f"{name}, new record")


@pytest.mark.parametrize("path", ["/api/docs", "/web/login"])
def test_page(screen, path):
    screen.page.goto(screen.url + path)
    screen.settle()
    screen.picture(path)
    screen.check(path)

"""What the suite's manifests say."""

import ast

from . import atomic


def suite(layout):
    """Return {name: manifest} of the installable addons, dependencies first."""
    found = {}
    for path in sorted(layout.addons.glob("*/__manifest__.py")):
        manifest = ast.literal_eval(path.read_text())
        if manifest.get("installable", True) and (path.parent / "__init__.py").exists():
            found[path.parent.name] = manifest
    return dict(sorted(found.items(), key=lambda item: (len(closure(item[0], found)), item[0])))


def named(layout):
    """Return the addons that are installed by name. Odoo adds a bridge (``auto_install``) where both its sides are."""
    return [name for name, manifest in suite(layout).items() if not manifest.get("auto_install")]


def closure(name, manifests):
    """Return the suite addons `name` needs, without itself."""
    needed = set()
    todo = [name]
    while todo:
        for other in manifests.get(todo.pop(), {}).get("depends", []):
            if other in manifests and other not in needed:
                needed.add(other)
                todo.append(other)
    return needed


def outside(name, manifests):
    """Return the Odoo modules that `name` and its suite dependencies name in `depends`."""
    names = {name, *closure(name, manifests)}
    depends = {other for one in names for other in manifests[one].get("depends", [])}
    return sorted(depends - set(manifests))


def digests(layout, names):
    """Return {name: content hash}: what decides whether an addon must be updated."""
    return {name: atomic.tree_digest(layout.addons / name) for name in names}

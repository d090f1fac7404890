from . import base, demo, registry

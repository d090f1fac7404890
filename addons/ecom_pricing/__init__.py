from . import demo, models, services
from .hooks import pre_init_hook, uninstall_hook

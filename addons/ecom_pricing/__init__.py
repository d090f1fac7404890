from . import controllers, demo, models, services, wizards
from .hooks import pre_init_hook, uninstall_hook

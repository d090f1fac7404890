from . import api, controllers, demo, models, services, wizards

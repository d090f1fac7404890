from . import api, controllers, models, services, wizards

from . import test_registers, test_translations

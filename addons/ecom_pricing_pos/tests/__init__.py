from . import test_registers

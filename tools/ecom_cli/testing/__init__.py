"""`./ecom test` and `./ecom lint`."""

"""The launcher behind `./ecom`. Standard library only: it runs before anything is installed."""

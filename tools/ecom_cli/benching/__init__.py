"""What `./ecom bench` is made of; benches themselves lie in tools/bench."""

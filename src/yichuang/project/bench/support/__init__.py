"""What benchmarks need beside themselves: prepared data, a load in a process of its own."""

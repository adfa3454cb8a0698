/// Benchmarks that compare Loom with its underlying technology, in one run on one machine.
///
/// The entry point is [dev.loom.bench.JournalBenchmark]; the scripts in `bench/` measure the rest
/// from outside. Results are reports, not tests.
package dev.loom.bench;

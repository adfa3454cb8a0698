/// Measures Loom beside what it stands on, in one run on one machine, and prints ratios.
///
/// The door is [dev.loom.bench.JournalBenchmark]; the shell scripts beside this module measure the
/// rest from outside. Nothing here passes or fails: a number is a report, never a test.
package dev.loom.bench;

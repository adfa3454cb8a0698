/// Writes down what a task's work asks of the world outside, what came back, and what was decided.
///
/// [dev.loom.engine.transcript.Recorder] is the door: it overhears the bus, so no room knows of it.
/// What it writes is read by [dev.loom.contracts.transcript.Transcript]. No secret that
/// [dev.loom.engine.transcript.Secrets] knows of reaches a file, and no task waits for the disk.
package dev.loom.engine.transcript;

/// A recorded run of a task: everything that came from outside the engine's own decisions, in its
/// order, and what was decided.
///
/// [dev.loom.contracts.transcript.Transcript] reads a file of them, one
/// [dev.loom.contracts.transcript.TranscriptEntry] a line as JSON. The engine writes them; the
/// models' room and the engine answer from them. Nothing here runs anything.
package dev.loom.contracts.transcript;

/// Recorded runs of tasks: all external input in order, and the resulting decisions.
///
/// [dev.loom.contracts.transcript.Transcript] reads a file with one
/// [dev.loom.contracts.transcript.TranscriptEntry] per line as JSON. The engine writes transcripts;
/// the models module and the engine replay them.
package dev.loom.contracts.transcript;

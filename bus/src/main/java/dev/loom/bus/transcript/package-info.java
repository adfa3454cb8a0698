/// Reads recorded runs. [dev.loom.bus.transcript.Transcript] is one file; the engine writes it, a
/// `replay` model answers from it.
package dev.loom.bus.transcript;

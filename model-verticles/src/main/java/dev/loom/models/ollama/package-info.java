/// Ollama's chat API, the only one whose requests set the context size.
///
/// Entry point: [dev.loom.models.ollama.OllamaChat], a protocol for `dev.loom.models.http`, which
/// does the I/O and error handling.
package dev.loom.models.ollama;

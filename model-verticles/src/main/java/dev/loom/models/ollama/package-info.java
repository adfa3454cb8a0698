/// Ollama's own chat, which alone lets a question say how large its context is.
///
/// [dev.loom.models.ollama.OllamaChat] is a wire; what is sent and received, and what can go wrong
/// there, is the matter of `dev.loom.models.http`.
package dev.loom.models.ollama;

/// Whole engines with model servers that fail, over real sockets.
///
/// [dev.loom.engine.models.ModelTestServer] is a server of chat completions written by hand,
/// because a real one does not break on purpose. [dev.loom.engine.models.Fault] says how.
package dev.loom.engine.models;

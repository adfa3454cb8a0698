/// Tests engines with failing model servers over real sockets.
///
/// [dev.loom.engine.models.ModelTestServer] serves chat completions on a plain socket, because a
/// regular HTTP server does not produce these faults. [dev.loom.engine.models.Fault] lists them.
package dev.loom.engine.models;

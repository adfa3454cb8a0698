/// Records the requests of a task to models, tools and workspace, their replies, and the decisions
/// of the engine.
///
/// [dev.loom.engine.transcript.Recorder] is the entry point; it observes the bus.
/// [dev.loom.contracts.transcript.Transcript] reads the files. Known secrets
/// ([dev.loom.bus.secret.Secrets]) are redacted, and no task waits for the disk.
package dev.loom.engine.transcript;

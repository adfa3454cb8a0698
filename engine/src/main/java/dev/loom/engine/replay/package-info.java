/// Replays recorded tasks and reports differences.
///
/// [dev.loom.engine.replay.Replay] is the entry point. The orchestrator is real; models, tools,
/// workspace and users come from the transcript. A replay has no external effects.
package dev.loom.engine.replay;

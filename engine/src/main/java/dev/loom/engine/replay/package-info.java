/// Runs the present engine over a recorded world, and says what it does otherwise than then.
///
/// [dev.loom.engine.replay.Replay] is the door. Models, tools, workspace and people are those of
/// the transcript; the orchestrator is the real one. Nothing outside is asked, run, read or
/// written.
package dev.loom.engine.replay;

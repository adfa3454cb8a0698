/// Programs that tools start, and the certainty that they end.
///
/// [dev.loom.tools.process.CallProcesses] is the door: the processes of one tool call. Each starts
/// in a session of its own, with a clean environment and nothing to read, and dies with all it
/// started. Nothing here decides what may be run; that was decided before the call.
package dev.loom.tools.process;

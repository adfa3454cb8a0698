/// Runs tools: operations on files, processes and numbers that models can request.
///
/// Entry point: [dev.loom.tools.ToolHostVerticle]. [dev.loom.tools.BuiltinTools] lists the built-in
/// tools, one class each. Approval of calls is decided by the orchestrator before a call arrives
/// here.
package dev.loom.tools;

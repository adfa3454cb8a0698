/// Runs the processes of tools and kills them when their call, for background processes their task,
/// or the engine ends.
///
/// Entry point: [dev.loom.tools.process.CallProcesses]. Each process starts in its own session,
/// with a clean environment, and is killed with all its descendants. Approval of commands is
/// decided before the call.
package dev.loom.tools.process;

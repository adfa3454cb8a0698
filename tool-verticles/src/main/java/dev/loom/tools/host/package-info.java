/// Runs a tool call from request to outcome.
///
/// Entry point: [dev.loom.tools.host.ToolHost]. It finds the tool, validates the arguments, opens
/// the workspace, enforces the time limit and truncates the output. Failures that a model can act
/// on are outcomes; only cancelled calls throw an exception. Depends on the
/// [dev.loom.api.tool.Tool] interface only, not on single tools.
package dev.loom.tools.host;

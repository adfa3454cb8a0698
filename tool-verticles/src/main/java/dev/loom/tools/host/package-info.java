/// Runs one tool call from question to outcome.
///
/// [dev.loom.tools.host.ToolHost] is the door: it finds the tool, checks the arguments, opens the
/// workspace, keeps the time and cuts the output. A call that fails in a way a model can learn from
/// is an outcome; only work that was told to stop is refused. It knows tools only by their promise.
package dev.loom.tools.host;

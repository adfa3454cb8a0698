/// The promise to tools: implement [dev.loom.api.tool.Tool], get a [dev.loom.api.tool.ToolContext],
/// give back a [dev.loom.api.tool.ToolResult].
///
/// A tool never sees the engine, the bus or the database, and touches files and processes only
/// through its context.
package dev.loom.api.tool;

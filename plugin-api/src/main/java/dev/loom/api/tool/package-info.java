/// API for tools: implement [dev.loom.api.tool.Tool], which receives a
/// [dev.loom.api.tool.ToolContext] and returns a [dev.loom.api.tool.ToolResult].
///
/// A tool accesses files and processes only through its context and never the engine, the bus or
/// the database.
package dev.loom.api.tool;

/// API for third-party tools and model providers.
///
/// Plug-ins compile against this module alone. Entry points are [dev.loom.api.tool.Tool] and
/// [dev.loom.api.model.ModelProvider]; both are blocking and called concurrently. This module has
/// no dependencies, not even on Vert.x or Jackson.
///
/// # Compatibility
///
/// A plug-in compiled against an older version of this module runs unchanged with a newer engine.
/// Within a major version this module therefore only grows:
/// - Interfaces that plug-ins implement (`Tool`, `ModelProvider`) get new methods only with a
///   default implementation, which keeps the earlier behaviour.
/// - Interfaces that the engine implements (`ToolContext`, `Workspace`, `ProcessRunner`,
///   `ModelListener`) may get any new method. Plug-ins call them and do not implement them.
/// - Records may get components at their end. Factories (`of`, `ok`, `fail`) and `with` methods
///   keep their signatures; a record without factories keeps a constructor with the earlier
///   components. Plug-ins create records by these, and read components by name, not with record
///   patterns.
/// - Sealed interfaces and enums may get further kinds. A `switch` in a plug-in needs a `default`.
/// - Limits (such as the maximum length of a name) may become wider, not narrower.
/// - Nothing is removed, renamed or given another type or meaning. What should no longer be used is
///   deprecated and goes on working.
///
/// `PluginCompatibilityTest` in `tool-verticles` runs a plug-in compiled against the first version.
package dev.loom.api;

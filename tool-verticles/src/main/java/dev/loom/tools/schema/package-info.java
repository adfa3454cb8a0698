/// What the built-in tools share, see [dev.loom.tools.schema.BuiltinTool], and JSON Schemas of tool
/// parameters: built with [dev.loom.tools.schema.ParameterSchemaBuilder], checked with
/// [dev.loom.tools.schema.ArgumentValidator].
///
/// Validation errors are sentences that name the argument, for the model. Remote schemas are never
/// fetched.
package dev.loom.tools.schema;

/// The JSON Schema of a tool's arguments: written with [dev.loom.tools.schema.ParameterSchema],
/// kept by [dev.loom.tools.schema.ArgumentValidator].
///
/// What is wrong with arguments is told to the model in a sentence that names the argument. Nothing
/// here fetches a schema from anywhere.
package dev.loom.tools.schema;

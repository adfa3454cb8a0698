/// What Loom promises to code that is not ours.
///
/// Third parties compile against this module alone. [dev.loom.api.tool.Tool] and
/// [dev.loom.api.model.ModelProvider] are the two doors; both are blocking and may be called from
/// many threads at once. Nothing here depends on Vert.x, on Jackson, or on any other library.
package dev.loom.api;

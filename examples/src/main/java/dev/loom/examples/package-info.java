/// Small whole programs that use Loom from Java: a tool, a model provider, an embedded engine.
///
/// [dev.loom.examples.EmbeddedLoom] is the one to run. Nothing of the product depends on this room.
package dev.loom.examples;

/// Examples for Java developers: a tool, a model provider, an embedded engine.
///
/// The entry point is [dev.loom.examples.EmbeddedLoom]. No other module depends on this one.
package dev.loom.examples;

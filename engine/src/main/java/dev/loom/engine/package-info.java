/// Assembles all modules into an engine in one JVM.
///
/// [dev.loom.engine.Engine] is the entry point for the command line and for embedding Java
/// programs. It deploys the verticles in dependency order and stops them in reverse order. It makes
/// no decisions about tasks.
package dev.loom.engine;

/// Loads the configuration from defaults, files, environment and flags, in increasing precedence.
///
/// [dev.loom.engine.config.ConfigLoader] is the entry point. An unknown key or a value of a wrong
/// type is an error that names the source and the key.
package dev.loom.engine.config;

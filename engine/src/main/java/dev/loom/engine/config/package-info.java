/// Reads the configuration: defaults, files, environment and flags, in rising precedence.
///
/// [dev.loom.engine.config.ConfigLoader] is the door. An unknown or ill-typed key is refused with
/// the name of the file and of the key; nothing is passed over in silence.
package dev.loom.engine.config;

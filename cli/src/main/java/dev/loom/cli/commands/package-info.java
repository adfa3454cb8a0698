/// One class per command; [dev.loom.cli.commands.RootCommand] registers them. A command parses its
/// options, calls the REST API or the engine, prints the result and returns an exit code.
package dev.loom.cli.commands;

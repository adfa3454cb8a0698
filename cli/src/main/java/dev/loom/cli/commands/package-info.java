/// One class a command; [dev.loom.cli.commands.RootCommand] lists them. A command reads its
/// options, asks the client, and says what came of it in an exit code.
package dev.loom.cli.commands;

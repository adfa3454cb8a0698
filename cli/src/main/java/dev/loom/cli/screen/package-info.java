/// Console output of a running task: [dev.loom.cli.screen.RunView] formats events as lines and
/// [dev.loom.cli.screen.Screen] prints them to a terminal or a pipe. Does not use HTTP.
package dev.loom.cli.screen;

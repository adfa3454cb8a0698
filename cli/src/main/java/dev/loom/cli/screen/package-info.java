/// What a person sees of a running task: [dev.loom.cli.screen.RunView] turns events into lines,
/// [dev.loom.cli.screen.Screen] puts them on a terminal or into a pipe. Knows nothing of HTTP.
package dev.loom.cli.screen;

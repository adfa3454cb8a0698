/// The tool that runs shell commands: [dev.loom.tools.shell.ShellExecuteTool].
///
/// It runs what it is given. Which commands need somebody's consent was decided before the call;
/// there is no second opinion here.
package dev.loom.tools.shell;

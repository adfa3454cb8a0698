/// The tool that runs shell commands: [dev.loom.tools.shell.ShellExecuteTool].
///
/// Approval of commands is decided before the call and not checked again here.
package dev.loom.tools.shell;

/// The files of a task, and the wall around them.
///
/// [dev.loom.tools.workspace.ConfinedWorkspace] is the door for tools: every path given to it is
/// walked name by name from the open root, and no link is followed that Loom did not resolve
/// itself. [dev.loom.tools.workspace.WorkspaceService] answers what other rooms ask about a
/// workspace. Nothing here runs a process or decides whether an action is wise.
package dev.loom.tools.workspace;

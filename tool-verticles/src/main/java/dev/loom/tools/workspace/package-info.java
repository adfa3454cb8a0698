/// Access to the files of a task, confined to its workspace.
///
/// Entry points: [dev.loom.tools.workspace.ConfinedWorkspace] for tools, which resolves every path
/// name by name from the open root and follows links only inside the workspace, and
/// [dev.loom.tools.workspace.WorkspaceService] for requests on the bus. This package starts no
/// processes.
package dev.loom.tools.workspace;

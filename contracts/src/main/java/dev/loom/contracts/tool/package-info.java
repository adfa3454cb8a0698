/// What is asked of the tools' room: run a tool, list them, look at a workspace.
package dev.loom.contracts.tool;

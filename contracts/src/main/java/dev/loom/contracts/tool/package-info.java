/// Requests to the tools module: run a tool, list tools, inspect a workspace.
package dev.loom.contracts.tool;

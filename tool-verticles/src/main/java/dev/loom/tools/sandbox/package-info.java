/// Confines the processes of tools: sees to what files, networks and other processes they reach.
///
/// [dev.loom.tools.sandbox.SandboxSelection] chooses the strongest sandbox that holds on this
/// machine.
package dev.loom.tools.sandbox;

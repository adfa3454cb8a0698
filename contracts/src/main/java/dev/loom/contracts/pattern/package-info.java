/// Patterns learned from tasks. The orchestrator learns and applies them, the memory module stores
/// them, and the gateway and the command line display them.
package dev.loom.contracts.pattern;

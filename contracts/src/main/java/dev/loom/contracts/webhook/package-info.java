/// Webhooks for finished tasks. The memory module stores a webhook in the transaction of a task's
/// last event; the gateway delivers it and records the attempts. A webhook therefore survives a
/// restart and is delivered at least once, always with the same id.
package dev.loom.contracts.webhook;

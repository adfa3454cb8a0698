/// Reports of finished tasks that are still to be delivered. The memory writes one down in the same
/// transaction as a task's last event, the gateway delivers it and says how that went. So a report
/// outlives the engine, and is delivered at least once with the same id.
package dev.loom.contracts.webhook;

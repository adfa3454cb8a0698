/// Tells whoever left a `callback_url` how their task ended.
///
/// [dev.loom.gateway.webhook.WebhookSender] is the door. It hears the last event of each task, asks
/// how the task stands and posts the guide's summary of it, a few times if need be. What it has not
/// delivered when the engine stops is not delivered later.
package dev.loom.gateway.webhook;

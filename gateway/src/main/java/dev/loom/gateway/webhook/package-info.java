/// Tells whoever left a `callback_url` how their task ended.
///
/// [dev.loom.gateway.webhook.WebhookSender] is the door. It asks memory which reports are due,
/// posts the guide's summary of each task, signed if there is a secret, and tells memory how that
/// went. So nothing is lost with the engine, and every report is delivered at least once or given
/// up after a day. It keeps nothing itself.
package dev.loom.gateway.webhook;

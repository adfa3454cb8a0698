/// Notifies the `callback_url` of a task when the task ends.
///
/// [dev.loom.gateway.webhook.WebhookVerticle] is the entry point. Its sender claims due webhooks
/// from the store, posts a summary of each task, signed if a secret is configured, and records the
/// outcome. Delivery is at least once and survives restarts; a webhook is abandoned after about a
/// day. This package stores nothing.
package dev.loom.gateway.webhook;

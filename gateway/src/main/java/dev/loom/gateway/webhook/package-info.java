/// Notifies the `callback_url` of a task when the task ends.
///
/// [dev.loom.gateway.webhook.WebhookSender] is the entry point. It queries the store for due
/// webhooks, posts a summary of each task, signed if a secret is configured, and records the
/// outcome. Delivery is at least once and survives restarts; a webhook is abandoned after about a
/// day. This package stores nothing.
package dev.loom.gateway.webhook;

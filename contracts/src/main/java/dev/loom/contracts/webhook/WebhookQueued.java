package dev.loom.contracts.webhook;

import dev.loom.contracts.id.TaskId;

/// Announces that the webhook of a finished task is stored and due.
public record WebhookQueued(TaskId taskId) {}

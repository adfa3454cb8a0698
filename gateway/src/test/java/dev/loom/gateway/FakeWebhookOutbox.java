package dev.loom.gateway;

import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.webhook.ClaimWebhooks;
import dev.loom.contracts.webhook.RecordWebhookAttempt;
import dev.loom.contracts.webhook.Webhook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Fakes the webhook store and keeps the recorded attempts.
public final class FakeWebhookOutbox {
  private final Map<String, Due> due = new LinkedHashMap<>();
  private final List<RecordWebhookAttempt> attempts = new ArrayList<>();
  private int claims;

  private record Due(Webhook webhook, Instant at, Instant claimedUntil) {
    String host() {
      return webhook.url().replaceFirst("^([^/]*//[^/]*).*", "$1");
    }
  }

  /// Adds a webhook that is due.
  public synchronized void add(TaskId task, long seq, String url) {
    var webhook = new Webhook(task + "-" + seq, task, url, 0, FakeBackend.AT);
    due.put(webhook.webhookId(), new Due(webhook, Instant.EPOCH, Instant.EPOCH));
  }

  synchronized ClaimWebhooks.Claimed claim(ClaimWebhooks request) {
    claims++;
    var ofHost = new HashMap<String, Integer>();
    var claimed =
        due.values().stream()
            .filter(each -> !each.at().isAfter(request.now()))
            .sorted(Comparator.comparing(Due::at))
            .filter(each -> ofHost.merge(each.host(), 1, Integer::sum) <= request.hostCountMax())
            .filter(each -> !each.claimedUntil().isAfter(request.now()))
            .limit(request.countMax())
            .toList();
    for (var each : claimed) {
      var id = each.webhook().webhookId();
      due.put(id, new Due(each.webhook(), each.at(), request.until()));
    }
    var next = due.values().stream().map(Due::at).filter(at -> at.isAfter(request.now()));
    return new ClaimWebhooks.Claimed(
        claimed.stream().map(Due::webhook).toList(), next.min(Comparator.naturalOrder()));
  }

  synchronized RecordWebhookAttempt.Recorded recordAttempt(RecordWebhookAttempt outcome) {
    var found = due.remove(outcome.webhookId());
    if (found == null) {
      throw ServiceException.notFound("Webhook not found: " + outcome.webhookId());
    }
    attempts.add(outcome);
    var old = found.webhook();
    var tried =
        new Webhook(old.webhookId(), old.taskId(), old.url(), old.attempts() + 1, old.createdAt());
    outcome.nextAt().ifPresent(at -> due.put(old.webhookId(), new Due(tried, at, Instant.EPOCH)));
    return new RecordWebhookAttempt.Recorded(tried.attempts());
  }

  /// Returns the number of undelivered webhooks.
  public synchronized int size() {
    return due.size();
  }

  /// Returns the earliest due time.
  public synchronized Optional<Instant> nextAt() {
    return due.values().stream().map(Due::at).min(Comparator.naturalOrder());
  }

  /// Returns the recorded attempts.
  public synchronized List<RecordWebhookAttempt> attempts() {
    return List.copyOf(attempts);
  }

  /// Returns the number of claim requests.
  public synchronized int claims() {
    return claims;
  }
}

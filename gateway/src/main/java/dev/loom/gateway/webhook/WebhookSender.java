package dev.loom.gateway.webhook;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.Topic;
import dev.loom.contracts.webhook.FindDueWebhooks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/// Delivers all webhooks that are due. Queries the store at the start, when a webhook is queued,
/// after each delivery and when the next one becomes due. Notifications are hints only; the store
/// decides what is due. Confined to one event loop.
public final class WebhookSender {
  private static final Logger LOG = System.getLogger(WebhookSender.class.getName());

  /// Limit of one query.
  private static final int DUE_MAX = 1_000;

  private static final int RUNNING_MAX = 64;
  private static final int RUNNING_PER_HOST_MAX = 2;

  /// Longest interval between queries, in case a notification was lost or an outcome could not be
  /// recorded.
  private static final Duration WAIT_MAX = Duration.ofMinutes(1);

  private static final Duration WAIT_MIN = Duration.ofMillis(100);

  private final Bus bus;
  private final InstantSource clock;
  private final DelayTimer timer;
  private final WebhookDelivery delivery;

  /// Ids of webhooks in delivery, and for [#WAIT_MAX] of those whose outcome could not be recorded.
  /// No delivery of these is started.
  private final Set<String> inProgress = new HashSet<>();

  private final Map<String, Integer> runningByHost = new HashMap<>();
  private int running;
  private boolean fetching;
  private boolean fetchAgain;
  private Runnable cancelTimer = () -> {};

  /// Runs a task after a delay.
  @FunctionalInterface
  interface DelayTimer {
    /// @return cancels the timer
    Runnable after(Duration delay, Runnable task);

    static DelayTimer create(Vertx vertx) {
      return (delay, task) -> {
        var timer = vertx.setTimer(Math.max(1, delay.toMillis()), ignored -> task.run());
        return () -> vertx.cancelTimer(timer);
      };
    }
  }

  /// @param version engine version, for the `User-Agent`
  /// @param secret signs the posts, if present
  public WebhookSender(Vertx vertx, Bus bus, String version, Optional<WebhookSigner> secret) {
    this(
        bus,
        new WebhookClient(vertx, version, secret),
        InstantSource.system(),
        () -> ThreadLocalRandom.current().nextDouble(),
        DelayTimer.create(vertx));
  }

  WebhookSender(
      Bus bus, WebhookClient client, InstantSource clock, DoubleSupplier random, DelayTimer timer) {
    this.bus = bus;
    this.clock = clock;
    this.timer = timer;
    this.delivery = new WebhookDelivery(bus, client, clock, new WebhookSchedule(random));
  }

  /// Subscribes to queued webhooks and delivers those that are due.
  ///
  /// @return completes once the subscription is active
  public Future<Void> start() {
    return bus.subscribe(Addresses.WEBHOOKS_QUEUED, Topic.ALL_KEYS, ignored -> fetchDue())
        .onSuccess(ignored -> fetchDue())
        .mapEmpty();
  }

  /// Queries due webhooks; at most one query is in flight.
  private void fetchDue() {
    if (fetching) {
      fetchAgain = true;
      return;
    }
    fetching = true;
    fetchAgain = false;
    cancelTimer.run();
    bus.requestAsync(Addresses.WEBHOOK_FIND_DUE, new FindDueWebhooks(clock.instant(), DUE_MAX))
        .onComplete(
            found -> {
              fetching = false;
              startDeliveries(found);
              scheduleFetch(found.nextAt());
            },
            failure -> {
              fetching = false;
              LOG.log(
                  Level.WARNING, "Cannot query due webhooks; retrying: " + failure.getMessage());
              scheduleFetch(Optional.empty());
            });
  }

  private void scheduleFetch(Optional<Instant> nextAt) {
    if (fetchAgain) {
      fetchDue();
      return;
    }
    var delay = nextAt.map(at -> Duration.between(clock.instant(), at)).orElse(WAIT_MAX);
    if (delay.compareTo(WAIT_MAX) > 0) {
      delay = WAIT_MAX;
    } else if (delay.compareTo(WAIT_MIN) < 0) {
      delay = WAIT_MIN;
    }
    cancelTimer = timer.after(delay, this::fetchDue);
  }

  private void startDeliveries(FindDueWebhooks.Found found) {
    for (var webhook : found.webhooks()) {
      var host = WebhookClient.hostOf(webhook.url());
      if (running < RUNNING_MAX
          && runningByHost.getOrDefault(host, 0) < RUNNING_PER_HOST_MAX
          && inProgress.add(webhook.webhookId())) {
        running++;
        runningByHost.merge(host, 1, Integer::sum);
        delivery
            .attempt(webhook)
            .onComplete(recorded -> onDelivered(webhook.webhookId(), host, recorded.succeeded()));
      }
    }
  }

  /// Completes a delivery. A webhook whose outcome was not recorded is still due, so its id is
  /// released only after [#WAIT_MAX].
  private void onDelivered(String id, String host, boolean recorded) {
    running--;
    runningByHost.computeIfPresent(host, (name, count) -> count == 1 ? null : count - 1);
    if (recorded) {
      inProgress.remove(id);
    } else {
      timer.after(WAIT_MAX, () -> inProgress.remove(id));
    }
    fetchDue();
  }
}

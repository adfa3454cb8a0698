package dev.loom.gateway.webhook;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.Topic;
import dev.loom.contracts.webhook.ClaimWebhooks;
import dev.loom.contracts.webhook.Webhook;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/// Delivers all webhooks that are due. Claims them from the store at the start, when a webhook is
/// queued, after each delivery and when the next one becomes due. Notifications are hints only; the
/// store decides what is due, and gives a webhook to one sender at a time. Confined to one event
/// loop.
final class WebhookSender {
  private static final Logger LOG = System.getLogger(WebhookSender.class.getName());

  /// Maximum number of claimed webhooks that wait for a free connection.
  private static final int CLAIMED_MAX = 1_000;

  /// Maximum number of claims for one host. Receivers that do not answer keep a webhook busy for
  /// ten seconds, so these are delivered within [#CLAIM_TIME].
  private static final int CLAIMED_PER_HOST_MAX = 8;

  private static final Duration CLAIM_TIME = Duration.ofMinutes(2);

  /// Part of [#CLAIM_TIME] in which no delivery starts: longer than a delivery takes.
  private static final Duration DELIVERY_MAX = Duration.ofMinutes(1);

  private static final int RUNNING_MAX = 64;
  private static final int RUNNING_PER_HOST_MAX = 2;

  /// Longest interval between claims, in case a notification was lost or an outcome could not be
  /// recorded.
  private static final Duration WAIT_MAX = Duration.ofMinutes(1);

  private static final Duration WAIT_MIN = Duration.ofMillis(100);

  private final Bus bus;
  private final InstantSource clock;
  private final DelayTimer timer;
  private final WebhookDelivery delivery;

  private final List<ClaimedWebhook> waiting = new ArrayList<>();
  private final Map<String, Integer> runningByHost = new HashMap<>();
  private int running;
  private boolean claiming;
  private boolean claimAgain;
  private Runnable cancelTimer = () -> {};

  /// Webhook that waits for a free connection.
  ///
  /// @param startBy last time at which its delivery may start
  private record ClaimedWebhook(Webhook webhook, String host, Instant startBy) {}

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

  WebhookSender(
      Bus bus, WebhookClient client, InstantSource clock, DoubleSupplier random, DelayTimer timer) {
    this.bus = bus;
    this.clock = clock;
    this.timer = timer;
    this.delivery = new WebhookDelivery(bus, client, clock, random);
  }

  /// Subscribes to queued webhooks and delivers those that are due.
  ///
  /// @return completes once the subscription is active
  Future<Void> start() {
    return bus.subscribe(Addresses.WEBHOOKS_QUEUED, Topic.ALL_KEYS, ignored -> claimDue())
        .onSuccess(ignored -> claimDue())
        .mapEmpty();
  }

  /// Claims due webhooks and starts their deliveries; at most one request is in flight.
  private void claimDue() {
    if (claiming) {
      claimAgain = true;
      return;
    }
    claiming = true;
    claimAgain = false;
    cancelTimer.run();
    var now = clock.instant();
    waiting.removeIf(claimed -> claimed.startBy.isBefore(now));
    if (waiting.size() == CLAIMED_MAX) {
      claiming = false;
      schedule(Optional.empty());
      return;
    }
    var until = now.plus(CLAIM_TIME);
    var countMax = CLAIMED_MAX - waiting.size();
    var claim = new ClaimWebhooks(bus.engine(), now, until, countMax, CLAIMED_PER_HOST_MAX);
    bus.requestAsync(Addresses.WEBHOOK_CLAIM, claim)
        .onComplete(
            claimed -> {
              claiming = false;
              for (var webhook : claimed.webhooks()) {
                var host = WebhookClient.hostOf(webhook.url());
                waiting.add(new ClaimedWebhook(webhook, host, until.minus(DELIVERY_MAX)));
              }
              startDeliveries();
              schedule(claimed.nextAt());
            },
            failure -> {
              claiming = false;
              LOG.log(
                  Level.WARNING, "Cannot claim due webhooks; retrying: " + failure.getMessage());
              schedule(Optional.empty());
            });
  }

  private void schedule(Optional<Instant> nextAt) {
    if (claimAgain) {
      claimDue();
      return;
    }
    var delay = nextAt.map(at -> Duration.between(clock.instant(), at)).orElse(WAIT_MAX);
    if (delay.compareTo(WAIT_MAX) > 0) {
      delay = WAIT_MAX;
    } else if (delay.compareTo(WAIT_MIN) < 0) {
      delay = WAIT_MIN;
    }
    cancelTimer = timer.after(delay, this::claimDue);
  }

  private void startDeliveries() {
    for (var each = waiting.iterator(); each.hasNext() && running < RUNNING_MAX; ) {
      var claimed = each.next();
      if (runningByHost.getOrDefault(claimed.host, 0) < RUNNING_PER_HOST_MAX) {
        each.remove();
        running++;
        runningByHost.merge(claimed.host, 1, Integer::sum);
        delivery.attempt(claimed.webhook).onComplete(ignored -> onDelivered(claimed.host));
      }
    }
  }

  /// Completes a delivery. A webhook whose outcome was not recorded is due again when its claim
  /// expires.
  private void onDelivered(String host) {
    running--;
    runningByHost.computeIfPresent(host, (name, count) -> count == 1 ? null : count - 1);
    claimDue();
  }
}

package dev.loom.gateway.webhook;

import dev.loom.bus.Bus;
import dev.loom.contracts.config.ServerConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// Delivers the webhooks of finished tasks. Runs on an event loop. Senders share the work by claims
/// in the store, so any number of instances post each attempt once.
public final class WebhookVerticle extends VerticleBase {
  private final String configuredSecret;
  private final Map<String, String> environment;
  private final String version;

  /// @param environment values for a secret given as `${NAME}`
  /// @param version engine version, for the `User-Agent`
  public WebhookVerticle(ServerConfig config, Map<String, String> environment, String version) {
    this.configuredSecret = config.webhookSecret();
    this.environment = Map.copyOf(environment);
    this.version = Objects.requireNonNull(version, "version");
  }

  @Override
  public Future<?> start() {
    Optional<WebhookSigner> secret;
    try {
      secret = WebhookSigner.parse(configuredSecret, environment);
    } catch (IllegalArgumentException failure) {
      return Future.failedFuture(failure.getMessage());
    }
    return new WebhookSender(
            Bus.on(vertx),
            new WebhookClient(vertx, version, secret),
            InstantSource.system(),
            () -> ThreadLocalRandom.current().nextDouble(),
            WebhookSender.DelayTimer.create(vertx))
        .start();
  }
}

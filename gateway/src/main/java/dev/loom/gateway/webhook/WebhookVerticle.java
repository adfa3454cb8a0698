package dev.loom.gateway.webhook;

import dev.loom.bus.Bus;
import dev.loom.bus.http.AddressPolicy;
import dev.loom.bus.http.OwnPort;
import dev.loom.contracts.config.ServerConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// Delivers the webhooks of finished tasks. Runs on an event loop. Senders share the work by claims
/// in the store, so any number of instances post each attempt once.
public final class WebhookVerticle extends VerticleBase {
  private final ServerConfig.Webhooks config;
  private final Map<String, String> environment;
  private final String version;

  /// @param environment values for a secret given as `${NAME}`
  /// @param version engine version, for the `User-Agent`
  public WebhookVerticle(ServerConfig config, Map<String, String> environment, String version) {
    this.config = config.webhooks();
    this.environment = Map.copyOf(environment);
    this.version = Objects.requireNonNull(version, "version");
  }

  /// Returns the policy on the hosts of webhooks. Loopback and private addresses are allowed:
  /// agents run there.
  ///
  /// @throws IllegalArgumentException naming an invalid entry of the configuration
  public static AddressPolicy hosts(ServerConfig.Webhooks config, Vertx vertx) {
    return AddressPolicy.listed(
        "server.webhook_allowed_hosts",
        config.webhookAllowedHosts(),
        "server.webhook_denied_hosts",
        config.webhookDeniedHosts(),
        OwnPort.of(vertx));
  }

  @Override
  public Future<?> start() {
    Optional<WebhookSigner> secret;
    AddressPolicy hosts;
    try {
      secret = WebhookSigner.parse(config.webhookSecret(), environment);
      hosts = hosts(config, vertx);
    } catch (IllegalArgumentException failure) {
      return Future.failedFuture(failure.getMessage());
    }
    return new WebhookSender(
            Bus.on(vertx),
            new WebhookClient(vertx, version, secret, hosts),
            InstantSource.system(),
            () -> ThreadLocalRandom.current().nextDouble(),
            WebhookSender.DelayTimer.create(vertx))
        .start();
  }
}

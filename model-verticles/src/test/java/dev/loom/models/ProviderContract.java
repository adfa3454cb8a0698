package dev.loom.models;

import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/// The contract of every provider behind an HTTP endpoint, tested against a strict server on a real
/// socket. The scripts are grouped by topic in interfaces; [UnsupportedScripts] lists those that a
/// protocol cannot express.
@Timeout(30)
abstract class ProviderContract
    implements ResponseScripts,
        CallScripts,
        ConversationScripts,
        FailureScripts,
        StreamFaultScripts,
        ConnectionScripts,
        ProviderHarness.Setup {
  final Vertx vertx = Vertx.vertx();
  private ProviderHarness harness;

  /// Returns the protocol's name as used in messages.
  abstract String protocol();

  abstract StrictServer server(Vertx vertx);

  @BeforeEach
  void open(TestInfo test) {
    UnsupportedScripts.reasonFor(protocol(), test.getTestMethod().orElseThrow().getName())
        .ifPresent(reason -> Assumptions.abort("not supported by " + protocol() + ": " + reason));
    harness = new ProviderHarness(vertx, server(vertx), this);
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Override
  public final ProviderHarness harness() {
    return harness;
  }
}

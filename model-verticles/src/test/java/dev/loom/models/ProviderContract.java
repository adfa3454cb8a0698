package dev.loom.models;

import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/// What every provider behind an HTTP endpoint must do, against a strict server on a real socket.
/// The scripts are in the interfaces, one theme each; what cannot be played on a wire is in
/// [UnsupportedScripts].
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

  /// The wire's name, as it is in messages.
  abstract String protocol();

  abstract StrictServer server(Vertx vertx);

  @BeforeEach
  void open(TestInfo test) {
    UnsupportedScripts.reasonFor(protocol(), test.getTestMethod().orElseThrow().getName())
        .ifPresent(why -> Assumptions.abort("not told by " + protocol() + ": " + why));
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

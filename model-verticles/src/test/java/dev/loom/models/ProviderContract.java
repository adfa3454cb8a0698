package dev.loom.models;

import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/// What every provider behind an HTTP endpoint must do, against a strict server on a real socket.
/// The scripts are in the interfaces, one theme each; what cannot be played on a wire is in
/// [NotTold].
@Timeout(30)
abstract class ProviderContract
    implements AnswerScripts,
        CallScripts,
        ConversationScripts,
        FailureScripts,
        StreamFaultScripts,
        ConnectionScripts,
        Stage.Wiring {
  final Vertx vertx = Vertx.vertx();
  private Stage stage;

  /// The wire's name, as it is in messages.
  abstract String wire();

  abstract StrictServer server(Vertx vertx);

  @BeforeEach
  void open(TestInfo test) {
    NotTold.why(wire(), test.getTestMethod().orElseThrow().getName())
        .ifPresent(why -> Assumptions.abort("not told by " + wire() + ": " + why));
    stage = new Stage(vertx, server(vertx), this);
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Override
  public final Stage stage() {
    return stage;
  }
}

package dev.loom.bus;

import dev.loom.contracts.CancellableRequest;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.TaskId;
import java.time.Duration;

/// Request and message types for tests of the bus.
final class BusFixture {
  record Request(String text, OperationId operationId) implements CancellableRequest {
    Request(String text) {
      this(text, OperationId.forTask(new TaskId("t1"), text));
    }
  }

  record Reply(Object text) {}

  static final Address<Request, Reply> ECHO = echo(Address.Scope.LOCAL);

  static Address<Request, Reply> echo(Address.Scope scope) {
    return new Address<>("test.echo", Request.class, Reply.class, Duration.ofSeconds(10), scope);
  }

  static final Topic<Reply> NEWS = new Topic<>("test.news", Reply.class);

  private BusFixture() {}
}

package dev.loom.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.bus.BusFixture.Reply;
import dev.loom.bus.BusFixture.Request;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
@ExtendWith(VertxExtension.class)
class ObserverInterceptorTest {
  private Bus bus;

  @BeforeEach
  void open(Vertx vertx) {
    bus = Bus.on(vertx);
  }

  @ParameterizedTest
  @EnumSource(Address.Scope.class)
  void observerReceivesRequestsRepliesAndErrorsUntilClosed(Address.Scope scope) throws Exception {
    var echo = BusFixture.echo(scope);
    bus.handleBlocking(
            echo,
            new ConcurrencyLimit(8, 8),
            Bus.ThreadKind.VIRTUAL,
            request -> {
              if (request.text().equals("no")) {
                throw ServiceException.conflict("not now");
              }
              return new Reply(request.text());
            })
        .await();
    var received = new LinkedBlockingQueue<String>();
    var listening =
        bus.observe(
            Set.of(echo),
            new BusObserver() {
              @Override
              public void onRequest(long exchange, Record request) {
                received.add(exchange + " request " + ((Request) request).text());
              }

              @Override
              public void onReply(long exchange, Record reply) {
                received.add(exchange + " reply " + ((Reply) reply).text());
              }

              @Override
              public void onError(long exchange, ServiceError error) {
                received.add(exchange + " error " + error.detail());
              }
            });
    assertEquals("x", bus.request(echo, new Request("x")).text());
    assertThrows(ServiceException.class, () -> bus.request(echo, new Request("no")));
    listening.close().await();
    bus.request(echo, new Request("unobserved"));
    assertEquals(
        List.of("1 request x", "1 reply x", "2 request no", "2 error not now"),
        List.copyOf(received));
  }
}

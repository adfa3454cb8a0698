package dev.loom.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.bus.Address.Scope;
import dev.loom.contracts.id.EngineId;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  private static final EngineId ENGINE = new EngineId("e1");

  private record Ping() {}

  private static Address<Ping, Ping> address(Scope scope) {
    return new Address<>("a", Ping.class, Ping.class, Duration.ofSeconds(1), scope);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void deadlineMustBePositive(long seconds) {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Address<>(
                "a", Ping.class, Ping.class, Duration.ofSeconds(seconds), Scope.ANYWHERE));
  }

  @Test
  void handlerOfAnEngineHasTheEngineInItsName() {
    var address = address(Scope.AT_ENGINE).at(ENGINE);
    assertEquals("a@e1", address.name());
    assertEquals("a", Address.withoutEngine(address.name()));
    assertEquals("a", Address.withoutEngine("a"));
  }

  @ParameterizedTest
  @EnumSource(value = Scope.class, names = "AT_ENGINE", mode = EnumSource.Mode.EXCLUDE)
  void onlyAnAddressAtAnEngineHasHandlersOfParticularEngines(Scope scope) {
    assertThrows(IllegalStateException.class, () -> address(scope).at(ENGINE));
  }
}

package dev.loom.bus;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  private record Ping() {}

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void deadlineMustBePositive(long seconds) {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Address<>("a", Ping.class, Ping.class, Duration.ofSeconds(seconds)));
  }
}

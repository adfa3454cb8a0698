package dev.loom.engine.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class TomlProcessorTest {
  private static JsonObject process(String toml) {
    return new TomlProcessor().process(null, new JsonObject(), Buffer.buffer(toml)).result();
  }

  @Test
  void tablesBecomeObjects() {
    assertEquals(
        new JsonObject("{\"server\":{\"port\":9000,\"names\":[\"a\"]}}"),
        process("[server]\nport = 9000\nnames = [\"a\"]\n"));
  }

  @Test
  void anEmptyFileIsAnEmptyObject() {
    assertEquals(new JsonObject(), process(""));
    assertEquals(new JsonObject(), process("# comment\n"));
  }

  @Test
  void invalidTomlFails() {
    var result = new TomlProcessor().process(null, new JsonObject(), Buffer.buffer("[server"));
    assertTrue(result.failed());
    assertTrue(result.cause().getMessage().startsWith("not TOML: "), result.cause().getMessage());
  }
}

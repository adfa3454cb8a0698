package dev.loom.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.loom.bus.json.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaJsonCacheTest {
  private final SchemaJsonCache cache = new SchemaJsonCache();

  @Test
  void equalSchemasShareOneText() throws Exception {
    var first = cache.get(Map.of("type", "object"));
    assertSame(first.rawValue(), cache.get(Map.of("type", "object")).rawValue());
    assertEquals("{\"type\":\"object\"}", Json.mapper().writeValueAsString(first));
  }

  @Test
  void aFullCacheStillWritesOtherSchemas() throws Exception {
    for (var at = 0; at < 16; at++) {
      cache.get(Map.of("at", at));
    }
    var beyond = cache.get(Map.of("at", 16));
    assertEquals("{\"at\":16}", Json.mapper().writeValueAsString(beyond));
    assertNotSame(beyond.rawValue(), cache.get(Map.of("at", 16)).rawValue());
  }
}

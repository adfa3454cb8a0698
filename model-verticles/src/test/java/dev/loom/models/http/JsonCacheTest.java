package dev.loom.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.loom.api.model.ToolDescription;
import dev.loom.bus.json.Json;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class JsonCacheTest {
  private final AtomicInteger writes = new AtomicInteger();
  private final JsonCache<Map<String, Object>> cache =
      new JsonCache<>(
          schema -> {
            writes.incrementAndGet();
            return schema;
          });

  @Test
  void equalValuesAreWrittenOnceAndShareOneText() throws Exception {
    var first = cache.get(Map.of("type", "object"));
    assertSame(first.rawValue(), cache.get(Map.of("type", "object")).rawValue());
    assertEquals("{\"type\":\"object\"}", Json.mapper().writeValueAsString(first));
    assertEquals(1, writes.get());
  }

  @Test
  void aFullCacheForgetsTheOldestValue() throws Exception {
    var oldest = cache.get(Map.of("at", 0));
    for (var at = 1; at <= JsonCache.VALUES_MAX; at++) {
      cache.get(Map.of("at", at));
    }
    var again = cache.get(Map.of("at", 0));
    assertEquals("{\"at\":0}", Json.mapper().writeValueAsString(again));
    assertNotSame(oldest.rawValue(), again.rawValue());
  }

  @Test
  void aToolWithoutParametersGetsAnObjectSchema() {
    var parameters = ProviderProtocol.parameters(new ToolDescription("read", "Reads.", Map.of()));
    assertEquals(Json.parse("{\"type\":\"object\",\"properties\":{}}"), parameters);
  }
}

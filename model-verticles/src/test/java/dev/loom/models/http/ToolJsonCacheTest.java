package dev.loom.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.model.ToolDescription;
import dev.loom.bus.json.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ToolJsonCacheTest {
  private static final ToolDescription READ = new ToolDescription("read", "Reads.", Map.of());

  @Test
  void theSameToolsAreWrittenOnce() throws Exception {
    var writes = new AtomicInteger();
    var cache =
        new ToolJsonCache(
            (array, tool) -> {
              writes.incrementAndGet();
              array.add(tool.name());
            });
    for (var time = 0; time < 3; time++) {
      var json = Json.mapper().writeValueAsString(cache.get(List.of(READ)));
      assertEquals("[\"read\"]", json);
    }
    assertEquals(1, writes.get());
  }

  @Test
  void aToolWithoutParametersGetsAnObjectSchema() {
    assertEquals(Map.of("type", "object", "properties", Map.of()), ToolJsonCache.parameters(READ));
  }
}

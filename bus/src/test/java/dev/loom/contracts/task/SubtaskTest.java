package dev.loom.contracts.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import dev.loom.contracts.id.SubtaskId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubtaskTest {
  private static final Subtask SUBTASK =
      new Subtask(
          new SubtaskId("a"),
          "do",
          List.of(new SubtaskId("b")),
          1,
          2,
          true,
          true,
          "ok",
          List.of("out.md"));

  @Test
  void changingTheModelTierKeepsAllOtherValues() {
    var changed = SUBTASK.withModelTier(3);
    assertEquals(3, changed.modelTier());
    assertEquals(SUBTASK, changed.withModelTier(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void tierOutsideItsBoundsIsRejected(int tier) {
    assertThrows(IllegalArgumentException.class, () -> SUBTASK.withModelTier(tier));
  }

  @Test
  void blankDescriptionIsRejected() {
    var id = new SubtaskId("a");
    assertThrows(IllegalArgumentException.class, () -> Subtask.create(id, " ", List.of()));
  }

  @Test
  void flagsKeepTheirJsonNames() {
    var json = Json.write(SUBTASK);
    assertTrue(json.contains("\"is_critical_path\":true,\"is_synthesis\":true"), json);
    assertEquals(SUBTASK, Json.read(json, Subtask.class));
  }
}
